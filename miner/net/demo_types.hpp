// What the demo pool can be told to do, and what it tells about the shares it saw.
#pragma once

#include <cstdint>
#include <string>

#include "hal/clock.hpp"

namespace adit::miner::net {

struct DemoPoolOptions {
    double share_difficulty = 1.0 / 16384;    ///< 2^-14: one share per 2^18 hashes
    std::uint32_t nbits = 0x1d00ffff;         ///< network difficulty 1: a "block" per 2^32 hashes
    std::uint32_t version_mask = 0x1fffe000;  ///< BIP320
    std::uint8_t extranonce2_size = 8;
    Duration job_interval = std::chrono::seconds{20};
    std::uint32_t block_every = 4;   ///< every n-th job is on a new previous block (clean)
    std::uint32_t transactions = 5;  ///< fake ones, for the merkle branch
    std::uint16_t port = 0;          ///< 0: the system chooses
    bool knows_configure = true;     ///< false: closes on mining.configure before subscribe, as ckpool
    bool mute = false;               ///< accepts connections and never says a word
    std::uint64_t seed = 1;          ///< of previous hashes and transactions
};

/// One judged share, in order of arrival.
struct DemoVerdict {
    bool accepted{};
    int code{};          ///< 0, or 20..25 as sent
    std::string reason;  ///< the text sent with it
    std::string worker;
    std::string header;   ///< 80 bytes as hex; empty when it never came to a header
    double difficulty{};  ///< of the hash
    bool is_block{};
};

struct DemoPoolTotals {
    std::uint64_t accepted{}, rejected{}, blocks{}, connections{};
};

}  // namespace adit::miner::net
