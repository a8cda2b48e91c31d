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

    /// UNKNOWN, with the latch and the debt that were found, and the hold-off that earlier starts have earned. Comes
    /// before all else.
    [[nodiscard]] safety::Memory memory_at_start(const safety::Profile& profile, Instant now) noexcept;

    /// Once power is wanted and nothing else forbids it: asks for record and mark to be stored.
    void prepare(const safety::Memory& memory, safety::ArmingBits standing_holds, Instant now) noexcept;
    /// `config_unverified` until everything handed over, and the safe-off record, are stored.
    [[nodiscard]] safety::ArmingBits holds() const noexcept;

    void latch(const LatchNote& note, const safety::Memory& memory, Instant now) noexcept;
    /// After every decision: a trip or a sag is stored when it happens, once (SA-11, HZ-48). What is left of its hour
    /// is brought up to date whenever something else is stored, and by a clean stop.
    void book(const safety::Memory& memory, Instant now) noexcept;
    /// Every cycle: looks for a working point that proved good. That also ends a series of unclean starts.
    void look(const safety::Decision& decision, HashesPerSecond expected, HashesPerSecond verified,
              Instant now) noexcept;
    /// The board is proven off and stays so.
    void close(const safety::Memory& memory, Instant now) noexcept;

private:
    void keep(const safety::Memory& memory, Instant now) noexcept;

    Keeper* keeper_;
    Kept kept_;
    bool is_prepared_ = false;  ///< record and mark of this run were asked for
    safety::SetPoint point_{};
    std::optional<Instant> good_since_;
    std::optional<Instant> booked_;  ///< last trip or sag in `kept_`
    Duration retry_window_{};
};

}  // namespace adit::boards
