// A board as data: what a TOML file of the catalogue says, parsed and validated. The loader is `loader.hpp`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards {

enum class ChipFamily : std::uint8_t { bm1370 };
enum class RegulatorPart : std::uint8_t { tps546d24a };
enum class SensorPart : std::uint8_t { emc2101_external, emc2101_internal };
enum class FanPart : std::uint8_t { emc2101 };
enum class Measures : std::uint8_t { chip, board };
enum class ControlKind : std::uint8_t { bitaxe_raw };
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
    std::string dialect;  ///< "v0"
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

struct Regulator {
    RegulatorPart part{};
    std::uint8_t address{};
};

struct Sensor {
    Measures measures{};
    SensorPart part{};
    std::uint8_t address{};
    std::optional<Checkpoint> valid_after;  ///< none: always readable
};

struct Fan {
    FanPart part{};
    std::uint8_t address{};
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
    std::vector<Sensor> sensors;
    std::vector<Fan> fans;
    OperatingPoint default_point;
    Limits limits;
    std::vector<PowerStep> power_on;
    std::string status;  ///< "complete" or why not: the board then refuses to energise until confirmed
};

}  // namespace adit::boards
