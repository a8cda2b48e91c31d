// SHA-256 as FIPS 180-4 writes it down, for the emulated chips only: independent of the engines it is used to check.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace adit::boards::virtual_device {

using ShaWords = std::array<std::uint32_t, 8>;   ///< H0..H7
using ShaBlock = std::array<std::uint32_t, 16>;  ///< one 64-byte block as big-endian words

/// H(0) of section 5.3.3.
inline constexpr ShaWords sha256_initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/// Section 6.2.2: the state after one more block.
[[nodiscard]] ShaWords sha256_compress(const ShaWords& state, const ShaBlock& block) noexcept;

/// The i-th block of 64 bytes as words.
[[nodiscard]] ShaBlock sha256_block(std::span<const std::byte, 64> bytes) noexcept;

/// SHA-256 of the 32 bytes that `state` stands for: the outer hash of Bitcoin's double SHA-256.
[[nodiscard]] ShaWords sha256_of_digest(const ShaWords& state) noexcept;

/// For each midstate of a header's first block, the double SHA-256 of that header with `tail` as the second block.
/// `hashes`: as many. Four go at a time.
void sha256d_tails(std::span<const ShaWords> midstates, const ShaBlock& tail, std::span<ShaWords> hashes) noexcept;

/// The midstates of first blocks that differ in their first word only. `states`: as many as `words`.
void sha256_first_words(const ShaBlock& block, std::span<const std::uint32_t> words,
                        std::span<ShaWords> states) noexcept;

/// Double SHA-256 of an 80-byte block header. Word 7 holds the bytes shown first when the hash is printed.
[[nodiscard]] ShaWords sha256d_header(std::span<const std::byte, 80> header) noexcept;

}  // namespace adit::boards::virtual_device
