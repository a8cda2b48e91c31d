#include "boards/cpu/cpu_miner.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "boards/cpu/box_splitter.hpp"
#include "boards/cpu/cpu_worker.hpp"
#include "boards/cpu/worker_wake.hpp"
#include "hal/linux/thread_niceness.hpp"

namespace adit::boards::cpu {
namespace {

unsigned resolved(unsigned threads) noexcept {
    const unsigned wanted = threads != 0 ? threads : std::thread::hardware_concurrency();
    return std::clamp(wanted, 1U, CpuOptions::max_threads);
}

}  // namespace

class CpuMiner::Crew {
public:
    Crew(const CpuOptions& options, const hal::Clock& clock, const driver::sha256::Engine& engine)
        : duty_{options.duty}, threads_{resolved(options.threads)}, clock_{clock}, engine_{engine} {}

    [[nodiscard]] WorkerWake& wake() noexcept { return wake_; }
    [[nodiscard]] unsigned threads() const noexcept { return threads_; }
    [[nodiscard]] const driver::sha256::Engine& engine() const noexcept { return engine_; }

    void start(WorkSource& source, DeviceIndex device);
    void stop() noexcept;

private:
    Percent duty_;
    unsigned threads_;
    const hal::Clock& clock_;
    const driver::sha256::Engine& engine_;
    WorkerWake wake_;
    std::atomic<bool> is_stopping_{false};
    std::optional<BoxSplitter> splitter_;
    std::vector<std::thread> workers_;
};

void CpuMiner::Crew::start(WorkSource& source, DeviceIndex device) {
    assert(workers_.empty());
    splitter_.emplace(source, device, threads_);
    const Workplace place{source, device, clock_, engine_, *splitter_, wake_, is_stopping_};
    workers_.reserve(threads_);
    for (unsigned number = 0; number < threads_; ++number)
        workers_.emplace_back([place, number, duty = duty_] {
            (void)hal::set_thread_niceness(hal::cpu_worker_niceness);
            CpuWorker{place, static_cast<std::uint16_t>(number), duty}.run();
        });
}

void CpuMiner::Crew::stop() noexcept {
    is_stopping_.store(true, std::memory_order_release);
    wake_.notify();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
}

CpuMiner::CpuMiner(const CpuOptions& options, const hal::Clock& clock, const driver::sha256::Engine& engine)
    : crew_{std::make_unique<Crew>(options, clock, engine)} {}

CpuMiner::~CpuMiner() { stop(); }

hal::Wake& CpuMiner::wake() noexcept { return crew_->wake(); }

std::string_view CpuMiner::engine() const noexcept { return crew_->engine().name; }

unsigned CpuMiner::threads() const noexcept { return crew_->threads(); }

void CpuMiner::start(WorkSource& source, DeviceIndex device) { crew_->start(source, device); }

void CpuMiner::stop() noexcept { crew_->stop(); }

}  // namespace adit::boards::cpu
