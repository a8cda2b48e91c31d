// All header versions a job allows, numbered: index 0 is the job's own, the others deposit the index's bits into the
// rollable positions. Disjoint index ranges are disjoint version sets.
#pragma once

#include <bit>
#include <cstdint>

namespace adit::miner {

struct VersionSet {
    std::uint32_t base{};      ///< the job's version
    std::uint32_t rollable{};  ///< mask & ~base

    [[nodiscard]] static constexpr VersionSet of(std::uint32_t version, std::uint32_t mask) noexcept {
        return {.base = version, .rollable = mask & ~version};
    }

    /// 1..2^32.
    [[nodiscard]] constexpr std::uint64_t size() const noexcept { return std::uint64_t{1} << std::popcount(rollable); }

    /// The version with number `index` (below `size()`).
    [[nodiscard]] constexpr std::uint32_t at(std::uint64_t index) const noexcept {
        std::uint32_t version = base;
        for (std::uint32_t rest = rollable; rest != 0; rest &= rest - 1, index >>= 1U)
            if ((index & 1U) != 0) version |= rest & (~rest + 1U);
        return version;
    }

    friend constexpr bool operator==(const VersionSet&, const VersionSet&) = default;
};

}  // namespace adit::miner
