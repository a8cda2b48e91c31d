// FIPS 180-4, sections 4.1.2, 4.2.2 and 6.2, in its own notation, for one word at a time or for four side by side.
#include "boards/virtual/sha256_textbook.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

namespace {

using Word = std::uint32_t;

constexpr std::array<Word, 64> k{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// Four words of as many hashes.
using Words = Word __attribute__((vector_size(4 * sizeof(Word))));

template <class W>
constexpr W rotr(W x, int n) noexcept {
    return (x >> n) | (x << (32 - n));
}
template <class W>
constexpr W ch(W x, W y, W z) noexcept {
    return (x & y) ^ (~x & z);
}
template <class W>
constexpr W maj(W x, W y, W z) noexcept {
    return (x & (y ^ z)) ^ (y & z);  // x & y, x & z and y & z exclusively or'ed, with one "and" less
}
template <class W>
constexpr W big_sigma0(W x) noexcept {
    return rotr(x, 2) ^ rotr(x, 13) ^ rotr(x, 22);
}
template <class W>
constexpr W big_sigma1(W x) noexcept {
    return rotr(x, 6) ^ rotr(x, 11) ^ rotr(x, 25);
}
template <class W>
constexpr W sigma0(W x) noexcept {
    return rotr(x, 7) ^ rotr(x, 18) ^ (x >> 3);
}
template <class W>
constexpr W sigma1(W x) noexcept {
    return rotr(x, 17) ^ rotr(x, 19) ^ (x >> 10);
}

template <class W>
using Schedule = std::array<W, 64>;

template <class W>
Schedule<W> schedule(const std::array<W, 16>& block) noexcept {
    Schedule<W> w;  // filled completely below
    for (std::size_t t = 0; t < 16; ++t) w[t] = block[t];
    for (std::size_t t = 16; t < 64; ++t) w[t] = sigma1(w[t - 2]) + w[t - 7] + sigma0(w[t - 15]) + w[t - 16];
    return w;
}

/// Step 3 for one t. `d` becomes the new e, `h` the new a.
template <class W, class S>
constexpr void round(W a, W b, W c, W& d, W e, W f, W g, W& h, S constant_and_word) noexcept {
    const W t1 = h + big_sigma1(e) + ch(e, f, g) + constant_and_word;
    const W t2 = big_sigma0(a) + maj(a, b, c);
    d = d + t1;
    h = t1 + t2;
}

/// Section 6.2.2, steps 2 to 4. `W`: of the state; `S`: of the schedule, which several hashes may share.
template <class W, class S>
std::array<W, 8> compress(const std::array<W, 8>& state, const Schedule<S>& w) noexcept {
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t t = 0; t < 64; t += 8) {
        // Instead of moving every variable on by one, the next round takes them in turned order.
        round(a, b, c, d, e, f, g, h, k[t] + w[t]);
        round(h, a, b, c, d, e, f, g, k[t + 1] + w[t + 1]);
        round(g, h, a, b, c, d, e, f, k[t + 2] + w[t + 2]);
        round(f, g, h, a, b, c, d, e, k[t + 3] + w[t + 3]);
        round(e, f, g, h, a, b, c, d, k[t + 4] + w[t + 4]);
        round(d, e, f, g, h, a, b, c, k[t + 5] + w[t + 5]);
        round(c, d, e, f, g, h, a, b, k[t + 6] + w[t + 6]);
        round(b, c, d, e, f, g, h, a, k[t + 7] + w[t + 7]);
    }
    return {state[0] + a, state[1] + b, state[2] + c, state[3] + d,
            state[4] + e, state[5] + f, state[6] + g, state[7] + h};
}

/// The block that holds 32 bytes, `state`, and their padding.
template <class W>
std::array<W, 16> block_of_digest(const std::array<W, 8>& state) noexcept {
    constexpr Word padding = 0x80000000, bits = 256;
    std::array<W, 16> block{};
    std::ranges::copy(state, block.begin());
    block[8] = W{} + padding;
    block[15] = W{} + bits;
    return block;
}

constexpr std::size_t abreast = 4;
using States = std::array<Words, 8>;

States side_by_side(std::span<const ShaWords, abreast> all) noexcept {
    States states;
    for (std::size_t word = 0; word < states.size(); ++word)
        states[word] = Words{all[0][word], all[1][word], all[2][word], all[3][word]};
    return states;
}

void apart(const States& states, std::span<ShaWords, abreast> into) noexcept {
    for (std::size_t word = 0; word < states.size(); ++word)
        for (std::size_t i = 0; i < abreast; ++i) into[i][word] = states[word][i];
}

States initial_states() noexcept {
    States states;
    for (std::size_t word = 0; word < states.size(); ++word) states[word] = Words{} + sha256_initial[word];
    return states;
}

}  // namespace

ShaWords sha256_compress(const ShaWords& state, const ShaBlock& block) noexcept {
    return compress(state, schedule(block));
}

ShaBlock sha256_block(std::span<const std::byte, 64> bytes) noexcept {
    ShaBlock block{};
    for (std::size_t i = 0; i < 64; ++i) block[i / 4] = (block[i / 4] << 8) | std::to_integer<Word>(bytes[i]);
    return block;
}

ShaWords sha256_of_digest(const ShaWords& state) noexcept {
    return compress(sha256_initial, schedule(block_of_digest(state)));
}

void sha256d_tails(std::span<const ShaWords> midstates, const ShaBlock& tail, std::span<ShaWords> hashes) noexcept {
    const Schedule<Word> shared = schedule(tail);
    std::size_t i = 0;
    for (; i + abreast <= midstates.size(); i += abreast) {
        const States inner = compress(side_by_side(midstates.subspan(i).first<abreast>()), shared);
        apart(compress(initial_states(), schedule(block_of_digest(inner))), hashes.subspan(i).first<abreast>());
    }
    for (; i < midstates.size(); ++i) hashes[i] = sha256_of_digest(compress(midstates[i], shared));
}

void sha256_first_words(const ShaBlock& block, std::span<const std::uint32_t> words,
                        std::span<ShaWords> states) noexcept {
    std::size_t i = 0;
    for (; i + abreast <= words.size(); i += abreast) {
        std::array<Words, 16> blocks;
        for (std::size_t word = 0; word < blocks.size(); ++word) blocks[word] = Words{} + block[word];
        blocks[0] = Words{words[i], words[i + 1], words[i + 2], words[i + 3]};
        apart(compress(initial_states(), schedule(blocks)), states.subspan(i).first<abreast>());
    }
    ShaBlock one = block;
    for (; i < words.size(); ++i) {
        one[0] = words[i];
        states[i] = sha256_compress(sha256_initial, one);
    }
}

ShaWords sha256d_header(std::span<const std::byte, 80> header) noexcept {
    constexpr std::byte padding{0x80};
    constexpr std::size_t bits = 640;
    std::array<std::byte, 64> tail{};
    for (std::size_t i = 0; i < 16; ++i) tail[i] = header[64 + i];
    tail[16] = padding;
    tail[62] = static_cast<std::byte>(bits >> 8);
    tail[63] = static_cast<std::byte>(bits & 0xff);
    const ShaWords midstate = sha256_compress(sha256_initial, sha256_block(header.first<64>()));
    return sha256_of_digest(sha256_compress(midstate, sha256_block(tail)));
}

}  // namespace adit::boards::virtual_device
