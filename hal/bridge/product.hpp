// The bridge products by their USB strings, and what differs between them: dialect, GPIO lines, ADC channels, pages.
// Facts only, pure. Neighbours: dialect.hpp; probing.hpp (what may be asked before the product is certain).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hal/bridge/dialect.hpp"
#include "hal/gpio.hpp"
#include "hal/units.hpp"

namespace adit::hal::bridge {

enum class Product : std::uint8_t { bitaxe, ember_one, bonanza, birds };

struct UsbIdentity {
    std::uint16_t vendor{}, product{};
    std::uint16_t release{};  ///< bcdDevice
    std::string_view manufacturer, product_name;
};

struct Identified {
    Product product{};
    Dialect dialect{};
    /// Another product carries the same strings: nothing but the chain's reset may be driven until the board's parts
    /// have answered.
    bool has_double{};
};

/// None: not a bitaxe-raw bridge.
[[nodiscard]] std::optional<Identified> identify(const UsbIdentity& usb) noexcept;

enum class LineRole : std::uint8_t {
    reset,           ///< low = reset asserted
    asic_power,      ///< high = on
    io_power,        ///< high = on, then wait 5 ms
    five_volt,       ///< high = on; on Bonanza only with reset asserted and the fan at 100 %
    trip,            ///< input, high = tripped
    regulator,       ///< high = on; newer builds only
    regulator_good,  ///< input, high = good; newer builds only
};

struct BridgeLine {
    std::uint8_t number{};  ///< the GPIO command
    LineRole role{};
    std::optional<Level> at_boot;  ///< none: an input
};

struct ProductFacts {
    Product product{};
    std::string_view name;
    std::span<const BridgeLine> lines;
    std::span<const std::uint8_t> adc_channels;
    bool has_led{}, has_fan{}, has_system_page{};
    bool is_nine_bit{};                ///< two bytes of the data port are one symbol of the chain; see nine_bit.hpp
    std::optional<Baud> fixed_baud{};  ///< of the data port; none: the line coding is passed on to the chain
    bool is_safe_when_closed{};        ///< closing the control port switches everything off
};

[[nodiscard]] const ProductFacts& facts(Product product) noexcept;
/// None: this product has no such line. Aliases are left out: the line's own number is given.
[[nodiscard]] std::optional<BridgeLine> find_line(Product product, LineRole role) noexcept;

}  // namespace adit::hal::bridge
