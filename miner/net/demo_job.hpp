// The demo pool's blocks: a make-believe chain whose coinbases and merkle branches are nevertheless real ones
// (BIP34 height, null input, paid subsidy), so that a miner cannot tell the difference.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "miner/job.hpp"

namespace adit::miner::net {

/// A job before it is cut for one connection.
struct DemoJob {
    std::string id;
    Hash256 prev_hash{};  ///< header order
    Bytes head, tail;     ///< of the coinbase, around extranonce1 | extranonce2
    std::vector<Hash256> branch;
    std::uint32_t version{}, nbits{}, ntime{}, height{};
    bool clean{};
};
using DemoJobPtr = std::shared_ptr<const DemoJob>;

/// Deals out jobs; the same seed deals the same chain.
class DemoChain {
public:
    struct Recipe {
        std::uint32_t nbits{}, transactions{};
        std::size_t extranonce_bytes{};  ///< extranonce1 and extranonce2 together
    };
    DemoChain(const Recipe& recipe, std::uint64_t seed);

    /// The next job, on the same previous block or, as if someone had found a block, on a new one (clean).
    /// `ntime`: seconds since 1970 for the header.
    [[nodiscard]] DemoJobPtr next(bool new_block, std::uint32_t ntime);

private:
    [[nodiscard]] Hash256 random_hash();
    [[nodiscard]] std::vector<Hash256> random_branch();
    void build_coinbase(DemoJob& job) const;

    Recipe recipe_;
    std::uint64_t random_;
    std::uint32_t height_ = 900'000;
    std::uint64_t serial_ = 0;
    Hash256 prev_hash_{};
};

/// The branch of the leaf at index 0 in a tree whose other leaves are `others` (an odd row repeats its last node).
[[nodiscard]] std::vector<Hash256> coinbase_branch(std::vector<Hash256> others);

/// Minimal script push of a block height (BIP34): length byte and little-endian number.
[[nodiscard]] Bytes push_height(std::uint32_t height);

/// The mining.notify line for this job, LF included.
[[nodiscard]] std::string notify_line(const DemoJob& job);

}  // namespace adit::miner::net
