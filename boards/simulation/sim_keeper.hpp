// A disk in memory behind the Keeper interface: quick or slow, and able to tear what it was writing when the process
// dies (FI-D1, TM-8).
#pragma once

#include "boards/runtime/keeper.hpp"
#include "hal/clock.hpp"

namespace adit::boards::simulation {

class SimKeeper final : public Keeper {
public:
    /// `clock` must outlive the keeper.
    explicit SimKeeper(const hal::Clock& clock) noexcept : clock_{clock} {}

    Duration delay{};      ///< from hand-over until it is stored
    bool is_full = false;  ///< nothing gets stored while this lasts (ENOSPC)

    /// What the next process will find, and whether anything was ever stored.
    [[nodiscard]] const Kept& disk() const noexcept { return disk_; }
    /// An orderly end waits for the disk, as long as it takes anything.
    void flush() noexcept;
    /// The process died: what was not stored by now is lost, as two-slot files lose it: wholly.
    void crash() noexcept;
    /// `adit latches clear`: only between two processes.
    void clear_latch() noexcept;

private:
    [[nodiscard]] Kept do_found() const noexcept override { return disk_; }
    void do_keep(const Kept& kept) noexcept override;
    [[nodiscard]] bool do_is_stored() const noexcept override;
    void settle() const noexcept;

    const hal::Clock& clock_;
    /// A disk works on while nobody looks: what is due is stored when somebody asks.
    mutable Kept disk_, newest_;
    mutable bool is_pending_ = false;
    Instant stored_at_{};
};

}  // namespace adit::boards::simulation
