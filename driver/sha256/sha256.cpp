// The reference SHA-256d. Plain rather than fast: it judges every result, and the scans are tested against it.
#include "driver/sha256/sha256.hpp"

#include <algorithm>
#include <bit>

#include "driver/sha256/rounds.hpp"

namespace adit::driver::sha256 {
namespace {

using detail::Word;

constexpr std::size_t block_size = 64;
constexpr std::size_t version_offset = 0, nonce_offset = 76;

/// Writes `value` little-endian, as header fields are.
void store_le(std::array<std::byte, 80>& header, std::size_t offset, std::uint32_t value) noexcept {
    for (std::size_t i = 0; i < 4; ++i) header[offset + i] = static_cast<std::byte>(value >> (8 * i));
}

Digest digest_of(const State& state) noexcept {
    Digest digest;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::byte>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

/// The rest of a message (less than a block) with its padding and length: one or two blocks.
State finish(State state, std::span<const std::byte> rest, std::uint64_t message_bytes) noexcept {
    std::array<std::byte, 2 * block_size> last{};
    std::ranges::copy(rest, last.begin());
    last[rest.size()] = std::byte{0x80};
    const std::size_t size = rest.size() + 1 + 8 <= block_size ? block_size : 2 * block_size;
    for (std::size_t i = 0; i < 8; ++i) last[size - 1 - i] = static_cast<std::byte>((message_bytes * 8) >> (8 * i));
    for (std::size_t at = 0; at < size; at += block_size)
        state = compress(state, std::span{last}.subspan(at).first<block_size>());
    return state;
}

Digest hash_once(std::span<const std::byte> message) noexcept {
    State state = initial_state;
    std::span<const std::byte> rest = message;
    for (; rest.size() >= block_size; rest = rest.subspan(block_size))
        state = compress(state, rest.first<block_size>());
    return digest_of(finish(state, rest, message.size()));
}

/// The last words of a message of `bits` bits, with the padding in the same block.
State after_last(const State& state, std::span<const Word> words, std::size_t bits) noexcept {
    std::array<Word, 64> w{};
    std::ranges::copy(words, w.begin());
    w[words.size()] = 0x80000000;
    w[15] = static_cast<Word>(bits);
    detail::expand(w);
    return detail::after_block(state, w);
}

}  // namespace

State compress(const State& state, std::span<const std::byte, 64> block) noexcept {
    std::array<Word, 64> w;
    for (std::size_t t = 0; t < 16; ++t) w[t] = detail::load_be(block.subspan(4 * t).first<4>());
    detail::expand(w);
    return detail::after_block(state, w);
}

Digest hash_twice(std::span<const std::byte> message) noexcept { return hash_once(hash_once(message)); }

State midstate(std::span<const std::byte, 80> header) noexcept {
    return compress(initial_state, header.first<block_size>());
}

/// As `hash_twice`, with paddings that are known beforehand.
Digest hash_header(std::span<const std::byte, 80> header) noexcept {
    std::array<Word, 4> rest;
    for (std::size_t t = 0; t < rest.size(); ++t)
        rest[t] = detail::load_be(header.subspan(block_size + 4 * t).first<4>());
    const State first = after_last(midstate(header), rest, 8 * header.size());
    return digest_of(after_last(initial_state, first, 8 * sizeof first));
}

int leading_zero_bits(const Digest& digest) noexcept {
    int bits = 0;
    for (std::size_t i = digest.size(); i-- > 0;) {
        if (digest[i] != std::byte{0}) return bits + std::countl_zero(std::to_integer<std::uint8_t>(digest[i]));
        bits += 8;
    }
    return bits;
}

std::array<std::byte, 80> header_of(const Work& work, std::uint32_t version, std::uint32_t nonce) noexcept {
    std::array<std::byte, 80> header = work.header;
    store_le(header, version_offset, version);
    store_le(header, nonce_offset, nonce);
    return header;
}

}  // namespace adit::driver::sha256
