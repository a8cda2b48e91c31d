// The emulator's own SHA-256 against FIPS 180-4 and headers of the real chain.
#include "boards/virtual/sha256_textbook.hpp"

#include <array>
#include <span>

#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit::boards::virtual_device;
using bench::hex;

TEST_CASE("one block of SHA-256 gives the example digest of FIPS 180-4 for \"abc\"") {
    ShaBlock block{0x61626380};
    block[15] = 24;
    const ShaWords expected{0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223,
                            0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    CHECK(sha256_compress(sha256_initial, block) == expected);
}

TEST_CASE("the double hash of the genesis header is the genesis block's") {
    const auto header =
        hex("0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f61"
            "7fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c");
    const ShaWords expected{0x6fe28c0a, 0xb6f1b372, 0xc1a6a246, 0xae63f74f,
                            0x931e8365, 0xe15a089c, 0x68d61900, 0x00000000};
    CHECK(sha256d_header(std::span{header}.first<80>()) == expected);
}

TEST_CASE("the double hash of a captured chip result is the published one") {
    const auto header =
        hex("0040b420fd55646bc162b96dfcd4f201a3f4670d1d3996bc96520100000000000000000006ddf5f08c36414b95ea54db71a0c287"
            "61a98bcf6355919e044f88725519a7cbd7685468043a02174c035275");
    // Printed 0000000000023704cface997…, so the last word is zero and the one before starts the figures.
    const ShaWords hash = sha256d_header(std::span{header}.first<80>());
    CHECK(hash[7] == 0);
    CHECK(hash[6] == 0x04370200);
    CHECK(hash[0] == 0xfe27887d);
}

TEST_CASE("headers hashed side by side have the hashes they have one at a time, however many there are") {
    ShaBlock first{}, tail{};
    for (std::uint32_t i = 0; i < first.size(); ++i) first[i] = 0x9e3779b9 * (i + 1), tail[i] = 0x7f4a7c15 * (i + 3);
    std::array<std::uint32_t, 9> words{};
    for (std::uint32_t i = 0; i < words.size(); ++i) words[i] = 0x20000000 + i;
    for (std::size_t count = 0; count <= words.size(); ++count) {
        std::array<ShaWords, 9> midstates{}, hashes{};
        sha256_first_words(first, std::span{words}.first(count), std::span{midstates}.first(count));
        sha256d_tails(std::span{midstates}.first(count), tail, std::span{hashes}.first(count));
        for (std::size_t i = 0; i < count; ++i) {
            first[0] = words[i];
            REQUIRE(midstates[i] == sha256_compress(sha256_initial, first));
            REQUIRE(hashes[i] == sha256_of_digest(sha256_compress(midstates[i], tail)));
        }
        for (std::size_t i = count; i < hashes.size(); ++i) REQUIRE(hashes[i] == ShaWords{});
    }
}
