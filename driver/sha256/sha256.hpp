// SHA-256d of block headers: the reference that judges every result, and the portable nonce scan.
// Names and rounds as in FIPS 180-4.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/sha256/scan_job.hpp"
#include "driver/work.hpp"

namespace adit::driver::sha256 {

/// H0..H7 as numbers.
using State = std::array<std::uint32_t, 8>;

/// FIPS 180-4 section 5.3.3.
inline constexpr State initial_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// A digest as the 32 bytes SHA-256 puts out. As a number (compared with a target) it is little-endian: byte 31 is
/// the most significant.
using Digest = std::array<std::byte, 32>;

/// Compresses one 64-byte block into `state`.
[[nodiscard]] State compress(const State& state, std::span<const std::byte, 64> block) noexcept;

/// SHA-256(SHA-256(message)) for a message of any length.
[[nodiscard]] Digest hash_twice(std::span<const std::byte> message) noexcept;

/// The state after header bytes 0..63.
[[nodiscard]] State midstate(std::span<const std::byte, 80> header) noexcept;

/// The same for headers that differ in their version only. `states`: as many as `versions`. On large processors four
/// at a time.
void midstates(std::span<const std::byte, 80> header, std::span<const std::uint32_t> versions,
               std::span<State> states) noexcept;

/// SHA-256d of an 80-byte header.
[[nodiscard]] Digest hash_header(std::span<const std::byte, 80> header) noexcept;

/// Leading zero bits of the digest as a displayed (big-endian) number, 0..256.
[[nodiscard]] int leading_zero_bits(const Digest& digest) noexcept;

/// The header of `work` with its version and nonce fields replaced by those of a result.
[[nodiscard]] std::array<std::byte, 80> header_of(const Work& work, std::uint32_t version,
                                                  std::uint32_t nonce) noexcept;

/// Prepares a scan of `work` for hashes with at least `claim_bits` (0..32; more is treated as 32) zero bits. Takes
/// about 10 us: once per work, off the hot path.
[[nodiscard]] ScanJob prepare(const Work& work) noexcept;

/// The scan that runs everywhere. Contract: `ScanFunction`; groups of one nonce.
[[nodiscard]] Progress scan_portable(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                                     std::size_t room) noexcept;

}  // namespace adit::driver::sha256
