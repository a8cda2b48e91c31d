// See engine_check.hpp.
#include "boards/cpu/engine_check.hpp"

#include <cassert>

namespace adit::boards::cpu {

using driver::sha256::Engine;
using driver::sha256::Hit;
using driver::sha256::Progress;
using driver::sha256::ScanJob;

namespace {

/// Scans the whole range into `found`, in as many calls as the buffer asks for.
std::optional<EngineMistake> collect(const Engine& engine, const ScanJob& job, std::uint32_t first,
                                     std::uint32_t nonces, HitSet& found, HitBuffer& buffer) noexcept {
    for (std::uint32_t done = 0; done < nonces;) {
        const Progress progress = engine.scan(job, first + done, nonces - done, buffer.data(), buffer.size());
        if (progress.nonces_done == 0 || progress.nonces_done > nonces - done || progress.hits > buffer.size())
            return EngineMistake{EngineFault::wrong_progress, {first + done, 0}};
        for (std::size_t i = 0; i < progress.hits; ++i) {
            const Hit hit = buffer[i];
            if (found.insert(hit)) continue;
            const bool is_outside = hit.nonce - first >= nonces || hit.version_index >= job.version_count;
            return EngineMistake{is_outside ? EngineFault::false_hit : EngineFault::repeated_hit, hit};
        }
        done += static_cast<std::uint32_t>(progress.nonces_done);
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(EngineFault fault) noexcept {
    switch (fault) {
        case EngineFault::missed_hit:
            return "missed_hit";
        case EngineFault::false_hit:
            return "false_hit";
        case EngineFault::repeated_hit:
            return "repeated_hit";
        case EngineFault::wrong_progress:
            break;
    }
    return "wrong_progress";
}

std::optional<EngineMistake> find_mistake(const Engine& engine, const ScanJob& job, std::uint32_t first,
                                          std::uint32_t nonces, const HitSet& expected, HitBuffer& buffer) noexcept {
    HitSet found{first, nonces, job.version_count};
    if (const auto mistake = collect(engine, job, first, nonces, found, buffer)) return mistake;
    if (const auto hit = expected.beyond(found)) return EngineMistake{EngineFault::missed_hit, *hit};
    if (const auto hit = found.beyond(expected)) return EngineMistake{EngineFault::false_hit, *hit};
    return std::nullopt;
}

std::optional<EngineMistake> differs_from_portable(const Engine& engine, const ScanJob& job, std::uint32_t first,
                                                   std::uint32_t nonces, HitBuffer& buffer) noexcept {
    HitSet expected{first, nonces, job.version_count};
    const Engine& portable = driver::sha256::portable_engine();
    [[maybe_unused]] const auto mistake = collect(portable, job, first, nonces, expected, buffer);
    assert(!mistake);  // it keeps the contract of scans
    return find_mistake(engine, job, first, nonces, expected, buffer);
}

}  // namespace adit::boards::cpu
