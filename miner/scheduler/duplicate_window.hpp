// Remembers the last results of a device (HZ-24). A header hash names (job, extranonce2, ntime, version, nonce), so
// eight of its bytes are a good key: a false match takes 2^64 results per window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "miner/bitcoin/target.hpp"

namespace adit::miner {

class DuplicateWindow {
public:
    /// More than the 4096 of HZ-24: at 100 results per second it outlives the 64 works a device is remembered by.
    static constexpr std::size_t capacity = 8192;

    DuplicateWindow();

    /// Remembers `hash` and forgets the oldest entry if full. False when it is remembered already.
    [[nodiscard]] bool insert(const Hash256& hash) noexcept;

private:
    static constexpr std::uint16_t none = 0xffff;
    struct Entry {
        std::uint64_t key{};
        std::uint16_t next = none;  ///< in its bucket
    };

    [[nodiscard]] bool contains(std::uint64_t key) const noexcept;
    void unlink(std::uint16_t index) noexcept;

    std::vector<Entry> entries_;          ///< [capacity], a ring
    std::vector<std::uint16_t> buckets_;  ///< [capacity], first entry of each
    std::size_t next_ = 0;
    bool is_full_ = false;
};

}  // namespace adit::miner
