// Engines that are slow, wrong or curious, in groups of eight. A scan is a plain function, so what tests want to know
// or to set lies in one place per test program, `lab`.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "driver/sha256/engines.hpp"
#include "driver/sha256/sha256.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::boards::cpu::testing {

using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::Progress;
using driver::sha256::ScanJob;

struct Lab {
    hal::VirtualClock clock;
    std::atomic<bool> is_spoiled{false};  ///< engines of `when_spoiled` show their fault
    std::uint64_t calls = 0;              ///< of long scans
    std::uint32_t scanned_to = 0;         ///< the nonce behind the last long scan
};
inline Lab lab;

enum class Spoil { nothing, miss_lane_5, invent, repeat, outside, no_progress, no_wrap, wrong_index };

inline std::size_t spoil(Spoil how, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t used) {
    Hit* const end = hits + used;
    const auto drop = [&](auto is_dropped) {
        return static_cast<std::size_t>(std::remove_if(hits, end, is_dropped) - hits);
    };
    if (how == Spoil::miss_lane_5) return drop([first](const Hit& hit) { return (hit.nonce - first) % 8 == 5; });
    if (how == Spoil::no_wrap) return drop([first](const Hit& hit) { return hit.nonce < first; });
    if (how == Spoil::repeat && used > 0) hits[used++] = hits[0];
    if (how == Spoil::outside) hits[used++] = Hit{first + static_cast<std::uint32_t>(count), 0};
    if (how == Spoil::wrong_index)
        for (Hit* hit = hits; hit != end; ++hit) hit->version_index ^= 1U;
    if (how == Spoil::invent)
        for (std::uint32_t nonce = first + 3; nonce - first < count; ++nonce)
            if (std::none_of(hits, end,
                             [nonce](const Hit& hit) { return hit.nonce == nonce && hit.version_index == 0; })) {
                hits[used++] = Hit{nonce, 0};
                break;
            }
    return used;
}

/// Scans short ranges for real and then spoils the hits; long ones (trial, operation) only pass the time.
template <Spoil how, int ns_per_hash, bool only_when_spoiled>
Progress fake_scan(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept {
    lab.clock.advance(std::chrono::nanoseconds{ns_per_hash} * static_cast<int>(count * job.version_count));
    if (count > 64) {
        ++lab.calls;
        lab.scanned_to = first + static_cast<std::uint32_t>(count);
        return {count, 0};
    }
    Progress progress = driver::sha256::scan_portable(job, first, count, hits, room - 1);
    if (only_when_spoiled && !lab.is_spoiled) return progress;
    if (how == Spoil::no_progress) return {0, 0};
    progress.hits = spoil(how, first, progress.nonces_done, hits, progress.hits);
    return progress;
}

/// Wrong from the beginning.
template <Spoil how, int ns_per_hash = 100>
constexpr Engine fake_engine(std::string_view name, hal::CpuFeatures needs = {}) {
    return {.name = name, .needs = needs, .group_nonces = 8, .scan = fake_scan<how, ns_per_hash, false>, .cost = {}};
}

/// Right until `lab.is_spoiled`.
template <Spoil how, int ns_per_hash = 100>
constexpr Engine fickle_engine(std::string_view name) {
    return {.name = name, .needs = {}, .group_nonces = 8, .scan = fake_scan<how, ns_per_hash, true>, .cost = {}};
}

}  // namespace adit::boards::cpu::testing
