// Baud arithmetic; see the header. BT8D + 1 divides an eighth of the UART's clock.
#include "boards/virtual/chip_baud.hpp"

#include <cmath>

#include "boards/virtual/bit_field.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace {

using driver::bm13xx::Register;
constexpr double crystal = driver::bm13xx::crystal_hz;
constexpr Baud senseless{1};  ///< a rate nobody listens at

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

Baud divided(double clock_hz, std::uint32_t bt8d) noexcept {
    constexpr double samples = 8.0;
    return Baud{static_cast<std::uint32_t>(std::lround(clock_hz / (samples * (bt8d + 1))))};
}

/// A PLL other than that of the hash clock, with raw post dividers. None: it makes no clock.
std::optional<double> side_pll_hz(std::uint32_t word) noexcept {
    const std::uint32_t dividers = field(word, 13, 8) * field(word, 6, 4) * field(word, 2, 0);
    const std::uint32_t feedback = field(word, 27, 16);
    if (dividers == 0 || feedback == 0) return std::nullopt;
    return crystal * feedback / dividers;
}

Baud misc_1397(std::uint32_t misc, std::uint32_t fast_uart, std::uint32_t pll3) noexcept {
    const std::uint32_t bt8d = (field(misc, 27, 24) << 5) | field(misc, 12, 8);
    if (field(misc, 16, 16) == 0) return divided(crystal, bt8d);
    const auto pll = side_pll_hz(pll3);
    return pll ? divided(*pll / (field(fast_uart, 27, 24) + 1), bt8d) : senseless;
}

std::optional<Baud> fixed(std::uint32_t fast_uart, std::uint32_t auto_work) noexcept {
    constexpr Baud fast{3'000'000};
    if (field(fast_uart, 31, 31) == 0) return decode_fast_uart(fast_uart, 0);
    return auto_work == 0 ? fast : senseless;
}

}  // namespace

std::optional<Baud> decode_fast_uart(std::uint32_t word, std::uint32_t pll1) noexcept {
    const std::uint32_t source = field(word, 27, 26), bt8d = field(word, 15, 8);
    if (source == 0) return divided(crystal, bt8d);
    const auto pll = side_pll_hz(pll1);
    if (source != 1 || !pll) return std::nullopt;
    return divided(*pll / (field(word, 23, 20) + 1), bt8d);
}

std::optional<Baud> baud_after_write(BaudForm form, std::uint8_t reg,
                                     std::span<const std::uint32_t, 256> registers) noexcept {
    constexpr std::uint8_t misc_of_1387 = 0x1c;
    const auto at = [&](Register place) { return registers[number(place)]; };
    switch (form) {
        case BaudForm::fast_uart:
            if (reg != number(Register::fast_uart)) return std::nullopt;
            return decode_fast_uart(at(Register::fast_uart), at(Register::pll1));
        case BaudForm::misc_1397:
            if (reg != number(Register::misc_control)) return std::nullopt;
            return misc_1397(at(Register::misc_control), at(Register::fast_uart), at(Register::pll3));
        case BaudForm::misc_1387: {
            const std::uint32_t misc = registers[misc_of_1387];
            if (reg != misc_of_1387 || field(misc, 30, 30) != 0) return std::nullopt;
            return divided(crystal, field(misc, 12, 8));
        }
        case BaudForm::fixed:
            if (reg != number(Register::fast_uart)) return std::nullopt;
            return fixed(at(Register::fast_uart), at(Register::auto_work));
    }
    return std::nullopt;
}

}  // namespace adit::boards::virtual_device
