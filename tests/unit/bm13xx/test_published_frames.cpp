// Every published frame is understood, bit flips are not, and two more headers hash as published.
#include <cmath>

#include "driver/bm13xx/decoder.hpp"
#include "driver/bm13xx/host_frame.hpp"
#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/published_frames_vectors.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;

TEST_CASE("every published command decodes to its whole length, and no single-bit flip of it does") {
    for (const std::string_view frame : test::published_commands) {
        CAPTURE(frame);
        const auto bytes = test::from_hex(frame);
        const auto decoded = decode_host_frame(bytes);
        REQUIRE(decoded.has_value());
        CHECK(decoded->size == bytes.size());
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto flipped = bytes;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CHECK_FALSE(decode_host_frame(flipped).has_value());
        }
    }
}

TEST_CASE("every published reply decodes, alone and out of a stream, and no single-bit flip of it does") {
    for (const std::string_view frame : test::published_replies) {
        CAPTURE(frame);
        const auto bytes = test::from_hex(frame);
        const auto reply = decode_reply(bytes);
        REQUIRE(reply.has_value());
        ReplyDecoder decoder;
        CHECK(decoder.feed(bytes) == bytes.size());
        CHECK(decoder.next() == *reply);
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto flipped = bytes;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CHECK_FALSE(decode_reply(flipped).has_value());
        }
    }
}

TEST_CASE("headers of a production firmware's own tests hash to the difficulty it expects") {
    struct Row {
        std::string_view header;  ///< without nonce
        std::uint32_t nonce;
        std::string_view hash_start;
        double difficulty;
    };
    for (const Row& row : {Row{"04000020fc102bd0ea11470daf05a8e133a8a8505e21a2122b7f010000000000000000006d0359c45143460"
                               "5c52a5a9ce074340be4"
                               "7c2c63840731f9edf1db3f26b1cdd9a9f16f643aae051747896e27",
                               0x276E8947, "000000000e30101020e2ec8c", 18.0435},
                           Row{"040000204595850c738349a3fa5274a511b72ec265a4f23d5243050000000000000000005bdc1968499c339"
                               "3873edf8e07a1c3a50a"
                               "97fc3a9d1a376bbf77087dd63778ebb52570643aae0517d19e020a",
                               0x0A029ED1, "00000000005fe144efbc6624", 683.5109}}) {
        CAPTURE(row.header);
        const auto header = test::array_from_hex<80>(row.header);
        CHECK(detail::load_le32(std::span{header}.subspan(76)) == row.nonce);
        const auto digest = driver::sha256::hash_header(header);
        CHECK(test::display(digest).starts_with(row.hash_start));
        double hash = 0;
        for (std::size_t i = 32; i-- > 0;) hash = hash * 256 + std::to_integer<int>(digest[i]);
        CHECK(65535.0 * std::exp2(208) / hash == Approx(row.difficulty).epsilon(1e-5));
    }
}
