// What a nonce scan works on and gives back. Plain data without any code of the standard library: units compiled for
// one instruction set include it, and inline functions of theirs must not reach the rest of the program.
#pragma once

#include <cstddef>
#include <cstdint>

namespace adit::driver::sha256 {

/// One hit of a scan: the header integer, and which of the work's versions (0 when it has none of its own).
struct Hit {
    std::uint32_t nonce;
    std::uint8_t version_index;
};

/// How far a scan came.
struct Progress {
    std::uint64_t nonces_done;  ///< from the front of the range, for all versions
    std::size_t hits;           ///< filled entries of the buffer, in no promised order
};

/// What depends on the version: the state after block 1 and what rounds 0..6 of block 2 make of it.
struct VersionConstants {
    std::uint32_t midstate[8];
    std::uint32_t after_round2[8];     ///< a..h; a and e of the next rounds come from `round3_*`
    std::uint32_t round3_a, round3_e;  ///< a and e after round 3, but for the nonce word, which is only added
    std::uint32_t hkw[3];              ///< h + K + W of rounds 4, 5, 6, where h is still a constant
    /// a..d and e..h before round 4, a and e but for the nonce word: what units that take four words at once begin
    /// with.
    alignas(16) std::uint32_t round4_abcd[4], round4_efgh[4];
};

/// What stays the same while one `Work` is scanned. Made by `prepare`.
struct alignas(64) ScanJob {
    static constexpr std::uint32_t max_versions = 16;

    std::uint32_t version_count;  ///< 1..16; 0: never prepared, a scan does nothing
    std::uint32_t top_limit;      ///< hits have byteswap(D7) <= this; 0xffffffff >> claim_bits
    std::uint32_t tail[3];        ///< W0..W2 of block 2: end of the merkle root, time, bits
    std::uint32_t w16, w17;
    std::uint32_t c18, c19;  ///< W18 = c18 + s0(W3), W19 = c19 + W3
    std::uint32_t c31, c32;  ///< what W15..W17 give to W31 and W32
    std::uint32_t kw[18];    ///< K + W of rounds 4..17 (0..3: zero)
    VersionConstants versions[max_versions];
};

/// Tries nonces `first`, `first`+1 … (`count` of them, 0..2^32, modulo 2^32) with every version of the job and puts
/// candidates (top word within the limit, the rest not yet compared) into `hits`. Returns early when a group of
/// `Engine::group_nonces` x `version_count` might not fit what is left of `room`; a buffer smaller than one group
/// does nothing.
using ScanFunction = Progress (*)(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                                  std::size_t room) noexcept;

}  // namespace adit::driver::sha256
