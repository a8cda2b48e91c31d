// The bitaxe-raw codec, dialect v0: requests as verified against the firmware, replies with its error quirk.
#include "hal/bridge/bitaxe_raw.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"

using namespace adit;
using namespace adit::hal::bridge;
using adit::hal::Level;
using test::bytes;

namespace {

test::Bytes encoded(const Request& request) { return test::copy(request.bytes()); }

Request reading(std::size_t reply_size) { return *encode_i2c_read(1, 0x4C, reply_size); }

ReplyKind kind(const test::Bytes& received, std::size_t reply_size, Line line = Line::busy) {
    return decode_reply(Dialect::v0, reading(reply_size), received, line).kind;
}

/// LEN of the whole frame, id 1, FF, text: as the firmware frames its message errors.
test::Bytes message_error(std::string_view text) {
    return test::joined(bytes({static_cast<int>(4 + text.size()), 0, 1, 0xFF}), bytes(text));
}

}  // namespace

TEST_CASE("requests are the verified example bytes") {
    CHECK(encoded(encode_i2c_frequency(1, 400'000)) == bytes({0x0A, 0, 1, 0, 5, 0x10, 0x80, 0x1A, 0x06, 0x00}));
    CHECK(encoded(*encode_i2c_write(1, 0x4F, bytes({0xDE}))) == bytes({8, 0, 1, 0, 5, 0x20, 0x4F, 0xDE}));
    CHECK(encoded(*encode_i2c_read(1, 0x4C, 1)) == bytes({8, 0, 1, 0, 5, 0x30, 0x4C, 1}));
    CHECK(encoded(*encode_i2c_write_read(1, 0x32, bytes({0xFE}), 2)) == bytes({9, 0, 1, 0, 5, 0x40, 0x32, 0xFE, 2}));
    CHECK(encoded(encode_gpio_write(1, 0, Level::high)) == bytes({7, 0, 1, 0, 6, 0, 1}));
    CHECK(encoded(encode_gpio_write(1, 0, Level::low)) == bytes({7, 0, 1, 0, 6, 0, 0}));
    CHECK(encoded(encode_gpio_read(1, 0)) == bytes({6, 0, 1, 0, 6, 0}));
    CHECK(encoded(encode_adc_read(1)) == bytes({6, 0, 1, 0, 7, 0x50}));
    CHECK(encoded(*encode_i2c_write_read(1, 0x4C, bytes({0xFD}), 1)) == bytes({9, 0, 1, 0, 5, 0x40, 0x4C, 0xFD, 1}));
    CHECK(encoded(*encode_i2c_write(1, 0x4C, bytes({0x4C, 0x20}))) == bytes({9, 0, 1, 0, 5, 0x20, 0x4C, 0x4C, 0x20}));
}

TEST_CASE("a request knows the size of its reply and carries the id it is given last") {
    auto request = *encode_i2c_read(1, 0x4C, 7);
    CHECK(request.reply_size() == 7);
    request.set_id(0x42);
    CHECK(request.id() == 0x42);
    CHECK(request.bytes()[2] == std::byte{0x42});
    CHECK(encode_i2c_write(1, 0x4C, bytes({1, 2, 3}))->reply_size() == 1);
    CHECK(encode_i2c_frequency(1, 1).reply_size() == 4);
    CHECK(encode_adc_read(1).reply_size() == 2);
}

TEST_CASE("transfers that do not fit one USB packet in either direction are refused") {
    const test::Bytes longest(max_i2c_write, std::byte{1});
    const test::Bytes too_long(max_i2c_write + 1, std::byte{1});
    REQUIRE(encode_i2c_write_read(1, 0x24, longest, max_i2c_read));
    CHECK(encode_i2c_write_read(1, 0x24, longest, max_i2c_read)->bytes().size() < max_frame_size);
    CHECK_FALSE(encode_i2c_write(1, 0x24, too_long));
    CHECK_FALSE(encode_i2c_write_read(1, 0x24, too_long, 1));
    CHECK_FALSE(encode_i2c_write_read(1, 0x24, {}, max_i2c_read + 1));
    CHECK_FALSE(encode_i2c_read(1, 0x24, max_i2c_read + 1));
}

TEST_CASE("a success counts its data bytes only") {
    const auto received = bytes({1, 0, 1, 0x16});
    const auto reply = decode_reply(Dialect::v0, reading(1), received, Line::busy);
    CHECK(reply.kind == ReplyKind::data);
    CHECK(test::copy(reply.payload) == bytes({0x16}));
}

TEST_CASE("a reply is incomplete until its last byte is there") {
    const auto whole = bytes({2, 0, 1, 0x34, 0x12});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK(kind({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}, 2) == ReplyKind::incomplete);
    }
    CHECK(kind(whole, 2) == ReplyKind::data);
}

TEST_CASE("an error counts its whole frame, and is known at its last byte") {
    CHECK(kind(bytes({4, 0, 1, 0x10}), 1) == ReplyKind::timeout);
    CHECK(kind(bytes({4, 0, 1, 0x11}), 1) == ReplyKind::invalid);
    CHECK(kind(bytes({4, 0, 1, 0x12}), 2) == ReplyKind::overflow);
    CHECK(kind(bytes({4, 0, 1}), 1) == ReplyKind::incomplete);
    const auto nack = message_error("I2C Write Error");
    CHECK(nack.front() == std::byte{0x13});
    const auto reply = decode_reply(Dialect::v0, reading(1), nack, Line::busy);
    CHECK(reply.kind == ReplyKind::message);
    CHECK(test::copy(reply.payload) == bytes("I2C Write Error"));
    CHECK(kind({nack.begin(), nack.end() - 1}, 1) == ReplyKind::incomplete);
    CHECK(kind({nack.begin(), nack.end() - 1}, 1, Line::silent) == ReplyKind::incomplete);
}

TEST_CASE("an error as long as the expected data is an error only once the line is silent") {
    const auto refused = bytes({4, 0, 1, 0x11});
    CHECK(kind(refused, 4) == ReplyKind::ambiguous);
    CHECK(kind(refused, 4, Line::silent) == ReplyKind::invalid);
    CHECK(kind(test::joined(refused, bytes({0, 0, 0})), 4) == ReplyKind::data);
    const auto nack = message_error("I2C Read Error");
    CHECK(kind(nack, nack.size()) == ReplyKind::ambiguous);
    CHECK(kind(nack, nack.size(), Line::silent) == ReplyKind::message);
    CHECK(kind(test::joined(nack, bytes({1, 2, 3})), nack.size()) == ReplyKind::data);
}

TEST_CASE("four bytes that look like no error are an unfinished success, silent or not") {
    CHECK(kind(bytes({4, 0, 1, 0x80}), 4) == ReplyKind::incomplete);
    CHECK(kind(bytes({4, 0, 1, 0x80}), 4, Line::silent) == ReplyKind::incomplete);
}

TEST_CASE("a reply with another id, another size or bytes too many is not ours") {
    CHECK(kind(bytes({1, 0, 2, 0x16}), 1) == ReplyKind::foreign);
    CHECK(kind(bytes({4, 0, 0xFF, 0x11}), 1) == ReplyKind::foreign);  // "unparseable request"
    CHECK(kind(bytes({2, 0, 1, 0x16, 0x17}), 1) == ReplyKind::foreign);
    CHECK(kind(bytes({1, 0, 1, 0x16, 0x17}), 1) == ReplyKind::foreign);
    CHECK(kind(bytes({4, 0, 1, 0x11, 0x00}), 1) == ReplyKind::foreign);
    CHECK(kind(bytes({4, 0, 1, 0x13}), 1) == ReplyKind::foreign);
    CHECK(kind(bytes({0xFF, 0xFF, 1, 0xFF}), 1) == ReplyKind::foreign);
    CHECK(kind(message_error("bad\x01text"), 1) == ReplyKind::foreign);
}
