// Judges what an engine found on a short range. Before use (self_test.hpp) and in operation (cpu_worker.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "boards/cpu/hit_set.hpp"
#include "driver/sha256/engines.hpp"

namespace adit::boards::cpu {

/// What an engine can do wrong.
enum class EngineFault : std::uint8_t {
    missed_hit,     ///< a hit is not reported
    false_hit,      ///< what is reported is no hit, or lies outside the range
    repeated_hit,   ///< a hit is reported twice
    wrong_progress  ///< says it scanned nothing, or more than it was told to
};

/// As logs and JSON show it.
[[nodiscard]] std::string_view name(EngineFault fault) noexcept;

struct EngineMistake {
    EngineFault fault{};
    driver::sha256::Hit where{};  ///< the hit in question; of `wrong_progress` the first nonce
};

/// Lanes of the widest engine that can be used; wider ones do not pass the self-test.
inline constexpr std::uint32_t max_group_nonces = 32;
/// Room for a group of any engine with any number of versions.
using HitBuffer = std::array<driver::sha256::Hit, max_group_nonces * driver::sha256::ScanJob::max_versions>;

/// Scans the `nonces` nonces from `first` and compares with `expected`, which is of that range.
[[nodiscard]] std::optional<EngineMistake> find_mistake(const driver::sha256::Engine& engine,
                                                        const driver::sha256::ScanJob& job, std::uint32_t first,
                                                        std::uint32_t nonces, const HitSet& expected,
                                                        HitBuffer& buffer) noexcept;

/// The same, compared with what the portable engine finds.
[[nodiscard]] std::optional<EngineMistake> differs_from_portable(const driver::sha256::Engine& engine,
                                                                 const driver::sha256::ScanJob& job,
                                                                 std::uint32_t first, std::uint32_t nonces,
                                                                 HitBuffer& buffer) noexcept;

}  // namespace adit::boards::cpu
