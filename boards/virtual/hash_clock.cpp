// PLL arithmetic; see the header.
#include "boards/virtual/hash_clock.hpp"

#include "boards/virtual/bit_field.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr double crystal_mhz = driver::bm13xx::crystal_hz / 1e6;
constexpr std::uint32_t locked_bit = 1u << 31, enabled_bit = 1u << 30;

struct Dividers {
    std::uint32_t feedback, reference, post_1, post_2;
};

std::optional<Dividers> dividers_of(std::uint32_t word, PllForm form) noexcept {
    if (form == PllForm::raw_bare)
        return Dividers{field(word, 23, 16), field(word, 11, 8), field(word, 7, 4), field(word, 3, 0)};
    if ((word & enabled_bit) == 0) return std::nullopt;
    const std::uint32_t less = form == PllForm::less_one ? 1 : 0;
    return Dividers{field(word, 27, 16), field(word, 13, 8), field(word, 6, 4) + less, field(word, 2, 0) + less};
}

}  // namespace

std::optional<Megahertz> decode_pll(std::uint32_t word, PllForm form) noexcept {
    constexpr double slowest_raw = 100.0, slowest_coded = 1500.0, fastest = 3200.0;
    const auto divide = dividers_of(word, form);
    if (!divide || divide->reference == 0 || divide->post_1 == 0 || divide->post_2 == 0) return std::nullopt;
    const double oscillator = crystal_mhz * divide->feedback / divide->reference;
    const double slowest = form == PllForm::less_one ? slowest_coded : slowest_raw;
    if (oscillator < slowest || oscillator > fastest) return std::nullopt;
    return Megahertz{oscillator / (divide->post_1 * divide->post_2)};
}

void HashClock::reset() noexcept {
    frequency_ = traits_.reset;
    word_ = traits_.reset_word;
    last_raise_.reset();
    is_locked_ = traits_.reset > Megahertz{};
    was_raised_ = was_written_ = false;
}

bool HashClock::may_follow(Megahertz wanted, bool has_divider, Instant now) const noexcept {
    if (!was_written_ && wanted > traits_.first_at_most) return false;
    if (wanted <= frequency_ || frequency_ <= Megahertz{}) return true;
    if (traits_.needs_divider && !has_divider) return false;
    if (wanted - frequency_ > largest_step) return false;
    return !measures_pauses_ || !last_raise_ || now - *last_raise_ >= shortest_pause;
}

void HashClock::write(std::uint32_t word, bool has_divider, Instant now) noexcept {
    was_raised_ = false;
    if (was_written_ && (word | locked_bit) == (word_ | locked_bit)) return;  // the same once more
    word_ = word;
    const auto wanted = decode_pll(word, traits_.form);
    if (!wanted) {
        is_locked_ = false;
        return;
    }
    const bool is_first_ever = frequency_ <= Megahertz{};
    if (is_first_ever) is_locked_ = true;
    if (!may_follow(*wanted, has_divider, now)) is_locked_ = false;
    was_raised_ = *wanted > frequency_;
    if (was_raised_ && !is_first_ever) last_raise_ = now;
    frequency_ = *wanted;
    was_written_ = true;
}

std::uint32_t HashClock::word() const noexcept { return is_locked() ? word_ | locked_bit : word_ & ~locked_bit; }

}  // namespace adit::boards::virtual_device
