// What flows between the scheduler and everything that hashes: a box of the search space, and a result found in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "hal/clock.hpp"

namespace adit::driver {

/// A box: one job, one extranonce2, one ntime, a set of versions, an interval of nonces. One owner at a time.
struct Work {
    std::uint64_t id{};                        ///< unique within the process; results name it
    std::uint32_t generation{};                ///< the scheduler's generation when it was cut; older ones are void
    std::array<std::byte, 80> header{};        ///< as hashed, version and ntime filled in, nonce bytes zero
    std::uint32_t rollable{};                  ///< version bits the device may set: mask & ~job.version
    std::uint8_t version_count{};              ///< 0: the device rolls all of `rollable` itself
    std::array<std::uint32_t, 16> versions{};  ///< full header versions, `version_count` of them
    std::uint32_t first_nonce{};               ///< the header integer (bytes 76..79, little-endian)
    std::uint64_t nonce_count{};               ///< 0..2^32; the interval wraps modulo 2^32
    std::uint8_t claim_bits{};                 ///< report hashes with at least this many leading zero bits
};

/// A result as the device claims it. Not believed until the host has hashed it.
struct Nonce {
    std::uint64_t work{};     ///< `Work::id`
    std::uint32_t nonce{};    ///< the header integer, as in `mining.submit`
    std::uint32_t version{};  ///< the full header version
    std::uint16_t chip{};     ///< index on its chain (CPU: worker)
    Instant at{};
};

static_assert(std::is_trivially_copyable_v<Work> && std::is_trivially_copyable_v<Nonce>);

}  // namespace adit::driver
