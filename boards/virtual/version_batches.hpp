// Midstates of rolled versions: what the engines of a core test side by side. Chips of a chain go through the versions
// of a job in step, so one batch serves them all.
#pragma once

#include <array>
#include <cstdint>

#include "boards/virtual/mining_job.hpp"

namespace adit::boards::virtual_device {

inline constexpr std::uint32_t most_lanes = 16;

struct VersionBatch {
    std::uint64_t serial = ~std::uint64_t{0}, number = 0;
    std::uint32_t mask = 0, lanes = 0;
    std::array<std::uint16_t, most_lanes> versions{};
    std::array<ShaWords, most_lanes> midstates{};
};

class VersionBatches {
public:
    /// Versions number x lanes .. + lanes - 1 of `mask`, counted modulo their number: with fewer versions than engines
    /// several engines test the same one.
    const VersionBatch& get(const MiningJob& job, std::uint64_t number, std::uint16_t mask, std::uint32_t lanes);

private:
    static constexpr std::size_t kept = 8;
    std::array<VersionBatch, kept> batches_{};
};

/// Spreads the low bits of `index` over the one bits of `mask`, lowest first.
[[nodiscard]] constexpr std::uint16_t spread_bits(std::uint64_t index, std::uint16_t mask) noexcept {
    unsigned spread = 0;
    for (unsigned bit = 1; bit <= mask; bit <<= 1) {
        if ((mask & bit) == 0) continue;
        if ((index & 1) != 0) spread |= bit;
        index >>= 1;
    }
    return static_cast<std::uint16_t>(spread);
}

}  // namespace adit::boards::virtual_device
