#include "boards/cpu/cpu_worker.hpp"

#include <algorithm>

namespace adit::boards::cpu {
namespace {

/// Without work, a worker asks again this often even if nobody woke it: ntime may have moved on.
constexpr Duration ask_again = std::chrono::milliseconds{250};

std::uint32_t version_of(const driver::Work& work, std::uint8_t index) noexcept {
    if (work.version_count != 0) return work.versions[index];
    std::uint32_t version = 0;
    for (std::size_t i = 4; i-- > 0;) version = version << 8U | std::to_integer<std::uint32_t>(work.header[i]);
    return version;
}

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
    const Instant begin = place_.clock.now();
    const std::uint64_t count = std::min(slice_.nonces(), piece_.work.nonce_count - done);
    const auto first = piece_.work.first_nonce + static_cast<std::uint32_t>(done);
    const driver::sha256::Progress progress = place_.engine.scan(piece_.job, first, count, hits_.data(), hits_.size());
    const Instant end = place_.clock.now();
    for (std::size_t i = 0; i < progress.hits; ++i) report(hits_[i], end);
    slice_.took(progress.nonces_done, end - begin);
    rest(duty_.worked(end - begin));
    return progress.nonces_done;
}

void CpuWorker::report(const driver::sha256::Hit& hit, Instant at) {
    place_.source.report(place_.device, {.work = piece_.work.id,
                                         .nonce = hit.nonce,
                                         .version = version_of(piece_.work, hit.version_index),
                                         .chip = number_,
                                         .at = at});
}

void CpuWorker::rest(Duration time) {
    if (time == Duration::zero()) return;
    const std::uint64_t seen = place_.wake.count();
    if (!is_void()) place_.wake.wait(seen, time);
}

}  // namespace adit::boards::cpu
