// See content_hash.hpp. Padding: FIPS 180-4 section 5.1.1.
#include "boards/host/content_hash.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "driver/sha256/sha256.hpp"

namespace adit::boards {

namespace sha256 = driver::sha256;

namespace {

constexpr std::size_t block_size = 64, length_size = 8;
using Block = std::array<std::byte, block_size>;

/// The end mark and the length in bits, behind what is left of the content.
sha256::State finish(sha256::State state, std::span<const std::byte> rest, std::uint64_t content_bytes) noexcept {
    Block block{};
    std::ranges::copy(rest, block.begin());
    block[rest.size()] = std::byte{0x80};
    if (rest.size() + 1 + length_size > block_size) {
        state = sha256::compress(state, block);
        block = {};
    }
    const std::uint64_t bits = content_bytes * 8;
    for (std::size_t i = 0; i < length_size; ++i) block[block_size - 1 - i] = static_cast<std::byte>(bits >> (8 * i));
    return sha256::compress(state, block);
}

constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

ContentHash content_hash(std::string_view content) noexcept {
    auto rest = std::as_bytes(std::span{content});
    sha256::State state = sha256::initial_state;
    for (; rest.size() >= block_size; rest = rest.subspan(block_size))
        state = sha256::compress(state, rest.first<block_size>());
    state = finish(state, rest, content.size());
    ContentHash hash{};
    for (std::size_t i = 0; i < hash.size(); ++i) hash[i] = static_cast<std::byte>(state[i / 4] >> (24 - 8 * (i % 4)));
    return hash;
}

std::string to_hex(const ContentHash& hash) {
    std::string text;
    for (const std::byte byte : hash) {
        text += digits[std::to_integer<std::size_t>(byte >> 4)];
        text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
    }
    return text;
}

std::optional<ContentHash> parse_content_hash(std::string_view text) noexcept {
    ContentHash hash{};
    if (text.size() != 2 * hash.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto value = digits.find(text[i]);
        if (value == std::string_view::npos) return std::nullopt;
        hash[i / 2] = hash[i / 2] << 4 | static_cast<std::byte>(value);
    }
    return hash;
}

}  // namespace adit::boards
