// How hard a result must be before a device shows it (the claim), and how much of a box a CPU-like device gets.
// The claim is credit: 2^claim_bits hashes per result.
#pragma once

#include <cstdint>

#include "boards/work_source.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"
#include "miner/bitcoin/target.hpp"

namespace adit::miner {

/// Claim of a chip: its zero bits plus the ticket bits that the share target leaves room for.
[[nodiscard]] int chip_claim_bits(const boards::Appetite& appetite, const Target256& share_target) noexcept;

/// Share work is below 2^zero_bits: the device cannot return every share.
[[nodiscard]] bool is_below_floor(const boards::Appetite& appetite, const Target256& share_target) noexcept;

/// Claim of a CPU at `rate`: 3 to 6 results per second, never harder than the share target, 0..32.
[[nodiscard]] int cpu_claim_bits(HashesPerSecond rate, const Target256& share_target) noexcept;

/// Learns the rate of a device that comes back when its box is done, and sizes the next one for about a second.
class BoxSizer {
public:
    /// The device asks again under `generation`. Only a box of the same generation was surely finished.
    void asked(std::uint32_t generation, Instant now) noexcept;

    /// A box of `hashes` was handed out.
    void handed_out(std::uint32_t generation, std::uint64_t hashes, Instant now) noexcept;

    [[nodiscard]] HashesPerSecond rate() const noexcept { return rate_; }

    /// Nonces for about a second at `versions` versions each, 256..`left` (or `left`, when that is less).
    [[nodiscard]] std::uint64_t nonces(std::uint8_t versions, std::uint64_t left) const noexcept;

private:
    HashesPerSecond rate_{1e6};  ///< before anything is known: the slower end of what one thread does
    std::uint32_t generation_ = 0;
    std::uint64_t hashes_ = 0;  ///< 0: no box is out that could be measured
    Instant handed_out_at_{};
};

}  // namespace adit::miner
