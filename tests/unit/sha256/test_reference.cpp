// The reference hash against published digests, real block headers and the textbook oracle.
#include <random>

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/block_headers.hpp"
#include "tests/unit/sha256/hex.hpp"
#include "tests/unit/sha256/textbook.hpp"
#include "tests/unit/sha256/vectors.hpp"

using namespace adit;
using namespace adit::driver;
using test::array_from_hex;

TEST_CASE("the textbook oracle gives the digests of FIPS 180-4's examples") {
    const auto digest_of = [](std::string_view text) {
        return test::to_hex(test::textbook_sha256(std::as_bytes(std::span{text})));
    };
    CHECK(digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("the reference agrees with the oracle for messages of every length around the block borders") {
    std::vector<std::byte> message;
    for (unsigned length = 0; length <= 200; ++length) {
        CAPTURE(length);
        CHECK(sha256::hash_twice(message) == test::textbook_sha256d(message));
        message.push_back(static_cast<std::byte>(length * 37 + 11));
    }
}

TEST_CASE("real block headers hash to their published hashes") {
    for (const test::BlockHeader& block : test::block_headers) {
        CAPTURE(block.name);
        const auto header = array_from_hex<80>(block.header);
        CHECK(test::display(sha256::hash_header(header)) == block.hash);
        CHECK(sha256::leading_zero_bits(sha256::hash_header(header)) >= 32);
    }
}

TEST_CASE("a block header with another nonce does not pass") {
    for (const test::BlockHeader& block : test::block_headers) {
        Work work;
        work.header = array_from_hex<80>(block.header);
        const std::uint32_t version =
            std::to_integer<std::uint32_t>(work.header[0]) | std::to_integer<std::uint32_t>(work.header[1]) << 8 |
            std::to_integer<std::uint32_t>(work.header[2]) << 16 | std::to_integer<std::uint32_t>(work.header[3]) << 24;
        CAPTURE(block.name);
        CHECK(sha256::header_of(work, version, block.nonce) == work.header);
        CHECK(sha256::leading_zero_bits(sha256::hash_header(sha256::header_of(work, version, block.nonce + 1))) < 32);
    }
}

TEST_CASE("midstates match those published for genesis and block 125552, version rolled or not") {
    for (const auto& [header, midstate, digest] : test::midstate_vectors) {
        const auto bytes = array_from_hex<80>(header);
        CHECK(sha256::midstate(bytes) == midstate);
        CHECK(test::to_hex(sha256::hash_header(bytes)) == digest);
    }
}

TEST_CASE("headers solved by hardware and taken from other firmwares' tests hash as published") {
    for (const auto& [header, displayed_start] : test::hash_vectors) {
        CAPTURE(header);
        const auto digest = sha256::hash_header(array_from_hex<80>(header));
        CHECK(test::display(digest).substr(0, displayed_start.size()) == displayed_start);
    }
}

TEST_CASE("leading zero bits count from the displayed end, 0 to 256") {
    sha256::Digest digest{};
    CHECK(sha256::leading_zero_bits(digest) == 256);
    digest[0] = std::byte{1};
    CHECK(sha256::leading_zero_bits(digest) == 255);
    digest[31] = std::byte{0x0f};
    CHECK(sha256::leading_zero_bits(digest) == 4);
    digest[31] = std::byte{0x80};
    CHECK(sha256::leading_zero_bits(digest) == 0);
}

TEST_CASE("a result's header differs from the work's only in version and nonce, both little-endian") {
    Work work;
    work.header.fill(std::byte{0xee});
    const auto header = sha256::header_of(work, 0x20b44000, 0x7552034c);
    CHECK(test::to_hex(std::span{header}.first<4>()) == "0040b420");
    CHECK(test::to_hex(std::span{header}.last<4>()) == "4c035275");
    CHECK(std::ranges::all_of(std::span{header}.subspan<4, 72>(), [](std::byte b) { return b == std::byte{0xee}; }));
}

TEST_CASE("midstates of several versions at a time are those of one at a time, however many there are") {
    std::array<std::byte, 80> header{};
    for (std::size_t i = 0; i < header.size(); ++i) header[i] = static_cast<std::byte>(i * 37 + 11);
    std::array<std::uint32_t, 9> versions{};
    for (std::uint32_t i = 0; i < versions.size(); ++i) versions[i] = 0x2000e000 + (i << 13);
    for (std::size_t count = 0; count <= versions.size(); ++count) {
        std::array<sha256::State, 9> states{};
        sha256::midstates(header, std::span{versions}.first(count), std::span{states}.first(count));
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t byte = 0; byte < 4; ++byte)
                header[byte] = static_cast<std::byte>(versions[i] >> (8 * byte));
            REQUIRE(states[i] == sha256::midstate(header));
        }
        for (std::size_t i = count; i < states.size(); ++i) REQUIRE(states[i] == sha256::State{});
    }
}
