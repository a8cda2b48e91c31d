// See journal.hpp.
#include "boards/host/journal.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace adit::boards {

using namespace std::chrono_literals;

namespace {

constexpr auto retry_after = 1s;
constexpr auto patience_at_end = 1s;

std::int64_t wall_seconds() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

/// The record is there before the mark that needs it, and goes after the mark is gone.
Expected<void, StateProblem> store(const StateStore& store, const DeviceState& state,
                                   const std::optional<safeoff::OffRecord>& record) {
    if (record && state.kept.is_energised)
        if (auto written = store.write_off_record(*record); !written) return written;
    if (auto written = store.write(state); !written) return written;
    if (record && !state.kept.is_energised) return store.remove_off_record(state.device);
    return {};
}

}  // namespace

/// One device. All but `found_` and `record_` is guarded by the journal's mutex.
class Journal::Place final : public Keeper {
public:
    Place(Shared& shared, DeviceState found, std::optional<safeoff::OffRecord> record)
        : shared_{shared}, found_{found.kept}, state_{std::move(found)}, record_{std::move(record)} {}

    [[nodiscard]] bool is_waiting() const noexcept { return handed_over_ != stored_; }
    [[nodiscard]] const DeviceState& state() const noexcept { return state_; }
    [[nodiscard]] const std::optional<safeoff::OffRecord>& record() const noexcept { return record_; }
    [[nodiscard]] std::uint32_t handed_over() const noexcept { return handed_over_; }
    void set_stored(std::uint32_t count) noexcept { stored_ = count; }

private:
    [[nodiscard]] Kept do_found() const noexcept override { return found_; }
    void do_keep(const Kept& kept) noexcept override;
    [[nodiscard]] bool do_is_stored() const noexcept override;

    Shared& shared_;
    Kept found_;
    DeviceState state_;
    std::optional<safeoff::OffRecord> record_;
    std::uint32_t handed_over_ = 0, stored_ = 0;
};

struct Journal::Shared {
    Shared(StateStore to, LogSink sink) : store{std::move(to)}, log{std::move(sink)} {}

    [[nodiscard]] Place* waiting() noexcept {
        for (Place& place : places)
            if (place.is_waiting()) return &place;
        return nullptr;
    }

    /// Not under `mutex`: no board waits for a log.
    void tell(const StateProblem& problem) {
        const std::scoped_lock lock{log_mutex};
        if (log) log("msg=\"state cannot be written: no board is armed\" why=\"" + problem.what + '"');
    }
    void forget_log() {
        const std::scoped_lock lock{log_mutex};
        log = nullptr;
    }

    const StateStore store;
    std::mutex log_mutex;
    LogSink log;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Place> places;  // never moves its elements
    bool is_ending = false, has_ended = false;
};

void Journal::Place::do_keep(const Kept& kept) noexcept {
    const std::scoped_lock lock{shared_.mutex};
    if (kept.latch && kept.latch != state_.kept.latch) state_.latched_at = wall_seconds();
    state_.kept = kept;
    ++handed_over_;
    shared_.changed.notify_all();
}

bool Journal::Place::do_is_stored() const noexcept {
    const std::scoped_lock lock{shared_.mutex};
    return !is_waiting();
}

Journal::Journal(StateStore store, LogSink log) : shared_{std::make_shared<Shared>(std::move(store), std::move(log))} {
    std::thread{[shared = shared_] { run(shared); }}.detach();
}

Journal::~Journal() {
    {
        std::unique_lock lock{shared_->mutex};
        shared_->is_ending = true;
        shared_->changed.notify_all();
        (void)shared_->changed.wait_for(lock, patience_at_end, [this] { return shared_->has_ended; });
    }
    shared_->forget_log();
}

Keeper& Journal::add(DeviceState found, std::optional<safeoff::OffRecord> record) {
    const std::scoped_lock lock{shared_->mutex};
    return shared_->places.emplace_back(*shared_, std::move(found), std::move(record));
}

void Journal::run(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock{shared->mutex};
    while (true) {
        shared->changed.wait(lock, [&] { return shared->is_ending || shared->waiting() != nullptr; });
        Place* place = shared->waiting();
        if (place == nullptr) break;
        const DeviceState state = place->state();
        const std::uint32_t count = place->handed_over();
        lock.unlock();
        const auto stored = store(shared->store, state, place->record());
        if (!stored)
            shared->log("msg=\"state cannot be written: no board is armed\" why=\"" + stored.error().what + '"');
        lock.lock();
        if (stored) place->set_stored(count);
        if (!stored && shared->is_ending) break;
        if (!stored) (void)shared->changed.wait_for(lock, retry_after, [&] { return shared->is_ending; });
    }
    shared->has_ended = true;
    shared->changed.notify_all();
}

}  // namespace adit::boards
