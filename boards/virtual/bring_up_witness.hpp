// Watches what a host does to a chip and says whether its cores may hash: only after everything its family needs
// (bring_up_needs.hpp), in an order that leaves every write effective. A needed value overwritten by another stops the
// hashing.
#pragma once

#include <cstdint>

#include "boards/virtual/bring_up_needs.hpp"

namespace adit::boards::virtual_device {

/// Where a chip sits in its chain.
struct ChainPlace {
    std::uint16_t index = 0;             ///< 0 nearest the host
    std::uint16_t chips = 1;             ///< in the chain
    std::uint16_t chips_per_domain = 0;  ///< sharing one core voltage; 0: all of them

    [[nodiscard]] constexpr bool is_in_domains() const noexcept {
        return chips_per_domain != 0 && chips_per_domain < chips;
    }
    [[nodiscard]] bool has(Role role) const noexcept;
    [[nodiscard]] std::uint32_t relay_gap_word() const noexcept;
    [[nodiscard]] std::uint32_t nonce_offset_word() const noexcept;
};

class BringUpWitness {
public:
    BringUpWitness(const BringUpNeeds& needs, const ChainPlace& place) noexcept;

    /// The chip was reset: nothing has happened yet.
    void reset() noexcept { seen_ = {}; }

    /// An event other than a write.
    void saw(Event event) noexcept;
    /// A register write the chip executed. `is_addressed` = to this chip alone.
    void saw_write(std::uint8_t reg, std::uint32_t value, bool is_addressed) noexcept;
    /// A write of a core register on all cores.
    void saw_core_write(std::uint8_t core_reg, std::uint8_t value, bool is_addressed) noexcept;

    [[nodiscard]] bool is_complete() const noexcept { return seen_.has_all(required_); }
    /// Only the opening of the cores is missing: jobs that open them are taken.
    [[nodiscard]] bool may_open() const noexcept { return missing() == Marks{Mark::opened}; }
    /// What is still needed.
    [[nodiscard]] Marks missing() const noexcept { return required_.without(seen_); }

private:
    void note(const Need& need, bool is_right, bool is_heard) noexcept;
    void judge(Event event, std::uint8_t reg, std::uint32_t value, bool is_addressed) noexcept;
    [[nodiscard]] bool matches(const Need& need, std::uint32_t value) const noexcept;

    const BringUpNeeds* needs_;
    ChainPlace place_;
    Marks required_, seen_;
};

/// True for a ticket register value that is a power-of-two difficulty: bits mirrored in every byte.
[[nodiscard]] bool is_ticket_value(std::uint32_t value) noexcept;

/// True for a version-rolling value that rolls by itself: bit 31, not bit 30, bits 29:28 = 1, a mask in 15:0.
[[nodiscard]] constexpr bool is_rolling_value(std::uint32_t value) noexcept { return (value >> 16) == 0x9000; }

}  // namespace adit::boards::virtual_device
