// The bring-up table as conditions; the order is explained in the header.
#include "boards/virtual/bring_up_witness.hpp"

#include "boards/virtual/hash_clock.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace {

using driver::bm13xx::Register;
namespace core_register = driver::bm13xx::core_register;

constexpr std::uint32_t drive_strength = 0x00011111, core_reset = 0x000701f0, misc_control = 0xf000c100;
constexpr std::uint32_t adc_control = 0x00004480, diode_route = 2;
constexpr std::uint8_t clock_select = 0x00, clock_delay = 0x0c, core_enable = 0xaa, bin_overflow = 0xee;

/// A needed value: repeating it changes nothing, another value undoes it, the first good one must come after `before`.
void note(bool& seen, bool is_right, bool before) noexcept { seen = is_right && (seen || before); }

}  // namespace

bool is_ticket_value(std::uint32_t value) noexcept {
    std::uint32_t mask = 0;
    for (unsigned bit = 0; bit < 32; ++bit)
        if (((value >> bit) & 1u) != 0) mask |= 1u << ((bit & ~7u) + 7 - (bit & 7u));
    return (mask & (mask + 1)) == 0;
}

void BringUpWitness::saw_identity_read() noexcept {
    if (seen_.rolling) seen_.identity = true;
}

void BringUpWitness::saw_inactive() noexcept {
    const Seen before = seen_;
    seen_ = {};
    seen_.rolling = before.rolling;
    seen_.identity = before.identity;
    seen_.inactive = before.rolling && before.identity;
}

void BringUpWitness::saw_address() noexcept {
    if (seen_.inactive) seen_.address = true;
}

void BringUpWitness::saw_write(std::uint8_t reg, std::uint32_t value, bool is_addressed, Megahertz frequency) noexcept {
    switch (static_cast<Register>(reg)) {
        case Register::version_rolling:
            return note(seen_.rolling, is_rolling_value(value), true);
        case Register::ticket_mask:
            return note(seen_.ticket, is_ticket_value(value), seen_.address);
        case Register::io_driver_strength:
            return note(seen_.drive, value == drive_strength, seen_.address);
        case Register::soft_reset:
            return saw_core_reset(value, is_addressed);
        case Register::misc_control:
            return note(seen_.misc, value == misc_control, is_addressed && seen_.core_reset);
        case Register::core_mailbox:
            return saw_mailbox(value, is_addressed);
        case Register::voltage_adc_control:
            return note(seen_.adc, value == adc_control, seen_.is_enabled());
        case Register::analog_mux:
            return note(seen_.diode, value == diode_route, seen_.is_enabled());
        case Register::pll0:
            return note(seen_.clock, frequency > HashClock::reset_frequency || seen_.clock, seen_.is_finished());
        case Register::hash_counting_number:
            return note(seen_.sweep, value != 0, seen_.is_tuned());
        default:
            return;
    }
}

void BringUpWitness::saw_core_reset(std::uint32_t value, bool is_addressed) noexcept {
    // Bits 8:4 reset the cores: whatever their registers held is gone, and 18 has to follow.
    note(seen_.core_reset, value == core_reset, is_addressed && seen_.address);
    seen_.misc = seen_.clock_select = seen_.clock_delay = seen_.core_enable = false;
    seen_.adc = seen_.diode = seen_.bin_overflow = seen_.clock = seen_.sweep = false;
}

void BringUpWitness::saw_mailbox(std::uint32_t value, bool is_addressed) noexcept {
    // Bit 31 all cores, 24:16 core, 15 write, 12:8 core register, 7:0 value. One core alone is no bring-up.
    constexpr std::uint32_t all_cores_write = 0x8000'8000, ignored = 0x0000'1fff;
    if ((value & ~ignored) != all_cores_write) return;
    saw_core_write(static_cast<std::uint8_t>((value >> 8) & 0x1f), static_cast<std::uint8_t>(value & 0xff),
                   is_addressed);
}

void BringUpWitness::saw_core_write(std::uint8_t core_reg, std::uint8_t value, bool is_addressed) noexcept {
    const bool is_ready = is_addressed && seen_.core_reset && seen_.misc;
    switch (core_reg) {
        case core_register::clock_select:
            return note(seen_.clock_select, value == clock_select, is_ready);
        case core_register::clock_delay:
            return note(seen_.clock_delay, value == clock_delay, is_ready);
        case core_register::core_enable:
            return note(seen_.core_enable, value == core_enable,
                        is_ready && seen_.clock_select && seen_.clock_delay && seen_.ticket && seen_.drive);
        case core_register::nonce_bin_overflow:
            return note(seen_.bin_overflow, value == bin_overflow, seen_.is_enabled());
        default:
            return;
    }
}

}  // namespace adit::boards::virtual_device
