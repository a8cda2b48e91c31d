#include "boards/cpu/cpu_miner.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "boards/cpu/box_splitter.hpp"
#include "boards/cpu/cpu_worker.hpp"
#include "boards/cpu/seats.hpp"
#include "boards/cpu/worker_wake.hpp"
#include "hal/linux/processor_quota.hpp"
#include "hal/linux/thread_affinity.hpp"
#include "hal/linux/thread_niceness.hpp"

namespace adit::boards::cpu {
namespace {

/// As many as asked for; else one per processor, or fewer where a container's quota would only make them wait.
unsigned resolved(unsigned threads, std::size_t processors) {
    if (threads != 0) return std::min(threads, CpuOptions::max_threads);
    const auto all = processors != 0 ? static_cast<unsigned>(processors) : std::thread::hardware_concurrency();
    const double quota = std::ceil(hal::processor_quota().value_or(all));
    return std::clamp(quota < all ? static_cast<unsigned>(quota) : all, 1U, CpuOptions::max_threads);
}

}  // namespace

class CpuMiner::Crew {
public:
    Crew(CpuOptions options, const hal::Clock& clock, std::shared_ptr<EngineRoster> roster, const RosterEntry& chosen,
         Thermometer thermometer)
        : options_{std::move(options)},
          threads_{resolved(options_.threads, processors_.size())},
          clock_{clock},
          roster_{std::move(roster)},
          chosen_{chosen},
          heat_{std::move(thermometer), options_.max_temperature} {}

    [[nodiscard]] WorkerWake& wake() noexcept { return wake_; }
    [[nodiscard]] const RosterEntry& chosen() const noexcept { return chosen_; }
    [[nodiscard]] CpuStatus status() const;

    void start(WorkSource& source, DeviceIndex device);
    void stop() noexcept;

private:
    [[nodiscard]] std::span<const int> seats() const noexcept { return cpu::seats(processors_, options_, threads_); }

    CpuOptions options_;
    std::vector<int> processors_ = hal::allowed_processors();
    unsigned threads_;
    const hal::Clock& clock_;
    std::shared_ptr<EngineRoster> roster_;
    const RosterEntry& chosen_;
    WorkerWake wake_;
    CheckCounts counts_;
    PackageHeat heat_;
    std::atomic<bool> is_stopping_{false};
    std::optional<BoxSplitter> splitter_;
    std::vector<std::thread> workers_;
};

CpuStatus CpuMiner::Crew::status() const {
    const RosterEntry& in_use = chosen_.is_usable() ? chosen_ : roster_->fastest();
    return {.engine = in_use.engine().name,
            .versions = chosen_.versions(),
            .threads = threads_,
            .is_pinned = !seats().empty(),
            .disabled = roster_->disabled(),
            .self_checks = counts_.checks.load(std::memory_order_relaxed),
            .self_check_failures = counts_.failures.load(std::memory_order_relaxed),
            .package = heat_.temperature(),
            .heat_share = heat_.share()};
}

void CpuMiner::Crew::start(WorkSource& source, DeviceIndex device) {
    assert(workers_.empty());
    splitter_.emplace(source, device, threads_, roster_->widest_group());
    const Workplace place{source, device, clock_, *roster_, chosen_, *splitter_, wake_, counts_, heat_, is_stopping_};
    workers_.reserve(threads_);
    for (unsigned number = 0; number < threads_; ++number)
        workers_.emplace_back([this, place, number] {
            (void)hal::set_thread_niceness(hal::cpu_worker_niceness);
            if (!seats().empty()) (void)hal::pin_thread(seats()[number]);
            CpuWorker{place, static_cast<std::uint16_t>(number), options_.duty}.run();
        });
}

void CpuMiner::Crew::stop() noexcept {
    is_stopping_.store(true, std::memory_order_release);
    wake_.notify();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
}

CpuMiner::CpuMiner(const CpuOptions& options, const hal::Clock& clock, std::shared_ptr<EngineRoster> roster,
                   const RosterEntry& chosen, Thermometer thermometer)
    : crew_{std::make_unique<Crew>(options, clock, std::move(roster), chosen, std::move(thermometer))} {}

CpuMiner::CpuMiner(const CpuOptions& options, const hal::Clock& clock, const driver::sha256::Engine& engine) {
    auto roster = std::make_shared<EngineRoster>(engine);
    const RosterEntry& chosen = roster->fastest();
    crew_ = std::make_unique<Crew>(options, clock, std::move(roster), chosen, Thermometer{});
}

CpuMiner::~CpuMiner() { stop(); }

hal::Wake& CpuMiner::wake() noexcept { return crew_->wake(); }

CpuStatus CpuMiner::status() const { return crew_->status(); }

Appetite CpuMiner::appetite() const noexcept { return cpu_appetite(crew_->chosen().versions()); }

void CpuMiner::start(WorkSource& source, DeviceIndex device) { crew_->start(source, device); }

void CpuMiner::stop() noexcept { crew_->stop(); }

}  // namespace adit::boards::cpu
