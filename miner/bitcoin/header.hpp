// The 80 bytes that are hashed, and the three spellings of a previous block hash (header bytes, Stratum field,
// what people read).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "miner/job.hpp"

namespace adit::miner {

using HeaderBytes = std::array<std::byte, 80>;

/// The header of a job, nonce bytes zero. `root` in SHA output order; `version` is the full header version.
[[nodiscard]] HeaderBytes build_header(const Job& job, const Hash256& root, std::uint32_t version,
                                       std::uint32_t ntime) noexcept;

/// Puts the nonce (the header integer, as in `mining.submit`) into bytes 76..79.
void set_nonce(HeaderBytes& header, std::uint32_t nonce) noexcept;

/// Reverses each group of four bytes: Stratum's prevhash field to header bytes, and back.
[[nodiscard]] Hash256 swap_words(const Hash256& hash) noexcept;

/// A hash as explorers and nodes show it: all bytes reversed, 64 digits.
[[nodiscard]] std::string display_hex(const Hash256& hash);

}  // namespace adit::miner
