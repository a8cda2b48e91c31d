// Header assembly: version | previous hash | root | time | bits | nonce, numbers little-endian.
#include "miner/bitcoin/header.hpp"

#include <algorithm>

#include "miner/bitcoin/hex.hpp"

namespace adit::miner {
namespace {

constexpr std::size_t previous_at = 4, root_at = 36, time_at = 68, bits_at = 72, nonce_at = 76;

void put_le(HeaderBytes& header, std::size_t at, std::uint32_t number) noexcept {
    for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<std::byte>(number >> (8 * i) & 0xff);
}

void put(HeaderBytes& header, std::size_t at, const Hash256& hash) noexcept {
    std::copy(hash.begin(), hash.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

HeaderBytes build_header(const Job& job, const Hash256& root, std::uint32_t version, std::uint32_t ntime) noexcept {
    HeaderBytes header{};
    put_le(header, 0, version);
    put(header, previous_at, job.prev_hash);
    put(header, root_at, root);
    put_le(header, time_at, ntime);
    put_le(header, bits_at, job.nbits);
    return header;
}

void set_nonce(HeaderBytes& header, std::uint32_t nonce) noexcept { put_le(header, nonce_at, nonce); }

Hash256 swap_words(const Hash256& hash) noexcept {
    Hash256 swapped = hash;
    for (auto word = swapped.begin(); word != swapped.end(); word += 4) std::reverse(word, word + 4);
    return swapped;
}

std::string display_hex(const Hash256& hash) {
    Hash256 reversed = hash;
    std::reverse(reversed.begin(), reversed.end());
    return to_hex(reversed);
}

}  // namespace adit::miner
