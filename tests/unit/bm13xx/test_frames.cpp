// Checksums and frames against bytes seen on real wires.
#include "driver/bm13xx/frames.hpp"

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;
using test::from_hex;

namespace {

std::string bytes_of(const driver::CommandBytes& frame) { return test::to_hex(frame.bytes()); }
std::string write_all(std::uint8_t reg, std::uint32_t value) {
    return bytes_of(encode(WriteRegister{all_chips, Register{reg}, value}));
}
std::string write_first(std::uint8_t reg, std::uint32_t value) {
    return bytes_of(encode(WriteRegister{chip_at(0), Register{reg}, value}));
}
std::string address(std::uint8_t value) { return bytes_of(encode(SetAddress{value})); }

struct Golden {
    std::string_view frame;
    Reply reply;
};

Reply reg(std::uint32_t value, std::uint8_t chip, std::uint8_t address_of_register) {
    return RegisterReply{value, chip, Register{address_of_register}};
}
Reply nonce(std::uint32_t wire, std::uint8_t aux, std::uint8_t job, std::optional<std::uint16_t> version) {
    const std::uint32_t n = wire << 24 | (wire & 0xff00) << 8 | (wire >> 8 & 0xff00) | wire >> 24;
    return NonceReply{n, aux, job, version};
}

const std::vector<Golden> golden_replies{
    {"AA 55 13 70 00 00 00 00 00 00 10", reg(0x13700000, 0, 0)},
    {"AA 55 13 66 00 00 00 00 00 00 05", reg(0x13660000, 0, 0)},
    {"AA 55 13 68 00 00 00 00 00 00 0F", reg(0x13680000, 0, 0)},
    {"AA 55 13 62 03 00 00 00 00 00 1E", reg(0x13620300, 0, 0)},
    {"AA 55 13 97 18 00 00 00 06", reg(0x13971800, 0, 0)},
    {"AA 55 13 72 00 00 00 00 17", reg(0x13720000, 0, 0)},
    {"AA 55 13 73 00 00 00 00 0D", reg(0x13730000, 0, 0)},
    {"AA 55 13 68 00 00 40 00 00 00 1B", reg(0x13680000, 0x40, 0)},
    {"AA 55 13 68 00 00 80 00 00 00 02", reg(0x13680000, 0x80, 0)},
    {"AA 55 13 68 00 00 C0 00 00 00 16", reg(0x13680000, 0xc0, 0)},
    {"AA 55 00 00 C1 00 00 18 02", reg(0x0000c100, 0, 0x18)},
    {"AA 55 80 00 08 0C 00 B4 00 00 1A", reg(0x8000080c, 0, 0xb4)},
    {"AA 55 97 C3 28 B6 01 63 9C", nonce(0x97c328b6, 0x01, 0x63, {})},
    {"AA 55 9B 04 4C 0A 00 1A 94", nonce(0x9b044c0a, 0x00, 0x1a, {})},
    {"AA 55 42 A1 46 95 00 04 83", nonce(0x42a14695, 0x00, 0x04, {})},
    {"AA 55 6D B8 8E E1 01 04 03 54 94", nonce(0x6db88ee1, 0x01, 0x04, 0x0354)},
    {"AA 55 7B 8D 81 60 02 55 00 85 81", nonce(0x7b8d8160, 0x02, 0x55, 0x0085)},
    {"AA 55 32 2A 84 5A 02 52 01 B2 8C", nonce(0x322a845a, 0x02, 0x52, 0x01b2)},
    {"AA 55 2F D5 96 CE 02 93 94 FB 86", nonce(0x2fd596ce, 0x02, 0x93, 0x94fb)},
    {"AA 55 07 35 CD CF 02 5E 00 2E 96", nonce(0x0735cdcf, 0x02, 0x5e, 0x002e)},
    {"AA 55 18 00 A6 40 02 99 22 F9 91", nonce(0x1800a640, 0x02, 0x99, 0x22f9)},
    {"AA 55 46 03 32 E7 00 C3 2C 83 99", nonce(0x460332e7, 0x00, 0xc3, 0x2c83)},
    {"AA 55 4C 03 52 75 0C D2 05 A2 9C", nonce(0x4c035275, 0x0c, 0xd2, 0x05a2)},
    {"AA 55 50 03 41 D6 00 81 18 01 9B", nonce(0x500341d6, 0x00, 0x81, 0x1801)},
    {"AA 55 1D AC 2B 7C 06 30 00 00 83", nonce(0x1dac2b7c, 0x06, 0x30, 0)},
    {"AA 55 0F 2B 57 10 0C 30 00 00 91", nonce(0x0f2b5710, 0x0c, 0x30, 0)},
    {"AA 55 42 A1 46 95 36 30 00 00 98", nonce(0x42a14695, 0x36, 0x30, 0)},
    {"AA 55 02 FB 05 FF 4C 3B 72 CB 9D", nonce(0x02fb05ff, 0x4c, 0x3b, 0x72cb)},
};

}  // namespace

TEST_CASE("the checksums give their published check values") {
    CHECK(crc16(std::as_bytes(std::span{"123456789", 9})) == 0x29b1);
    CHECK(crc5(from_hex("51 09 00 A4 90 00 FF FF")) == 0x1c);
    CHECK(crc5(from_hex("13 70 00 00 00 00 00 00 10")) == 0);
    CHECK(reply_tail(from_hex("4C 03 52 75 0C D2 05 A2"), reply_type_nonce) == std::byte{0x9c});
    CHECK(reply_tail(from_hex("13 97 18 00 00 00"), reply_type_register) == std::byte{0x06});
}

TEST_CASE("the checksums of many bytes are what taking one bit after the other gives, whatever the length") {
    std::vector<std::byte> bytes;
    std::uint32_t noise = 0x2545f491;
    for (std::size_t length = 0; length < 160; ++length) {
        std::uint8_t one_by_one = crc5_start;
        unsigned crc = crc16_start;
        for (const std::byte byte : bytes) {
            one_by_one = crc5_step(one_by_one, byte);
            for (int bit = 7; bit >= 0; --bit) {
                const unsigned out = (crc >> 15 ^ std::to_integer<unsigned>(byte) >> bit) & 1U;
                crc = (crc << 1 & 0xffffU) ^ (out != 0 ? 0x1021U : 0U);
            }
        }
        REQUIRE(crc5(bytes) == one_by_one);
        REQUIRE(crc16(bytes) == crc);
        noise = noise * 1664525U + 1013904223U;
        bytes.push_back(static_cast<std::byte>(noise >> 24));
    }
}

TEST_CASE("commands encode to the frames of the protocol's examples") {
    CHECK(bytes_of(encode(Inactive{})) == "55aa5305000003");
    CHECK(bytes_of(encode(ReadRegister{all_chips, Register::chip_id})) == "55aa520500000a");
    CHECK(bytes_of(encode(ReadRegister{chip_at(4), Register::total_counter})) == "55aa4205048c06");
    CHECK(bytes_of(encode(ReadRegister{all_chips, Register{0xb4}})) == "55aa520500b41b");
    CHECK(bytes_of(encode(WriteRegister{chip_at(2), Register::soft_reset, 0x000701f0})) == "55aa410902a8000701f00a");
    CHECK(address(0x00) == "55aa400500001c");
    CHECK(address(0x02) == "55aa4005020001");
    CHECK(address(0x04) == "55aa4005040003");
    CHECK(address(0x10) == "55aa400510000f");
    CHECK(address(0x40) == "55aa400540001a");
    CHECK(address(0x80) == "55aa4005800010");
    CHECK(address(0xc0) == "55aa4005c00016");
}

TEST_CASE("broadcast writes encode to the frames of captures and other firmwares") {
    CHECK(write_all(0xa4, 0x9000ffff) == "55aa510900a49000ffff1c");
    CHECK(write_all(0xa8, 0x00070000) == "55aa510900a80007000003");
    CHECK(write_all(0xa8, 0x00000000) == "55aa510900a80000000001");
    CHECK(write_all(0x18, 0xf000c100) == "55aa51090018f000c10004");
    CHECK(write_all(0x18, 0xff0fc100) == "55aa51090018ff0fc10000");
    CHECK(write_all(0x3c, 0x80008b00) == "55aa5109003c80008b0012");
    CHECK(write_all(0x3c, 0x8000800c) == "55aa5109003c8000800c11");
    CHECK(write_all(0x3c, 0x80008dee) == "55aa5109003c80008dee1b");
    CHECK(write_all(0x3c, 0x80008d04) == "55aa5109003c80008d0404");
    CHECK(write_all(0x58, 0x00011111) == "55aa51090058000111110d");
    CHECK(write_all(0x68, 0x5aa55aa5) == "55aa510900685aa55aa51c");
    CHECK(write_all(0xb9, 0x00004480) == "55aa510900b9000044800d");
    CHECK(write_all(0x54, 0x00000002) == "55aa510900540000000218");
    CHECK(write_all(0x10, 0x00001eb5) == "55aa5109001000001eb50f");
    CHECK(write_all(0x28, 0x11300200) == "55aa510900281130020003");
    CHECK(write_all(0x28, 0x11300000) == "55aa51090028113000001e");
    CHECK(write_all(0xb0, 0x80000000) == "55aa510900b0800000000f");
}

TEST_CASE("single-chip writes encode to the frames of captures and other firmwares") {
    CHECK(write_first(0xa8, 0x000701f0) == "55aa410900a8000701f015");
    CHECK(write_first(0x18, 0xf000c100) == "55aa41090018f000c1000c");
    CHECK(write_first(0x3c, 0x80008b00) == "55aa4109003c80008b001a");
    CHECK(write_first(0x3c, 0x8000800c) == "55aa4109003c8000800c19");
    CHECK(write_first(0x3c, 0x800082aa) == "55aa4109003c800082aa05");
    CHECK(write_first(0x2c, 0x007c0003) == "55aa4109002c007c000303");
}

TEST_CASE("replies of real chips decode to what they say") {
    for (const Golden& golden : golden_replies) {
        CAPTURE(golden.frame);
        const auto reply = decode_reply(from_hex(golden.frame));
        REQUIRE(reply.has_value());
        CHECK(*reply == golden.reply);
    }
}

TEST_CASE("every single-bit flip of a reply is refused") {
    for (const Golden& golden : golden_replies) {
        const auto intact = from_hex(golden.frame);
        for (std::size_t bit = 0; bit < intact.size() * 8; ++bit) {
            auto flipped = intact;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CAPTURE(golden.frame, bit);
            CHECK_FALSE(decode_reply(flipped).has_value());
        }
    }
    const auto reply = decode_reply(from_hex("AA 55 13 70 00 00 00 00 00 00 11"));
    CHECK(reply == adit::failure(ReplyError::bad_crc));
}

TEST_CASE("replies of the wrong size, preamble or type are refused by name") {
    CHECK(decode_reply(from_hex("AA 55 13 70")) == failure(ReplyError::bad_size));
    CHECK(decode_reply({}) == failure(ReplyError::bad_size));
    CHECK(decode_reply(from_hex("AA 54 13 70 00 00 00 00 00 00 10")) == failure(ReplyError::bad_preamble));
    for (unsigned type = 0; type < 8; ++type) {
        auto frame = from_hex("AA 55 13 70 00 00 00 00 00 00 00");
        frame.back() = reply_tail(std::span{frame}.subspan(2, 8), static_cast<std::uint8_t>(type));
        CAPTURE(type);
        if (type == reply_type_register || type == reply_type_nonce)
            CHECK(decode_reply(frame).has_value());
        else
            CHECK(decode_reply(frame) == failure(ReplyError::bad_type));
    }
    auto padded = from_hex("AA 55 13 70 00 00 00 00 00 01 00");
    padded.back() = reply_tail(std::span{padded}.subspan(2, 8), reply_type_register);
    CHECK(decode_reply(padded) == failure(ReplyError::bad_type));
}

TEST_CASE("register names are known for what bring-up writes, and unknown ones say so") {
    CHECK(name_of(Register::pll0) == "PLL0_PARAMETER");
    CHECK(name_of(Register::ticket_mask) == "TICKET_MASK");
    CHECK(name_of(Register{0xfe}) == "unnamed");
}
