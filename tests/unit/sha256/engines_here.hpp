// The engines that this processor can run, and one way to use each of them in tests.
#pragma once

#include <set>
#include <span>
#include <utility>
#include <vector>

#include "driver/sha256/engines.hpp"
#include "hal/linux/cpu_features.hpp"
#include "tests/support/catch.hpp"

namespace adit::test {

using HitSet = std::set<std::pair<std::uint32_t, int>>;  ///< nonce, version index

inline std::vector<driver::sha256::Engine> engines_here() {
    const hal::CpuFeatures features = hal::detect_cpu_features();
    std::vector<driver::sha256::Engine> usable;
    for (const driver::sha256::Engine& engine : driver::sha256::engines())
        if (features.includes(engine.needs)) usable.push_back(engine);
    return usable;
}

/// The least buffer that an engine takes for a job.
inline std::size_t least_room(const driver::sha256::Engine& engine, const driver::sha256::ScanJob& job) {
    return std::size_t{engine.group_nonces} * job.version_count;
}

/// Scans the whole range with a buffer of `room` entries, going on where the scan says it stopped. Nothing may be
/// reported twice.
inline HitSet scan(const driver::sha256::Engine& engine, const driver::sha256::ScanJob& job, std::uint32_t first,
                   std::uint64_t count, std::size_t room = 1024) {
    std::vector<driver::sha256::Hit> buffer(room);
    HitSet found;
    while (count > 0) {
        const driver::sha256::Progress progress = engine.scan(job, first, count, buffer.data(), buffer.size());
        REQUIRE(progress.nonces_done > 0);
        REQUIRE(progress.nonces_done <= count);
        REQUIRE(progress.hits <= room);
        for (std::size_t i = 0; i < progress.hits; ++i) {
            const bool is_new = found.emplace(buffer[i].nonce, buffer[i].version_index).second;
            REQUIRE(is_new);
        }
        first += static_cast<std::uint32_t>(progress.nonces_done);
        count -= progress.nonces_done;
    }
    return found;
}

}  // namespace adit::test
