// The processor as a mining device: N threads that share the boxes of one device index.
// The scheduler sees one device; each box is split among the threads here.
#pragma once

#include <memory>
#include <string_view>

#include "boards/cpu/cpu_options.hpp"
#include "boards/work_source.hpp"
#include "driver/sha256/engines.hpp"
#include "hal/clock.hpp"
#include "hal/wake.hpp"

namespace adit::boards::cpu {

/// What a scheduler must know to cut boxes for a CPU: 16 versions, about a second each, any difficulty.
[[nodiscard]] constexpr Appetite cpu_appetite() noexcept {
    return {.rolls_versions = false, .versions = 16, .sized_by_rate = true, .zero_bits = 0, .max_ticket_bits = 0};
}

/// Order of use: construct; register with the scheduler using `wake()`; `start`; `stop` (also in the destructor).
/// The clock and the source must outlive the miner.
class CpuMiner {
public:
    CpuMiner(const CpuOptions& options, const hal::Clock& clock,
             const driver::sha256::Engine& engine = driver::sha256::portable_engine());
    ~CpuMiner();
    CpuMiner(const CpuMiner&) = delete;
    CpuMiner& operator=(const CpuMiner&) = delete;

    /// To be notified when the device's work became void or there is work again.
    [[nodiscard]] hal::Wake& wake() noexcept;

    [[nodiscard]] std::string_view engine() const noexcept;
    /// Threads in use after `start`, with "one per processor" resolved.
    [[nodiscard]] unsigned threads() const noexcept;

    /// Starts the threads (at niceness +10). Once.
    void start(WorkSource& source, DeviceIndex device);

    /// Ends and joins all threads, within 100 ms on an idle machine. Harmless when not started.
    void stop() noexcept;

private:
    class Crew;
    std::unique_ptr<Crew> crew_;
};

}  // namespace adit::boards::cpu
