// Watches what a host does to a BM1370 and says whether its cores may hash: only after the whole public bring-up
// sequence (ESP-Miner's for the Gamma), in an order that leaves every write effective.
//
// Needed, in this order; steps in one brace may come in any order, each written at least once after the step before:
//   A4 with automatic rolling · broadcast read of 00 · chain inactive · set address ·
//   { ticket 14, drive strength 58 = 00011111 } before core enable ·
//   chip-addressed: A8 = 000701F0 (resets the cores) · 18 = F000C100 · core { 0B = 00, 0 = 0C } · core 2 = AA ·
//   { B9 = 00004480, 54 = 2, core 0D = EE } · hash clock above its reset value · 10 (sweep length, not 0)
// Redundant, hence not needed: all copies of the A4 write but one before the id is read, and the one at the end; the
// broadcasts of A8, 18 and the core registers before addressing (the chip-addressed ones supersede them); one of the
// two B9 writes; 68 = 5AA55AA5; the change of baud rate. Any needed value overwritten by another stops the hashing.
#pragma once

#include <cstdint>

#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class BringUpWitness {
public:
    /// The chip was reset: nothing has happened yet.
    void reset() noexcept { seen_ = {}; }

    void saw_identity_read() noexcept;
    void saw_inactive() noexcept;
    void saw_address() noexcept;
    /// A register write the chip executed. `is_addressed` = to this chip alone. `frequency` = hash clock afterwards.
    void saw_write(std::uint8_t reg, std::uint32_t value, bool is_addressed, Megahertz frequency) noexcept;

    [[nodiscard]] bool is_complete() const noexcept { return seen_.sweep && seen_.rolling && seen_.is_tuned(); }

private:
    struct Seen {
        bool rolling = false, identity = false, inactive = false, address = false;
        bool ticket = false, drive = false;
        bool core_reset = false, misc = false, clock_select = false, clock_delay = false, core_enable = false;
        bool adc = false, diode = false, bin_overflow = false;
        bool clock = false, sweep = false;

        [[nodiscard]] bool is_enabled() const noexcept {
            return address && ticket && drive && core_reset && misc && clock_select && clock_delay && core_enable;
        }
        [[nodiscard]] bool is_finished() const noexcept { return is_enabled() && adc && diode && bin_overflow; }
        [[nodiscard]] bool is_tuned() const noexcept { return is_finished() && clock; }
    };
    void saw_core_reset(std::uint32_t value, bool is_addressed) noexcept;
    void saw_mailbox(std::uint32_t value, bool is_addressed) noexcept;
    void saw_core_write(std::uint8_t core_reg, std::uint8_t value, bool is_addressed) noexcept;

    Seen seen_;
};

/// True for a ticket register value that is a power-of-two difficulty: bits mirrored in every byte.
[[nodiscard]] bool is_ticket_value(std::uint32_t value) noexcept;

/// True for a version-rolling value that rolls by itself: bit 31, not bit 30, bits 29:28 = 1, a mask in 15:0.
[[nodiscard]] constexpr bool is_rolling_value(std::uint32_t value) noexcept { return (value >> 16) == 0x9000; }

}  // namespace adit::boards::virtual_device
