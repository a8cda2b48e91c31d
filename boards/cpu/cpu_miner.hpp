// The processor as a mining device: N threads that share the boxes of one device index.
// The scheduler sees one device; each box is split among the threads here.
#pragma once

#include <memory>

#include "boards/cpu/cpu_options.hpp"
#include "boards/cpu/cpu_status.hpp"
#include "boards/cpu/engine_roster.hpp"
#include "boards/cpu/package_heat.hpp"
#include "boards/work_source.hpp"
#include "driver/sha256/engines.hpp"
#include "hal/clock.hpp"
#include "hal/wake.hpp"

namespace adit::boards::cpu {

/// What a scheduler must know to cut boxes for a CPU: so many versions, about a second each, any difficulty.
[[nodiscard]] constexpr Appetite cpu_appetite(std::uint8_t versions = 16) noexcept {
    return {.rolls_versions = false, .versions = versions, .sized_by_rate = true, .zero_bits = 0, .max_ticket_bits = 0};
}

/// Order of use: construct; register with the scheduler using `wake()`; `start`; `stop` (also in the destructor).
/// The clock and the source must outlive the miner.
class CpuMiner {
public:
    /// Hashes with `chosen` of `roster`. `options.engine` has been looked up by then. `thermometer` is read by one of
    /// the threads, about once a second.
    CpuMiner(const CpuOptions& options, const hal::Clock& clock, std::shared_ptr<EngineRoster> roster,
             const RosterEntry& chosen, Thermometer thermometer = {});
    /// Hashes with an engine that is taken on trust.
    CpuMiner(const CpuOptions& options, const hal::Clock& clock,
             const driver::sha256::Engine& engine = driver::sha256::portable_engine());
    ~CpuMiner();
    CpuMiner(const CpuMiner&) = delete;
    CpuMiner& operator=(const CpuMiner&) = delete;

    /// To be notified when the device's work became void or there is work again.
    [[nodiscard]] hal::Wake& wake() noexcept;

    /// Engine, versions, checks. Any thread; allocates.
    [[nodiscard]] CpuStatus status() const;
    /// For the scheduler.
    [[nodiscard]] Appetite appetite() const noexcept;

    /// Starts the threads (at niceness +10). Once.
    void start(WorkSource& source, DeviceIndex device);

    /// Ends and joins all threads, within 100 ms on an idle machine. Harmless when not started.
    void stop() noexcept;

private:
    class Crew;
    std::unique_ptr<Crew> crew_;
};

}  // namespace adit::boards::cpu
