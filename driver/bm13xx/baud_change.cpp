// Sources: ESP-Miner (BM1366 and later, BM1397, BM1373), cgminer (BM1387, BM1397), open S9 firmware.
#include "driver/bm13xx/baud_change.hpp"

#include "driver/bm13xx/register_fields.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::uint32_t misc_1397_base = 0x00006031;  // output clock inverted, as every firmware writes it
constexpr std::uint32_t misc_1397_reset_base = 0x00002001;
constexpr std::uint32_t misc_1397_start_base = misc_1397_base | 0x00001000 | 0x00000a00;
constexpr std::uint32_t misc_1397_pll = 0x00016731;  // PLL3 2.8 GHz / (6 + 1) = 400 MHz, divisor 7
constexpr Baud misc_1397_pll_baud{6'250'000};

constexpr std::uint32_t misc_1387_base = 0x00200000;   // output clock inverted; bit 30 clear: take the divisor
constexpr std::uint32_t misc_1387_after = 0x40208080;  // bit 30: leave the rate alone; gate block, multiple midstates
constexpr std::uint32_t keeps_baud = 0x40000000;

constexpr BaudWrite auto_work_off{Register::auto_work, 0};
constexpr std::uint32_t fixed_word = 0x80000000;
constexpr Baud fixed_baud{3'000'000};

constexpr std::uint32_t divisor_field(std::uint32_t divisor) noexcept { return divisor << 8; }
constexpr std::uint32_t divisor_of(std::uint32_t word) noexcept { return (word >> 8) & 0x1fu; }

/// 5-bit divisor of the crystal for `host`.
std::optional<std::uint32_t> short_divisor(Baud host) noexcept {
    const auto word = fast_uart::word_for(host);
    if (!word) return std::nullopt;
    const std::uint32_t divisor = (*word >> 8) & 0xffu;
    return divisor <= 0x1f ? std::optional{divisor} : std::nullopt;
}

std::optional<BaudChange> change_of_1397(Baud host) noexcept {
    if (host == misc_1397_pll_baud) return BaudChange{{BaudWrite{Register::misc_control, misc_1397_pll}}};
    const auto divisor = short_divisor(host);
    if (!divisor) return std::nullopt;
    return BaudChange{{BaudWrite{Register::misc_control, misc_1397_base | divisor_field(*divisor)}}};
}

std::optional<BaudChange> change_of_1387(Baud host) noexcept {
    const auto divisor = short_divisor(host);
    if (!divisor) return std::nullopt;
    const auto word = [&](std::uint32_t base) { return base | divisor_field(*divisor); };
    return BaudChange{.first = {BaudWrite{bm1387_register::misc_control, word(misc_1387_base)}},
                      .then = BaudWrite{bm1387_register::misc_control, word(misc_1387_after)}};
}

std::optional<Baud> baud_of_1397(std::uint32_t word) noexcept {
    if (word == misc_1397_pll) return misc_1397_pll_baud;
    const std::uint32_t rest = word & ~divisor_field(0x1f);
    const bool is_known = rest == misc_1397_base || rest == misc_1397_reset_base || word == misc_1397_start_base;
    return is_known ? fast_uart::baud_of(divisor_field(divisor_of(word))) : std::nullopt;
}

}  // namespace

std::optional<BaudChange> baud_change(const ChipModel& chip, Baud host) noexcept {
    if (host == fast_uart::reset_baud) return std::nullopt;
    switch (chip.baud) {
        case BaudScheme::fast_uart:
            if (const auto word = fast_uart::word_for(host)) return BaudChange{{BaudWrite{Register::fast_uart, *word}}};
            break;
        case BaudScheme::misc_control:
            return change_of_1397(host);
        case BaudScheme::misc_1387:
            return change_of_1387(host);
        case BaudScheme::fixed:
            if (host == fixed_baud)
                return BaudChange{.first = {auto_work_off, BaudWrite{Register::fast_uart, fixed_word}}, .count = 2};
            break;
    }
    return std::nullopt;
}

std::optional<Baud> baud_after(const ChipModel& chip, Register reg, std::uint32_t word) noexcept {
    switch (chip.baud) {
        case BaudScheme::fast_uart:
            return reg == Register::fast_uart ? fast_uart::baud_of(word) : std::nullopt;
        case BaudScheme::misc_control:
            return reg == Register::misc_control ? baud_of_1397(word) : std::nullopt;
        case BaudScheme::misc_1387:
            if (reg != bm1387_register::misc_control || (word & keeps_baud) != 0) return std::nullopt;
            return fast_uart::baud_of(divisor_field(divisor_of(word)));
        case BaudScheme::fixed:
            if (reg == Register::fast_uart && word == fixed_word) return fixed_baud;
            break;
    }
    return std::nullopt;
}

}  // namespace adit::driver::bm13xx
