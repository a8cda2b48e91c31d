// See product.hpp. Numbers from the published firmwares of each product.
#include "hal/bridge/product.hpp"

#include <algorithm>
#include <array>

namespace adit::hal::bridge {
namespace {

constexpr std::uint16_t vendor_osmu = 0xC0DE, product_raw = 0xCAFE, product_birds = 0xB17D;
constexpr std::uint16_t vendor_ember = 0x1209, product_ember = 0x256F;

constexpr std::array bitaxe_lines{BridgeLine{0, LineRole::reset, Level::low}};
constexpr std::array ember_lines{BridgeLine{0, LineRole::reset, Level::high},
                                 BridgeLine{1, LineRole::asic_power, Level::low},
                                 BridgeLine{2, LineRole::io_power, Level::low}};
// Command 0 is an alias of 2.
constexpr std::array bonanza_lines{
    BridgeLine{2, LineRole::reset, Level::low}, BridgeLine{1, LineRole::five_volt, Level::low},
    BridgeLine{3, LineRole::trip, std::nullopt}, BridgeLine{4, LineRole::regulator, Level::low},
    BridgeLine{5, LineRole::regulator_good, std::nullopt}};

constexpr std::array<std::uint8_t, 1> one_adc{0x50};
constexpr std::array<std::uint8_t, 2> two_adc{0x50, 0x51};
constexpr std::array<std::uint8_t, 3> three_adc{0x50, 0x51, 0x52};

constexpr std::array<ProductFacts, 4> products{{
    {.product = Product::bitaxe, .name = "Bitaxe", .lines = bitaxe_lines, .adc_channels = one_adc},
    {.product = Product::ember_one,
     .name = "EmberOne00",
     .lines = ember_lines,
     .adc_channels = two_adc,
     .has_led = true},
    {.product = Product::bonanza,
     .name = "BitaxeBonanza",
     .lines = bonanza_lines,
     .adc_channels = one_adc,
     .has_fan = true,
     .has_system_page = true,
     .is_nine_bit = true,
     .fixed_baud = Baud{2'000'000},
     .is_safe_when_closed = true},
    {.product = Product::birds,
     .name = "BIRDS",
     .lines = bonanza_lines,
     .adc_channels = three_adc,
     .has_fan = true,
     .has_system_page = true,
     .is_nine_bit = true,
     .is_safe_when_closed = true},
}};

bool is_usb(const UsbIdentity& usb, std::uint16_t vendor, std::uint16_t product) noexcept {
    return usb.vendor == vendor && usb.product == product;
}

bool is_named(const UsbIdentity& usb, std::string_view manufacturer, std::string_view name) noexcept {
    return usb.manufacturer == manufacturer && usb.product_name == name;
}

/// 0xJJMN: hardware JJ, firmware minor M, patch N. Minor 0 answers as plain bitaxe-raw does.
Dialect ember_dialect(std::uint16_t release) noexcept { return (release >> 4 & 0xF) == 0 ? Dialect::v0 : Dialect::v1; }

}  // namespace

std::optional<Identified> identify(const UsbIdentity& usb) noexcept {
    if (is_usb(usb, vendor_osmu, product_raw)) {
        // An early Bonanza build says "Bitaxe" as well, and answers in v0.
        if (is_named(usb, "OSMU", "Bitaxe")) return Identified{Product::bitaxe, Dialect::v0, true};
        if (is_named(usb, "OSMU", "BitaxeBonanza")) return Identified{Product::bonanza, Dialect::bonanza, false};
    }
    if (is_usb(usb, vendor_osmu, product_birds) && is_named(usb, "OSMU", "BitaxeBonanza"))
        return Identified{Product::birds, Dialect::bonanza, false};
    if (is_usb(usb, vendor_ember, product_ember) && is_named(usb, "256F", "EmberOne00"))
        return Identified{Product::ember_one, ember_dialect(usb.release), false};
    return std::nullopt;
}

const ProductFacts& facts(Product product) noexcept { return products[static_cast<std::size_t>(product)]; }

std::optional<BridgeLine> find_line(Product product, LineRole role) noexcept {
    const auto lines = facts(product).lines;
    const auto found = std::ranges::find(lines, role, &BridgeLine::role);
    if (found == lines.end()) return std::nullopt;
    return *found;
}

}  // namespace adit::hal::bridge
