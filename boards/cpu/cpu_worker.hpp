// One hashing thread's loop: take a piece, scan it in slices, report hits, look for changes between slices, and now
// and then scan a group a second time to see whether the engine can still be trusted.
#pragma once

#include <atomic>
#include <cstdint>

#include "boards/cpu/box_splitter.hpp"
#include "boards/cpu/check_pace.hpp"
#include "boards/cpu/duty_cycle.hpp"
#include "boards/cpu/engine_check.hpp"
#include "boards/cpu/engine_roster.hpp"
#include "boards/cpu/package_heat.hpp"
#include "boards/cpu/worker_wake.hpp"

namespace adit::boards::cpu {

/// What the workers of a miner count together.
struct CheckCounts {
    std::atomic<std::uint64_t> checks{0}, failures{0};
};

/// What the workers of a miner share.
struct Workplace {
    WorkSource& source;
    DeviceIndex device;
    const hal::Clock& clock;
    EngineRoster& roster;
    const RosterEntry& chosen;  ///< of `roster`; when it is disabled, the fastest of the others
    BoxSplitter& splitter;
    WorkerWake& wake;
    CheckCounts& counts;
    PackageHeat& heat;
    const std::atomic<bool>& is_stopping;
};

class CpuWorker {
public:
    CpuWorker(const Workplace& place, std::uint16_t number, Percent duty) noexcept
        : place_{place}, number_{number}, asked_{duty}, duty_{duty}, entry_{&place.chosen} {}

    /// Hashes until `is_stopping`.
    void run();

private:
    /// Whole, or until its work is void or the miner stops.
    void scan_piece();
    /// Returns the nonces that are dealt with.
    [[nodiscard]] std::uint64_t scan_slice(std::uint64_t done);
    void report(std::size_t hits, Instant at);
    /// Scans the group at `first` of the piece with both engines at an easy target, if it is time to (HZ-31).
    void check_engine(std::uint32_t first);
    void distrust(const EngineMistake& mistake);
    void change_engine() noexcept;
    /// Lowers or raises the duty with the package's heat.
    void mind_heat(Instant now);
    void rest(Duration time);
    [[nodiscard]] bool is_void() const noexcept;

    Workplace place_;
    std::uint16_t number_;
    Percent asked_;
    DutyCycle duty_;
    const RosterEntry* entry_;
    SliceSizer slice_;
    CheckPace pace_;
    Piece piece_{};
    HitBuffer hits_{};
};

}  // namespace adit::boards::cpu
