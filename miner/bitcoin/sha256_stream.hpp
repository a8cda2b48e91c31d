// SHA-256d over pieces that do not lie side by side. One 64-byte block of state, no allocation; the compression
// itself is the driver's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/sha256/sha256.hpp"
#include "miner/bitcoin/target.hpp"

namespace adit::miner {

class Sha256Stream {
public:
    void update(std::span<const std::byte> bytes) noexcept;

    /// Pads, hashes the digest once more and leaves the stream used up.
    [[nodiscard]] Hash256 finish_twice() noexcept;

private:
    void clear_rest() noexcept;
    void take_block() noexcept;
    void finish() noexcept;

    driver::sha256::State state_ = driver::sha256::initial_state;
    std::array<std::byte, 64> block_{};
    std::size_t filled_ = 0;
    std::uint64_t total_ = 0;  // bytes
};

}  // namespace adit::miner
