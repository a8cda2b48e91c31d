#include "miner/scheduler/scheduler.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "miner/scheduler/box_cutter.hpp"
#include "miner/scheduler/device_slot.hpp"
#include "miner/scheduler/job_table.hpp"
#include "miner/scheduler/judge.hpp"
#include "miner/scheduler/ledger.hpp"
#include "miner/scheduler/result_book.hpp"
#include "miner/scheduler/share_queue.hpp"

namespace adit::miner {
namespace {

using boards::DeviceIndex;
using boards::NonceVerdict;
using boards::NoWork;

constexpr std::size_t index_of(DeviceIndex device) noexcept { return static_cast<std::size_t>(device); }

/// Zero where nothing was credited yet.
double best_difficulty(const Target256& best) noexcept {
    return best == target_of_zero_bits(0) ? 0.0 : difficulty_of(best);
}

void notify_all(const std::array<hal::Wake*, max_devices>& wakes) noexcept {
    for (hal::Wake* wake : wakes)
        if (wake != nullptr) wake->notify();
}

}  // namespace

static_assert(Scheduler::share_queue_limit == waiting_shares_limit);

class Scheduler::State {
public:
    State(const SchedulerOptions& options_in, Instant start) : options{options_in}, started{start} {}

    using Lock = std::lock_guard<std::mutex>;

    /// New generation: everything handed out before is void. Returns whom to wake.
    void change_over(std::array<hal::Wake*, max_devices>& to_wake) noexcept;

    /// What is needed to judge a result without the lock.
    struct Reported {
        WorkRecord record;
        boards::Appetite appetite;
    };
    /// Takes the lock. Nothing when the device was not given that work lately, which is counted.
    [[nodiscard]] std::optional<Reported> look_up(DeviceIndex device, std::uint64_t work) noexcept;
    [[nodiscard]] ResultBook book_for(DeviceIndex device) noexcept;

    [[nodiscard]] bool is_out_of_coast(Instant now) const noexcept { return coast_until && now > *coast_until; }
    [[nodiscard]] DeviceTelemetry describe(DeviceIndex index, Instant now) const;

    const SchedulerOptions options;
    const Instant started;
    std::atomic<std::uint32_t> generation{0};

    mutable std::mutex mutex;  ///< guards all below
    std::deque<DeviceSlot> devices;
    JobTable jobs{options.extranonce2_start};
    std::optional<Instant> coast_until;  ///< set while the current job's session is gone
    Ledger ledger;
    ShareQueue<waiting_shares_limit> shares;
};

void Scheduler::State::change_over(std::array<hal::Wake*, max_devices>& to_wake) noexcept {
    generation.fetch_add(1, std::memory_order_acq_rel);
    for (std::size_t i = 0; i < devices.size(); ++i) to_wake[i] = devices[i].wake;
}

std::optional<Scheduler::State::Reported> Scheduler::State::look_up(DeviceIndex device, std::uint64_t work) noexcept {
    const Lock lock{mutex};
    DeviceSlot& slot = devices[index_of(device)];
    if (const WorkRecord* record = slot.works.find(work))
        return Reported{.record = *record, .appetite = slot.info.appetite};
    ++slot.counts.unknown_work;
    return std::nullopt;
}

ResultBook Scheduler::State::book_for(DeviceIndex device) noexcept {
    return {.device = devices[index_of(device)],
            .index = device,
            .jobs = jobs,
            .ledger = ledger,
            .shares = shares,
            .grace = options.stale_grace};
}

DeviceTelemetry Scheduler::State::describe(DeviceIndex index, Instant now) const {
    const DeviceSlot& device = devices[index_of(index)];
    const Ledger::DeviceShares device_shares = ledger.of(index);
    DeviceTelemetry telemetry;
    telemetry.stable_id = device.info.stable_id;
    telemetry.spec = device.info.spec;
    telemetry.kind = device.info.kind;
    telemetry.engine = device.info.engine;
    telemetry.verified_hashrate_hs = device.rate.average(now).value;
    telemetry.current_hs = device.rate.current(now).value;
    telemetry.found = device_shares.found;
    telemetry.accepted = device_shares.accepted;
    telemetry.results = device.counts;
    telemetry.best_difficulty = best_difficulty(device.best);
    telemetry.share_below_floor = device.share_below_floor;
    return telemetry;
}

Scheduler::Scheduler(const SchedulerOptions& options, Instant start)
    : state_{std::make_unique<State>(options, start)} {}

Scheduler::~Scheduler() = default;

Expected<DeviceIndex, AddDeviceError> Scheduler::add_device(DeviceInfo info, hal::Wake* wake) {
    const State::Lock lock{state_->mutex};
    if (state_->devices.size() == max_devices) return failure(AddDeviceError::too_many);
    state_->devices.emplace_back(std::move(info), wake);
    return static_cast<DeviceIndex>(state_->devices.size() - 1);
}

void Scheduler::adopt(JobPtr job, Instant now) {
    const SpaceKey key = space_key(*job);
    std::array<hal::Wake*, max_devices> to_wake{};
    std::vector<JobPtr> unused;  // freed after the lock
    {
        const State::Lock lock{state_->mutex};
        const bool resumes = std::exchange(state_->coast_until, std::nullopt).has_value();
        const bool changes = state_->jobs.adopt(std::move(job), key, now);
        if (changes || resumes) state_->change_over(to_wake);
        unused = state_->jobs.take_unused();
    }
    notify_all(to_wake);
}

void Scheduler::set_mask(std::uint64_t session, std::uint32_t mask) {
    std::array<hal::Wake*, max_devices> to_wake{};
    {
        const State::Lock lock{state_->mutex};
        if (state_->jobs.set_mask(session, mask)) state_->change_over(to_wake);
    }
    notify_all(to_wake);
}

void Scheduler::retire_session(std::uint64_t session, Instant now) {
    const State::Lock lock{state_->mutex};
    const LiveJob* current = state_->jobs.current();
    if (current == nullptr || current->job->key.session != session || state_->coast_until) return;
    state_->coast_until = now + state_->options.coast;
}

bool Scheduler::take_share(Share& share) {
    Share taken;  // what `share` held before is freed after the lock
    {
        const State::Lock lock{state_->mutex};
        if (state_->shares.is_empty()) return false;
        taken = state_->shares.pop();
    }
    share = std::move(taken);
    return true;
}

bool Scheduler::settle(const ShareOutcome& outcome) {
    const State::Lock lock{state_->mutex};
    return state_->ledger.settle(outcome);
}

void Scheduler::close() {
    const State::Lock lock{state_->mutex};
    state_->ledger.close();
}

Telemetry Scheduler::snapshot(Instant now) const {
    Telemetry telemetry;
    telemetry.devices.reserve(max_devices);
    const State::Lock lock{state_->mutex};
    telemetry.duration = now - state_->started;
    telemetry.had_job = state_->jobs.current() != nullptr;
    telemetry.shares = state_->ledger.totals();
    telemetry.reasons = state_->ledger.reasons();
    for (std::size_t i = 0; i < state_->devices.size(); ++i) {
        telemetry.devices.push_back(state_->describe(static_cast<DeviceIndex>(i), now));
        telemetry.best_difficulty = std::max(telemetry.best_difficulty, telemetry.devices.back().best_difficulty);
    }
    return telemetry;
}

Expected<driver::Work, NoWork> Scheduler::do_next_work(DeviceIndex device, Instant now) {
    Expected<Box, NoWork> box = failure(NoWork::no_job);
    {
        const State::Lock lock{state_->mutex};
        if (state_->is_out_of_coast(now)) return failure(NoWork::no_job);
        box = reserve_box(device, state_->devices[index_of(device)], state_->jobs,
                          state_->generation.load(std::memory_order_relaxed), now);
    }
    if (!box) return failure(box.error());
    make_header(*box);
    const State::Lock lock{state_->mutex};
    remember_box(*box, state_->devices[index_of(device)], now);
    return box->record.work;
}

bool Scheduler::do_has_work(Instant now) const {
    const State::Lock lock{state_->mutex};
    return state_->jobs.current() != nullptr && !state_->is_out_of_coast(now);
}

NonceVerdict Scheduler::do_report(DeviceIndex device, const driver::Nonce& nonce) {
    const std::optional<State::Reported> reported = state_->look_up(device, nonce.work);
    if (!reported) return NonceVerdict::unknown_work;
    const Judgement judgement = judge(reported->appetite, reported->record.work, nonce);
    bool has_new_share = false;
    NonceVerdict verdict{};
    {
        const State::Lock lock{state_->mutex};
        const std::size_t waiting = state_->shares.size();
        verdict = state_->book_for(device).book(reported->record, nonce, judgement);
        has_new_share = state_->shares.size() > waiting;
    }
    if (has_new_share && state_->options.share_wake != nullptr) state_->options.share_wake->notify();
    return verdict;
}

std::uint32_t Scheduler::do_generation() const noexcept { return state_->generation.load(std::memory_order_acquire); }

}  // namespace adit::miner
