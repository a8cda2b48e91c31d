#include "boards/cpu/cpu_worker.hpp"

#include <algorithm>

namespace adit::boards::cpu {
namespace {

/// Without work, a worker asks again this often even if nobody woke it: ntime may have moved on.
constexpr Duration ask_again = std::chrono::milliseconds{250};

/// Every second hash is a hit: a claim of one zero bit.
constexpr std::uint32_t check_limit = 0x7fffffff;

}  // namespace

bool CpuWorker::is_void() const noexcept {
    return place_.is_stopping.load(std::memory_order_relaxed) || place_.source.generation() != piece_.work.generation;
}

void CpuWorker::run() {
    while (!place_.is_stopping.load(std::memory_order_acquire)) {
        const std::uint64_t seen = place_.wake.count();
        if (place_.splitter.next(piece_, place_.clock.now()))
            scan_piece();
        else if (!place_.is_stopping.load(std::memory_order_acquire))
            place_.wake.wait(seen, ask_again);
    }
}

void CpuWorker::scan_piece() {
    for (std::uint64_t done = 0; done < piece_.work.nonce_count && !is_void();) done += scan_slice(done);
}

std::uint64_t CpuWorker::scan_slice(std::uint64_t done) {
    if (!entry_->is_usable()) change_engine();
    const driver::sha256::Engine& engine = entry_->engine();
    const std::uint32_t versions = piece_.job.version_count;
    const std::uint64_t left = piece_.work.nonce_count - done;
    const auto first = piece_.work.first_nonce + static_cast<std::uint32_t>(done);
    const std::uint64_t count = std::min(slice_.nonces(engine.group_nonces, versions), left);
    const Instant begin = place_.clock.now();
    const auto [scanned, hits] = engine.scan(piece_.job, first, count, hits_.data(), hits_.size());
    const Instant end = place_.clock.now();
    if (scanned == 0 || scanned > count || hits > hits_.size()) {
        distrust({EngineFault::wrong_progress, {first, 0}});
        return entry_->is_usable() ? left : 0;  // nothing to take the place of the last resort
    }
    report(hits, end);
    slice_.took(scanned * versions, end - begin);
    pace_.scanned(scanned / engine.group_nonces, end - begin);
    check_engine(first);
    mind_heat(end);
    rest(duty_.worked(place_.clock.now() - begin));
    return scanned;
}

void CpuWorker::report(std::size_t hits, Instant at) {
    for (std::size_t i = 0; i < hits; ++i)
        place_.source.report(place_.device, {.work = piece_.work.id,
                                             .nonce = hits_[i].nonce,
                                             .version = version_of(piece_.work, hits_[i].version_index),
                                             .chip = number_,
                                             .at = at});
}

void CpuWorker::check_engine(std::uint32_t first) {
    if (!pace_.is_due() || is_void() || EngineRoster::is_last_resort(*entry_)) return;
    driver::sha256::ScanJob job = piece_.job;
    job.top_limit = check_limit;
    const driver::sha256::Engine& engine = entry_->engine();
    const Instant begin = place_.clock.now();
    const auto mistake = differs_from_portable(engine, job, first, engine.group_nonces, hits_);
    pace_.checked(place_.clock.now() - begin);
    place_.counts.checks.fetch_add(1, std::memory_order_relaxed);
    if (mistake) distrust(*mistake);
}

void CpuWorker::distrust(const EngineMistake& mistake) {
    place_.counts.failures.fetch_add(1, std::memory_order_relaxed);
    place_.roster.disable(*entry_, mistake, piece_.work);
}

void CpuWorker::change_engine() noexcept {
    entry_ = &place_.roster.fastest();
    slice_ = {};
    pace_ = {};
}

void CpuWorker::mind_heat(Instant now) {
    constexpr std::int32_t whole = 100;
    if (number_ == 0) place_.heat.look(now);
    duty_.set({asked_.value * place_.heat.share().value / whole});
}

void CpuWorker::rest(Duration time) {
    if (time == Duration::zero()) return;
    const std::uint64_t seen = place_.wake.count();
    if (!is_void()) place_.wake.wait(seen, time);
}

}  // namespace adit::boards::cpu
