// A board as data: what a TOML file of the catalogue says, parsed and validated. The loader is `loader.hpp`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards {

enum class ChipFamily : std::uint8_t { bm1370, bm1368, bm1366, bm1397, bm1373, bm1362, bm1387 };
enum class RegulatorPart : std::uint8_t { tps546d24a, tps53647, tps53667, ds4432u };
enum class SensorPart : std::uint8_t {
    emc2101_external,
    emc2101_internal,
    emc2103_external1,
    emc2103_external2,
    emc2103_internal,
    tmp1075
};
enum class FanPart : std::uint8_t { emc2101, emc2103, emc2302 };
enum class PowerMeterPart : std::uint8_t { ina260 };
/// How a TPS546 sits on its board; each has protective limits of its own.
enum class Tps546Family : std::uint8_t { single_5v, series_12v, stacked_12v };
enum class Measures : std::uint8_t { chip, board, regulator };
/// `native`: Adit runs on the board's own controller and drives its pins and buses itself.
enum class ControlKind : std::uint8_t { bitaxe_raw, native };
enum class Checkpoint : std::uint8_t { diode };

/// One way to recognise the board on USB and I2C.
struct MatchRule {
    std::uint16_t usb_vendor{}, usb_product{};
    std::string manufacturer, product;
    std::vector<std::uint8_t> i2c;  ///< addresses that must answer with core power off
};

struct ChainBus {
    std::uint8_t interface_number{};
    Baud baud{115200};
    Baud fast_baud{115200};  ///< equal to `baud` where the chain never changes speed
};

struct ControlBus {
    ControlKind kind{};
    std::string dialect;  ///< "v0", "v1" or "bonanza"; see hal/bridge/dialect.hpp
    std::uint8_t interface_number{};
    std::uint32_t i2c_hz{};
};

struct Chain {
    ChipFamily chip{};
    std::uint16_t chips{};
    std::uint8_t series_domains{1};  ///< rail = core voltage x this
    std::uint8_t reset_gpio{};
    bool reset_active_low{true};
};

/// A pin that switches something on.
struct SwitchLine {
    std::uint8_t gpio{};
    bool is_on_low{};
};

struct Regulator {
    RegulatorPart part{};
    std::uint8_t address{};
    Tps546Family family{};  ///< TPS546 only
    /// TPS53647/67 only: phases in use, full scale of the current report (set by a resistor), current fault.
    std::uint8_t phases{};
    Amperes current_full_scale{}, current_fault{};
    std::optional<SwitchLine> enable;  ///< parts without a command for their output
    std::optional<SwitchLine> io;      ///< supply of the chips' I/O, on before the core
};

struct PowerMeter {
    PowerMeterPart part{};
    std::uint8_t address{};
};

struct Sensor {
    Measures measures{};
    SensorPart part{};
    std::uint8_t address{};
    std::optional<Checkpoint> valid_after;  ///< none: always readable
    Celsius offset{};                       ///< added to what the part reads: the chip is hotter than its sensor
};

struct Fan {
    FanPart part{};
    std::uint8_t address{};
    std::uint8_t channel{};  ///< from 0
    Percent min_duty{};
    Rpm full_rpm{};
};

struct OperatingPoint {
    Millivolts core{};
    Megahertz frequency{};
};

/// The board's narrowing of the compiled-in envelope.
struct Limits {
    Millivolts core_min{}, core_max{};
    Megahertz frequency_max{};
    Celsius throttle{}, emergency{}, vrm_trip{};
    Watts input_max{};
};

enum class PowerStep : std::uint8_t {
    reset_assert,
    core_off,
    preflight,
    core_on,
    reset_release,
    chain_init,
    checkpoint_diode,
    ramp
};

struct BoardDefinition {
    std::string name;
    std::vector<MatchRule> match;
    ChainBus chain_bus;
    ControlBus control_bus;
    Chain chain;
    Regulator regulator;
    std::optional<PowerMeter> power_meter;
    std::vector<Sensor> sensors;
    std::vector<Fan> fans;
    OperatingPoint default_point;
    Limits limits;
    std::vector<PowerStep> power_on;
    std::string status;  ///< "complete" or why not: the board then refuses to energise until confirmed
};

}  // namespace adit::boards
