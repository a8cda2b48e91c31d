// Replies in the two newer dialects: v1 with its status byte, and Bonanza, whose errors look like data.
#include "hal/bridge/pages.hpp"
#include "hal/bridge/reply.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using namespace adit::hal::bridge;
using adit::hal::Level;
using test::bytes;

namespace {

Request reading(std::size_t count) { return *encode_i2c_read(1, 0x4C, count); }
Request writing(std::size_t count) { return *encode_i2c_write(1, 0x24, test::Bytes(count)); }

ReplyKind v1(const Request& request, const test::Bytes& received) {
    return decode_reply(Dialect::v1, request, received, Line::busy).kind;
}
ReplyKind bonanza(const Request& request, const test::Bytes& received) {
    return decode_reply(Dialect::bonanza, request, received, Line::busy).kind;
}

/// LEN of the whole frame, id 1, then the payload: a Bonanza reply, success or not.
test::Bytes frame(const test::Bytes& payload) {
    return test::joined(bytes({static_cast<int>(3 + payload.size()), 0, 1}), payload);
}
test::Bytes text_error(std::string_view text) { return frame(test::joined(bytes({0xFF}), bytes(text))); }

/// A success as a dialect frames it.
test::Bytes success(Dialect dialect, const test::Bytes& data) {
    const int size = static_cast<int>(data.size());
    if (dialect == Dialect::v0) return test::joined(bytes({size, 0, 1}), data);
    if (dialect == Dialect::v1) return test::joined(bytes({size + 4, 0, 1, 0}), data);
    return frame(data);
}

constexpr std::array all_dialects{Dialect::v0, Dialect::v1, Dialect::bonanza};

}  // namespace

TEST_CASE("a dialect is named as in a board file, and nothing else is one") {
    for (const Dialect dialect : all_dialects) CHECK(parse_dialect(name(dialect)) == dialect);
    CHECK_FALSE(parse_dialect("v2"));
    CHECK_FALSE(parse_dialect(""));
}

TEST_CASE("one byte read is one byte in each dialect's own frame") {
    CHECK(success(Dialect::v0, bytes({0x16})) == bytes({1, 0, 1, 0x16}));
    CHECK(success(Dialect::v1, bytes({0x16})) == bytes({5, 0, 1, 0, 0x16}));
    CHECK(success(Dialect::bonanza, bytes({0x16})) == bytes({4, 0, 1, 0x16}));
    for (const Dialect dialect : all_dialects) {
        const auto received = success(dialect, bytes({0x16}));
        const auto reply = decode_reply(dialect, reading(1), received, Line::busy);
        CHECK(reply.kind == ReplyKind::data);
        CHECK(test::copy(reply.payload) == bytes({0x16}));
    }
}

TEST_CASE("in every dialect a success of any length is nothing before its last byte, and data at it") {
    for (const Dialect dialect : all_dialects) {
        for (std::size_t size = 0; size <= max_i2c_read; ++size) {
            const auto whole = success(dialect, test::Bytes(size, std::byte{0x80}));
            const Request request = reading(size);
            for (std::size_t part = 0; part < whole.size(); ++part)
                REQUIRE(decode_reply(dialect, request, std::span{whole}.first(part), Line::busy).kind ==
                        ReplyKind::incomplete);
            const auto reply = decode_reply(dialect, request, whole, Line::busy);
            REQUIRE(reply.kind == ReplyKind::data);
            REQUIRE(reply.payload.size() == size);
            REQUIRE(decode_reply(dialect, request, test::joined(whole, bytes({0})), Line::busy).kind ==
                    ReplyKind::foreign);
        }
    }
}

TEST_CASE("in every dialect a reply under another id is foreign, whatever it says") {
    for (const Dialect dialect : all_dialects) {
        for (int id = 0; id < 256; ++id) {
            auto stale = success(dialect, bytes({1}));
            stale[2] = static_cast<std::byte>(id);
            const auto kind = decode_reply(dialect, reading(1), stale, Line::silent).kind;
            CHECK(kind == (id == 1 ? ReplyKind::data : ReplyKind::foreign));
        }
    }
}

TEST_CASE("a v1 status says what went wrong, whatever length was expected") {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{16}}) {
        CHECK(v1(reading(size), bytes({4, 0, 1, 0x10})) == ReplyKind::timeout);
        CHECK(v1(reading(size), bytes({4, 0, 1, 0x11})) == ReplyKind::invalid);
        CHECK(v1(reading(size), bytes({4, 0, 1, 0x12})) == ReplyKind::overflow);
        CHECK(v1(reading(size), text_error("I2C Write Error")) == ReplyKind::message);
    }
    const auto nack = text_error("I2C Read Error");
    CHECK(test::copy(decode_reply(Dialect::v1, reading(1), nack, Line::busy).payload) == bytes("I2C Read Error"));
    CHECK(v1(reading(1), {nack.begin(), nack.end() - 1}) == ReplyKind::incomplete);
}

TEST_CASE("v1 needs no silence: an error as long as a success differs in its status") {
    CHECK(v1(reading(4), bytes({8, 0, 1, 0, 0x11, 0, 0, 0})) == ReplyKind::data);
    CHECK(v1(reading(1), bytes({5, 0, 1, 0, 0x11})) == ReplyKind::data);
}

TEST_CASE("a v1 frame of another length, an unknown status or a broken text is foreign") {
    CHECK(v1(reading(1), bytes({6, 0, 1, 0, 1, 2})) == ReplyKind::foreign);
    CHECK(v1(reading(1), bytes({1, 0, 1, 0x16})) == ReplyKind::foreign);  // v0's frame
    CHECK(v1(reading(1), bytes({4, 0, 1, 0x13})) == ReplyKind::foreign);
    CHECK(v1(reading(1), bytes({5, 0, 1, 0x11, 'x'})) == ReplyKind::foreign);
    CHECK(v1(reading(1), text_error("bad\x01text")) == ReplyKind::foreign);
    CHECK(v1(reading(1), bytes({0xFF, 0xFF, 1, 0})) == ReplyKind::foreign);
    CHECK(v1(reading(1), bytes({3, 0, 1})) == ReplyKind::foreign);
}

TEST_CASE("a Bonanza error that is no length of a success is an error") {
    CHECK(bonanza(reading(2), frame(bytes({0x10}))) == ReplyKind::timeout);
    CHECK(bonanza(reading(2), frame(bytes({0x11}))) == ReplyKind::invalid);
    CHECK(bonanza(reading(2), frame(bytes({0x12}))) == ReplyKind::denied);
    CHECK(bonanza(reading(2), frame(bytes({0x13}))) == ReplyKind::fault);
    CHECK(bonanza(reading(2), text_error("Buf")) == ReplyKind::overflow);
    CHECK(bonanza(reading(2), text_error("I2C Read Error")) == ReplyKind::message);
    CHECK(bonanza(reading(2), frame(bytes({0x14}))) == ReplyKind::foreign);
    CHECK(bonanza(reading(2), frame(bytes({0xFF}))) == ReplyKind::foreign);
}

TEST_CASE("a Bonanza level of 10 to 13 is an error: levels are 0 and 1 only") {
    const Request power = encode_gpio_write(1, 1, Level::high);
    CHECK(bonanza(power, frame(bytes({1}))) == ReplyKind::data);
    CHECK(bonanza(power, frame(bytes({0}))) == ReplyKind::data);
    CHECK(bonanza(power, frame(bytes({0x11}))) == ReplyKind::invalid);
    CHECK(bonanza(power, frame(bytes({0x12}))) == ReplyKind::denied);
    CHECK(bonanza(power, frame(bytes({0x13}))) == ReplyKind::fault);
    CHECK(bonanza(encode_fan_set(1, Percent{50}), frame(bytes({0}))) == ReplyKind::data);
    CHECK(bonanza(encode_fan_set(1, Percent{50}), frame(bytes({0x12}))) == ReplyKind::denied);
}

TEST_CASE("a Bonanza write is confirmed by its count, and a count that is an error code is doubtful") {
    for (std::size_t size = 0; size <= max_i2c_write; ++size) {
        const auto kind = bonanza(writing(size), frame(bytes({static_cast<int>(size)})));
        const bool looks_like_error = size >= 0x10 && size <= 0x13;
        REQUIRE(kind == (looks_like_error ? ReplyKind::doubtful : ReplyKind::data));
    }
    CHECK(bonanza(writing(2), frame(bytes({0x10}))) == ReplyKind::timeout);
    CHECK(bonanza(writing(0x10), frame(bytes({0x11}))) == ReplyKind::invalid);
}

TEST_CASE("a Bonanza value that might be an error code is doubtful: a temperature of 16 degrees is no proof of one") {
    for (int value = 0; value < 256; ++value) {
        const auto kind = bonanza(reading(1), frame(bytes({value})));
        REQUIRE(kind == (value >= 0x10 && value <= 0x13 ? ReplyKind::doubtful : ReplyKind::data));
    }
    CHECK(bonanza(reading(2), frame(bytes({0xFF, 'A'}))) == ReplyKind::doubtful);
    CHECK(bonanza(reading(2), frame(bytes({0xFF, 0xFF}))) == ReplyKind::data);
    CHECK(bonanza(reading(2), frame(bytes({0x10, 0x11}))) == ReplyKind::data);
    CHECK(bonanza(reading(4), text_error("Buf")) == ReplyKind::doubtful);
}

TEST_CASE("a Bonanza reply of variable size is taken at any size its layout allows") {
    const Request info = encode_system_info(1);
    CHECK(bonanza(info, frame(bytes({1, 1, 0, 0}))) == ReplyKind::data);
    CHECK(bonanza(info, frame(test::Bytes(67, std::byte{1}))) == ReplyKind::data);
    CHECK(bonanza(info, frame(test::Bytes(3, std::byte{1}))) == ReplyKind::foreign);
    CHECK(bonanza(info, frame(test::Bytes(68, std::byte{1}))) == ReplyKind::foreign);
    CHECK(bonanza(info, bytes({0, 1, 1})) == ReplyKind::foreign);  // LEN 256
}

TEST_CASE("a reply with one bit flipped is never taken for other data of the same request's id and length") {
    for (const Dialect dialect : {Dialect::v1, Dialect::bonanza}) {
        const auto whole = success(dialect, bytes({0x80, 0x81}));
        const std::size_t header = whole.size() - 2;
        for (std::size_t bit = 0; bit < header * 8; ++bit) {
            auto flipped = whole;
            flipped[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
            REQUIRE(decode_reply(dialect, reading(2), flipped, Line::silent).kind != ReplyKind::data);
        }
    }
}
