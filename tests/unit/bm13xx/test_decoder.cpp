// The resynchronising decoder: whatever the stream looks like, good replies come out and nothing is made up.
#include "driver/bm13xx/decoder.hpp"

#include <algorithm>
#include <random>

#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;
using test::from_hex;
using Stream = std::vector<std::byte>;

namespace {

const Stream id_9 = from_hex("AA 55 13 97 18 00 00 00 06");
const Stream id_11 = from_hex("AA 55 13 70 00 00 00 00 00 00 10");
const Stream nonce_11 = from_hex("AA 55 4C 03 52 75 0C D2 05 A2 9C");
const Stream nonce_9 = from_hex("AA 55 97 C3 28 B6 01 63 9C");

Reply decoded(const Stream& frame) {
    const auto reply = decode_reply(frame);
    REQUIRE(reply.has_value());
    return *reply;
}

std::vector<Reply> drain(ReplyDecoder& decoder) {
    std::vector<Reply> replies;
    while (const auto reply = decoder.next()) replies.push_back(*reply);
    return replies;
}

std::vector<Reply> feed(ReplyDecoder& decoder, const Stream& stream) {
    REQUIRE(decoder.feed(stream) == stream.size());
    return drain(decoder);
}

Stream operator+(Stream a, const Stream& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// A decoder that has seen two 11-byte replies.
ReplyDecoder rolling_decoder() {
    ReplyDecoder decoder;
    feed(decoder, id_11 + id_11);
    REQUIRE(decoder.reply_size() == 11);
    return decoder;
}

Stream with_crc(Stream body, std::uint8_t type) {
    Stream frame(chip_preamble.size() + body.size());
    std::ranges::copy(chip_preamble, frame.begin());
    std::ranges::copy(body, frame.begin() + chip_preamble.size());
    frame.push_back(reply_tail(body, type));
    return frame;
}

Stream random_nonce(std::mt19937& random) {
    Stream body(8);
    for (std::byte& byte : body) byte = static_cast<std::byte>(random());
    return with_crc(body, reply_type_nonce);
}

}  // namespace

TEST_CASE("replies come out whatever way the stream is cut") {
    const Stream stream = nonce_11 + id_11 + nonce_11;
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        CAPTURE(cut);
        ReplyDecoder decoder = rolling_decoder();
        std::vector<Reply> replies = feed(decoder, {stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut)});
        for (const Reply& reply : feed(decoder, {stream.begin() + static_cast<std::ptrdiff_t>(cut), stream.end()}))
            replies.push_back(reply);
        CHECK(replies == std::vector{decoded(nonce_11), decoded(id_11), decoded(nonce_11)});
    }
    ReplyDecoder decoder = rolling_decoder();
    std::size_t count = 0;
    for (const std::byte byte : stream) count += feed(decoder, {byte}).size();
    CHECK(count == 3);
    CHECK(decoder.counters().garbage_bytes == 0);
}

TEST_CASE("HZ-26 garbage before, between and after replies is skipped and counted") {
    ReplyDecoder decoder = rolling_decoder();
    const Stream garbage = from_hex("00 FF AA AA 12 55 AA");
    CHECK(feed(decoder, garbage + nonce_11 + garbage + id_11 + from_hex("01")).size() == 2);
    CHECK(decoder.counters().garbage_bytes == 15);
    CHECK(decoder.counters().frames == 4);
}

TEST_CASE("every single-bit flip of a reply is refused and the next reply still comes out") {
    for (const Stream& frame : {nonce_11, id_11})
        for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
            CAPTURE(bit, frame.size());
            Stream flipped = frame;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            ReplyDecoder decoder = rolling_decoder();
            CHECK(feed(decoder, flipped + nonce_11 + id_11) == std::vector{decoded(nonce_11), decoded(id_11)});
            CHECK(decoder.reply_size() == 11);
        }
}

TEST_CASE("the same holds before version rolling, with 9-byte replies") {
    for (const Stream& frame : {nonce_9, id_9})
        for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
            CAPTURE(bit, frame.size());
            Stream flipped = frame;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            ReplyDecoder decoder;
            CHECK(feed(decoder, flipped + nonce_9 + id_9) == std::vector{decoded(nonce_9), decoded(id_9)});
            CHECK(decoder.reply_size() == 9);
        }
}

TEST_CASE("a lost or an extra byte costs one reply at most") {
    for (std::size_t at = 0; at < nonce_11.size(); ++at) {
        CAPTURE(at);
        Stream shorter = nonce_11, longer = nonce_11;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
        longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), std::byte{0xaa});
        ReplyDecoder decoder = rolling_decoder();
        CHECK(feed(decoder, shorter + id_11 + nonce_11) == std::vector{decoded(id_11), decoded(nonce_11)});
        const auto replies = feed(decoder, longer + id_11 + nonce_11);
        REQUIRE(replies.size() >= 2);
        CHECK(replies[replies.size() - 2] == decoded(id_11));
        CHECK(replies.back() == decoded(nonce_11));
    }
}

TEST_CASE("a preamble inside a nonce does not misframe") {
    const Stream inner = with_crc(from_hex("AA 55 AA 55 AA 55 AA 55"), reply_type_nonce);
    ReplyDecoder decoder = rolling_decoder();
    CHECK(feed(decoder, inner + inner + id_11).size() == 3);
    // With its front torn off, the preambles inside are tried one by one and the next reply is not lost.
    const Stream torn{inner.begin() + 3, inner.end()};
    const auto replies = feed(decoder, torn + id_11);
    REQUIRE_FALSE(replies.empty());
    CHECK(replies.back() == decoded(id_11));
}

TEST_CASE("after reset the first 11-byte reply is passed on at once and the second changes the size") {
    ReplyDecoder decoder;
    CHECK(feed(decoder, id_11) == std::vector{decoded(id_11)});
    CHECK(decoder.reply_size() == 9);
    CHECK(feed(decoder, id_11) == std::vector{decoded(id_11)});
    CHECK(decoder.reply_size() == 11);
    CHECK_FALSE(decoder.take_configuration_lost());
}

TEST_CASE("two 9-byte replies in a row after 11-byte ones mean lost configuration, reported once") {
    ReplyDecoder decoder = rolling_decoder();
    CHECK(feed(decoder, id_9 + id_9 + id_9) == std::vector{decoded(id_9), decoded(id_9)});
    CHECK(decoder.reply_size() == 9);
    CHECK(decoder.take_configuration_lost());
    CHECK_FALSE(decoder.take_configuration_lost());
}

TEST_CASE("a single 9-byte reply among 11-byte ones changes nothing") {
    ReplyDecoder decoder = rolling_decoder();
    CHECK(feed(decoder, id_9 + nonce_11 + id_9 + nonce_11 + id_9 + nonce_11).size() == 3);
    CHECK(decoder.reply_size() == 11);
    CHECK_FALSE(decoder.take_configuration_lost());
}

TEST_CASE("in the 9-byte state a valid 9-byte reply wins") {
    ReplyDecoder decoder;
    CHECK(feed(decoder, id_9 + nonce_9 + id_9) == std::vector{decoded(id_9), decoded(nonce_9), decoded(id_9)});
    CHECK(decoder.reply_size() == 9);
}

TEST_CASE("reset forgets half a reply and the size, purge only the half reply") {
    ReplyDecoder decoder = rolling_decoder();
    feed(decoder, {nonce_11.begin(), nonce_11.begin() + 6});
    decoder.purge();
    CHECK(decoder.reply_size() == 11);
    CHECK(decoder.counters().garbage_bytes == 6);
    CHECK(feed(decoder, nonce_11).size() == 1);
    feed(decoder, {nonce_11.begin(), nonce_11.begin() + 6});
    decoder.reset();
    CHECK(decoder.reply_size() == 9);
    CHECK(feed(decoder, id_9) == std::vector{decoded(id_9)});
}

TEST_CASE("the buffer is bounded: what does not fit is not taken") {
    ReplyDecoder decoder;
    const Stream flood(ReplyDecoder::capacity + 100, std::byte{0xaa});
    CHECK(decoder.feed(flood) == ReplyDecoder::capacity);
    CHECK(decoder.feed(flood) == 0);
    CHECK_FALSE(decoder.next().has_value());
    CHECK(decoder.counters().garbage_bytes >= ReplyDecoder::capacity - 11);
    CHECK(decoder.feed(Stream(2000, std::byte{0})) == 2000);
    CHECK(drain(decoder).empty());
}

TEST_CASE("FI-S4 floods of zeros, ones and echoed commands make no replies") {
    ReplyDecoder decoder = rolling_decoder();
    for (const std::uint8_t fill : {std::uint8_t{0x00}, std::uint8_t{0xff}, std::uint8_t{0x55}})
        CHECK(feed(decoder, Stream(1000, std::byte{fill})).empty());
    CHECK(feed(decoder, from_hex("55 AA 51 09 00 A4 90 00 FF FF 1C 55 AA 52 05 00 00 0A")).empty());
    CHECK(feed(decoder, id_11) == std::vector{decoded(id_11)});
}

TEST_CASE("byte accounting adds up: every byte is in a reply, garbage, or still buffered") {
    std::mt19937 random{26};
    for (int round = 0; round < 200; ++round) {
        ReplyDecoder decoder = rolling_decoder();
        const auto before = decoder.counters();
        Stream stream;
        std::size_t good = 0;
        while (stream.size() < 600) {
            if (random() % 3 == 0) {
                stream.push_back(static_cast<std::byte>(random() & 0x7f));  // never a preamble's AA
            } else {
                stream = stream + random_nonce(random);
                ++good;
            }
        }
        const auto replies = feed(decoder, stream);
        decoder.purge();
        CHECK(replies.size() == good);
        CHECK(decoder.counters().garbage_bytes - before.garbage_bytes == stream.size() - 11 * good);
    }
}
