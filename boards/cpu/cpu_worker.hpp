// One hashing thread's loop: take a piece, scan it in slices, report hits, look for changes between slices.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "boards/cpu/box_splitter.hpp"
#include "boards/cpu/cpu_miner.hpp"
#include "boards/cpu/duty_cycle.hpp"
#include "boards/cpu/worker_wake.hpp"

namespace adit::boards::cpu {

/// What the workers of a miner share.
struct Workplace {
    WorkSource& source;
    DeviceIndex device;
    const hal::Clock& clock;
    const driver::sha256::Engine& engine;
    BoxSplitter& splitter;
    WorkerWake& wake;
    const std::atomic<bool>& is_stopping;
};

class CpuWorker {
public:
    CpuWorker(const Workplace& place, std::uint16_t number, Percent duty) noexcept
        : place_{place}, number_{number}, duty_{duty} {}

    /// Hashes until `is_stopping`.
    void run();

private:
    /// Whole, or until its work is void or the miner stops.
    void scan_piece();
    [[nodiscard]] std::uint64_t scan_slice(std::uint64_t done);
    void report(const driver::sha256::Hit& hit, Instant at);
    void rest(Duration time);
    [[nodiscard]] bool is_void() const noexcept;

    Workplace place_;
    std::uint16_t number_;
    DutyCycle duty_;
    SliceSizer slice_;
    Piece piece_{};
    std::array<driver::sha256::Hit, 256> hits_{};  ///< at least one group of 16 versions must fit
};

}  // namespace adit::boards::cpu
