// The Runner's side of what survives a restart: starts from it, asks for it to be stored before first power, notes
// latches and working points that proved good, and closes the book after a stop that was proven off.
#pragma once

#include <chrono>

#include "boards/runtime/keeper.hpp"
#include "boards/safety/supervisor.hpp"

namespace adit::boards {

/// A working point is good after so long at no less than half the expected rate (of 30 s: fewer is chance at 1
/// nonce/s).
inline constexpr std::chrono::minutes good_after{10};

class Keeping {
public:
    /// `keeper` may be absent (an emulator that is not named): then nothing is kept and nothing is waited for.
    explicit Keeping(Keeper* keeper) noexcept;

    /// UNKNOWN, with the latch that was found, and the hold-off that the starts before this one have earned.
    [[nodiscard]] safety::Memory memory_at_start(const safety::Profile& profile, Instant now) const noexcept;

    /// Once power is wanted and nothing else forbids it: asks for record and mark to be stored.
    void prepare(const safety::Memory& memory, safety::ArmingBits standing_holds, Instant now) noexcept;
    /// `config_unverified` until everything handed over, and the safe-off record, are stored.
    [[nodiscard]] safety::ArmingBits holds() const noexcept;

    void latch(const LatchNote& note) noexcept;
    /// Every cycle: looks for a working point that proved good. That also ends a series of unclean starts.
    void look(const safety::Decision& decision, const safety::Facts& facts, Instant now) noexcept;
    /// The board is proven off and stays so.
    void close() noexcept;

private:
    void keep() noexcept;

    Keeper* keeper_;
    Kept kept_;
    bool is_prepared_ = false;  ///< record and mark of this run were asked for
    safety::SetPoint point_{};
    std::optional<Instant> good_since_;
};

}  // namespace adit::boards
