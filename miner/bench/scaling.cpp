#include "miner/bench/scaling.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <map>
#include <thread>

#include "hal/linux/thread_affinity.hpp"
#include "miner/bench/add_chain.hpp"
#include "miner/bench/block_scan.hpp"
#include "miner/bench/thread_clock.hpp"

namespace adit::miner::bench {
namespace {

constexpr Duration slice = std::chrono::milliseconds{1};
constexpr unsigned all_steps_up_to = 8;
constexpr std::size_t fewest_pairs = 3;
constexpr int rounds_aimed_at = 10, fewest_rounds = 3;
constexpr Duration shortest_slot = std::chrono::milliseconds{20}, longest_slot = std::chrono::milliseconds{250};

double seconds(Duration time) noexcept { return std::chrono::duration<double>(time).count(); }

struct Stint {
    std::uint64_t hashes{};
    Duration wall{}, processor{};
    double hertz{};

    [[nodiscard]] double rate() const noexcept { return static_cast<double>(hashes) / seconds(wall); }
    [[nodiscard]] double share() const noexcept { return seconds(processor) / seconds(wall); }
    [[nodiscard]] double cycles() const noexcept { return hertz * seconds(processor); }
};

Stint hash_for(BlockScan& scan, std::uint64_t nonces, Duration length, const hal::Clock& wall) noexcept {
    const ThreadClock thread;
    const double hertz = measure_hertz(run_add_chain, thread);
    const Instant start = wall.now(), start_of_thread = thread.now();
    Stint stint;
    do {
        stint.hashes += scan.scan(nonces);
        stint.wall = wall.now() - start;
    } while (stint.wall < length);
    stint.processor = thread.now() - start_of_thread;
    stint.hertz = (hertz + measure_hertz(run_add_chain, thread)) / 2;
    return stint;
}

Slot slot_of(std::span<const Stint> stints) noexcept {
    Slot slot{.threads = static_cast<unsigned>(stints.size()), .cpu_share = 1};
    double cycles = 0;
    for (const Stint& stint : stints) {
        slot.hashes += stint.hashes;
        slot.hashes_per_second += stint.rate();
        slot.cpu_share = std::min(slot.cpu_share, stint.share());
        cycles += stint.cycles();
    }
    slot.cycles_per_hash = cycles / static_cast<double>(slot.hashes);
    return slot;
}

/// Closed until it goes out of scope or is opened: threads that wait for it are never left behind.
class StartingGate {
public:
    explicit StartingGate(std::atomic<bool>& is_open) noexcept : is_open_{is_open} {}
    ~StartingGate() {
        is_open_.store(true);
        is_open_.notify_all();
    }
    StartingGate(const StartingGate&) = delete;
    StartingGate& operator=(const StartingGate&) = delete;

private:
    std::atomic<bool>& is_open_;
};

struct Gathered {
    std::vector<double> rates, cycles, shares, efficiencies;
};

void gather(Gathered& step, const Slot& slot, const Slot* alone) {
    step.rates.push_back(slot.hashes_per_second);
    step.cycles.push_back(slot.cycles_per_hash);
    step.shares.push_back(slot.cpu_share);
    if (alone != nullptr && slot.cpu_share >= calm_share && alone->cpu_share >= calm_share)
        step.efficiencies.push_back(slot.hashes_per_second / slot.threads / alone->hashes_per_second);
}

}  // namespace

std::vector<unsigned> thread_steps(unsigned most) {
    std::vector<unsigned> steps;
    for (unsigned threads = 1; threads < most; threads += threads < all_steps_up_to ? 1 : threads)
        steps.push_back(threads);
    steps.push_back(most);
    return steps;
}

Slot run_slot(const Subject& subject, unsigned threads, std::span<const int> processors, Duration length,
              const hal::Clock& wall) {
    std::vector<Stint> stints(threads);
    std::latch ready{static_cast<std::ptrdiff_t>(threads)};
    std::atomic<bool> is_open{false};
    std::vector<std::jthread> crew;
    crew.reserve(threads);
    {
        const StartingGate gate{is_open};
        for (unsigned i = 0; i < threads; ++i)
            crew.emplace_back([&, i] {
                if (!processors.empty()) hal::pin_thread(processors[i % processors.size()]);
                BlockScan scan{subject};
                const std::uint64_t nonces = scan.nonces_in(slice, ThreadClock{});
                ready.count_down();
                is_open.wait(false);
                stints[i] = hash_for(scan, nonces, length, wall);
            });
        ready.wait();
    }
    crew.clear();
    return slot_of(stints);
}

std::vector<Slot> run_slots(const Subject& subject, const ScalingPlan& plan, const hal::Clock& wall) {
    const std::vector<unsigned> steps = thread_steps(plan.most_threads);
    const auto count = static_cast<Duration::rep>(steps.size()) * rounds_aimed_at;
    const Duration length = std::clamp(plan.budget / count, shortest_slot, longest_slot);
    const Instant start = wall.now();
    std::vector<Slot> slots;
    for (int round = 0; round < fewest_rounds || wall.now() - start < plan.budget; ++round)
        for (const unsigned threads : steps) slots.push_back(run_slot(subject, threads, plan.processors, length, wall));
    return slots;
}

std::vector<ScalingStep> summarise(std::span<const Slot> slots) {
    std::map<unsigned, Gathered> by_threads;
    const Slot* alone = nullptr;
    for (const Slot& slot : slots) {
        if (slot.threads == 1) alone = &slot;
        gather(by_threads[slot.threads], slot, alone);
    }
    std::vector<ScalingStep> steps;
    for (auto& [threads, step] : by_threads) {
        const std::size_t enough = std::max(fewest_pairs, step.rates.size() / 2);
        ScalingStep& summary =
            steps.emplace_back(ScalingStep{threads, estimate(std::move(step.rates)), estimate(std::move(step.cycles)),
                                           estimate(std::move(step.shares)).median});
        if (step.efficiencies.size() >= enough) summary.efficiency = estimate(std::move(step.efficiencies));
    }
    return steps;
}

}  // namespace adit::miner::bench
