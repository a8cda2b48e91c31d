// Checking off; the tables are in bring_up_needs.cpp.
#include "boards/virtual/bring_up_witness.hpp"

#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

bool ChainPlace::has(Role role) const noexcept {
    const bool is_first_of_domain = is_in_domains() && index % chips_per_domain == 0;
    const bool is_last_of_domain =
        is_in_domains() && (index % chips_per_domain == chips_per_domain - 1 || index == chips - 1);
    switch (role) {
        case Role::every:
            return true;
        case Role::first:
            return index == 0;
        case Role::not_end:
            return !is_last_of_domain;
        case Role::domain_end:
            return is_last_of_domain;
        case Role::domain_border:
            return is_first_of_domain || is_last_of_domain;
        case Role::in_domains:
            return is_in_domains();
    }
    return true;
}

std::uint32_t ChainPlace::relay_gap_word() const noexcept {
    constexpr std::uint32_t least_gap = 14, relay_both_ways = 3;  // S21 Pro tables: 13 x 5, 13 x 7, 11 x 10
    const std::uint32_t size = chips_per_domain != 0 ? chips_per_domain : chips;
    const std::uint32_t domains = (chips + size - 1) / size;
    return (size * (domains - index / size) + least_gap) << 16 | relay_both_ways;
}

std::uint32_t ChainPlace::nonce_offset_word() const noexcept {
    constexpr std::uint32_t enabled = 0x8000'0000, whole = 65536;
    return enabled | ((whole * index + chips - 1) / chips);
}

BringUpWitness::BringUpWitness(const BringUpNeeds& needs, const ChainPlace& place) noexcept
    : needs_{&needs}, place_{place} {
    for (const Need& need : needs.lines)
        if (place.has(need.role)) required_.set(need.mark);
}

void BringUpWitness::note(const Need& need, bool is_right, bool is_heard) noexcept {
    const bool is_in_order = seen_.has_all(need.after.and_only(required_));
    seen_.set(need.mark, is_right && (seen_.has(need.mark) || (is_heard && is_in_order)));
}

void BringUpWitness::saw(Event event) noexcept {
    for (const Need& need : needs_->lines) {
        if (need.event != event || !required_.has(need.mark)) continue;
        if (event == Event::inactive) seen_ = seen_.and_only(need.after);
        note(need, true, true);
    }
}

void BringUpWitness::judge(Event event, std::uint8_t reg, std::uint32_t value, bool is_addressed) noexcept {
    for (const Need& need : needs_->lines)
        if (need.event == event && need.reg == reg && place_.has(need.role))
            note(need, matches(need, value), is_addressed || !need.is_addressed);
}

void BringUpWitness::saw_write(std::uint8_t reg, std::uint32_t value, bool is_addressed) noexcept {
    // The cores were reset: whatever their registers held is gone, and 18 has to follow.
    if (reg == static_cast<std::uint8_t>(driver::bm13xx::Register::soft_reset))
        seen_ = seen_.without(needs_->lost_by_core_reset);
    judge(Event::write, reg, value, is_addressed);
}

void BringUpWitness::saw_core_write(std::uint8_t core_reg, std::uint8_t value, bool is_addressed) noexcept {
    judge(Event::core_write, core_reg, value, is_addressed);
}

bool BringUpWitness::matches(const Need& need, std::uint32_t value) const noexcept {
    switch (need.match) {
        case Match::exact:
            return (value & need.mask) == (need.value & need.mask);
        case Match::ticket:
            return is_ticket_value(value);
        case Match::rolling:
            return is_rolling_value(value);
        case Match::not_zero:
            return value != 0;
        case Match::relay_gap:
            return value == place_.relay_gap_word();
        case Match::nonce_offset:
            return value == place_.nonce_offset_word();
    }
    return false;
}

bool is_ticket_value(std::uint32_t value) noexcept {
    std::uint32_t mask = 0;
    for (unsigned bit = 0; bit < 32; ++bit)
        if (((value >> bit) & 1u) != 0) mask |= 1u << ((bit & ~7u) + 7 - (bit & 7u));
    return (mask & (mask + 1)) == 0;
}

}  // namespace adit::boards::virtual_device
