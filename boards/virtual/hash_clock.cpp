// PLL and baud arithmetic; see the header.
#include "boards/virtual/hash_clock.hpp"

#include <cmath>

#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr double crystal_mhz = driver::bm13xx::crystal_hz / 1e6;
constexpr std::uint32_t locked_bit = 1u << 31, enabled_bit = 1u << 30;
constexpr std::uint32_t reset_word = 0xc0540165;

constexpr std::uint32_t field(std::uint32_t word, unsigned high, unsigned low) noexcept {
    return (word >> low) & ((1u << (high - low + 1)) - 1);
}

}  // namespace

std::optional<Megahertz> decode_pll(std::uint32_t word) noexcept {
    constexpr double slowest_oscillator = 1500.0, fastest_oscillator = 3200.0;
    const std::uint32_t feedback = field(word, 27, 16), reference = field(word, 13, 8);
    if ((word & enabled_bit) == 0 || reference == 0) return std::nullopt;
    const double oscillator = crystal_mhz * feedback / reference;
    if (oscillator < slowest_oscillator || oscillator > fastest_oscillator) return std::nullopt;
    return Megahertz{oscillator / ((field(word, 6, 4) + 1) * (field(word, 2, 0) + 1))};
}

std::optional<Baud> decode_fast_uart(std::uint32_t word, std::uint32_t pll1) noexcept {
    constexpr double samples = 8.0;
    const double divisor = samples * (field(word, 15, 8) + 1);
    const std::uint32_t source = field(word, 27, 26);
    if (source == 0) return Baud{static_cast<std::uint32_t>(std::lround(crystal_mhz * 1e6 / divisor))};
    const std::uint32_t dividers = field(pll1, 13, 8) * field(pll1, 6, 4) * field(pll1, 2, 0);
    const std::uint32_t feedback = field(pll1, 27, 16);
    if (source != 1 || dividers == 0 || feedback == 0) return std::nullopt;
    const double pll1_hz = crystal_mhz * 1e6 * feedback / dividers;
    return Baud{static_cast<std::uint32_t>(std::lround(pll1_hz / (field(word, 23, 20) + 1) / divisor))};
}

void HashClock::reset() noexcept {
    frequency_ = reset_frequency;
    word_ = reset_word;
    last_raise_.reset();
    is_locked_ = true;
}

void HashClock::write(std::uint32_t word, Instant now) noexcept {
    word_ = word;
    const auto wanted = decode_pll(word);
    if (!wanted) {
        is_locked_ = false;
        return;
    }
    const bool raises = *wanted > frequency_;
    if (raises && *wanted - frequency_ > largest_step) is_locked_ = false;
    if (raises && measures_pauses_ && last_raise_ && now - *last_raise_ < shortest_pause) is_locked_ = false;
    if (raises) last_raise_ = now;
    frequency_ = *wanted;
}

std::uint32_t HashClock::word() const noexcept { return is_locked_ ? word_ | locked_bit : word_ & ~locked_bit; }

}  // namespace adit::boards::virtual_device
