// The chip's bytes: published frames in, published frames out.
#include <algorithm>

#include "boards/virtual/chip_baud.hpp"
#include "boards/virtual/hash_clock.hpp"
#include "boards/virtual/host_frame.hpp"
#include "driver/bm13xx/registers.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

const Bytes rolling = hex("55 AA 51 09 00 A4 90 00 FF FF 1C");
const Bytes read_identity = hex("55 AA 52 05 00 00 0A");

HostBench powered() {
    HostBench host;
    host.power_up();
    return host;
}

}  // namespace

TEST_CASE("an unaddressed chip tells its identity in eleven bytes after a version-rolling write") {
    HostBench host = powered();
    host.data(rolling);
    host.data(read_identity);
    CHECK(host.hear(10ms) == hex("AA 55 13 70 00 00 00 00 00 00 10"));
}

TEST_CASE("before any version-rolling write replies have nine bytes") {
    HostBench host = powered();
    host.data(hex("55 AA 52 05 00 18"));
    host.data(read_frame(0, 0x18));
    // The half frame above is given up at the first byte that cannot belong to it.
    CHECK(host.hear(10ms) == hex("AA 55 00 00 C1 00 00 18 02"));
}

TEST_CASE("only a chip told to be inactive takes an address, and then answers to no other") {
    HostBench host = powered();
    host.data(rolling);
    host.data(hex("55 AA 40 05 04 00 03"));
    CHECK_FALSE(host.read(4, 0x8c));
    host.data(hex("55 AA 53 05 00 00 03"));
    host.data(hex("55 AA 40 05 04 00 03"));
    host.data(hex("55 AA 40 05 02 00 01"));  // for the next chip, which is not there
    host.data(hex("55 AA 42 05 04 8C 06"));
    const Bytes reply = host.hear(10ms);
    REQUIRE(reply.size() == 11);
    CHECK(reply[6] == std::byte{4});
    CHECK(reply[7] == std::byte{0x8c});
    CHECK_FALSE(host.read(0, 0x8c));
    CHECK_FALSE(host.read(2, 0x8c));
}

TEST_CASE("after reset every register reads its published value, and one not listed reads zero") {
    HostBench host = powered();
    for (const auto& [address, value] : driver::bm13xx::bm1370_reset_values) {
        const auto reply = host.read(0, static_cast<std::uint8_t>(address));
        REQUIRE(reply);
        CHECK(reply->value == value);
    }
    CHECK(host.read(0, 0x11)->value == 0);
}

TEST_CASE("an unlisted register keeps what was written, a result register does not") {
    HostBench host = powered();
    host.data(write_frame(0x41, 0, 0x11, 0x12345678));
    host.data(write_frame(0x51, 0, 0x00, 0x12345678));
    host.data(write_frame(0x51, 0, 0x8c, 0x12345678));
    CHECK(host.read(0, 0x11)->value == 0x12345678);
    CHECK(host.read(0, 0x00)->value == 0x13700000);
    CHECK(host.read(0, 0x8c)->value == 0);
}

TEST_CASE("the core mailbox reads back reset values, writes, and what a core reset undoes") {
    HostBench host = powered();
    const auto core = [&](std::uint32_t command) {
        host.data(write_frame(0x41, 0, 0x3c, command));
        return host.read(0, 0x40)->value;
    };
    CHECK(core(0x80000200) == 0x00000055);
    host.data(write_frame(0x41, 0, 0x3c, 0x800082aa));
    CHECK(core(0x80000200) == 0x000000aa);
    CHECK(core(0x00050200) == 0x000500aa);
    host.data(write_frame(0x41, 0, 0xa8, 0x000701f0));
    CHECK(core(0x80000200) == 0x00000055);
}

TEST_CASE("the chip changes its rate at once, and bytes at the old one are lost") {
    HostBench host = powered();
    host.data(rolling);
    host.data(hex("55 AA 51 09 00 28 11 30 02 00 03"));
    CHECK(host.gamma.observe().chip_baud == Baud{1041667});
    CHECK_FALSE(host.read(0, 0x18));
    CHECK(host.gamma.observe().bytes_lost == 7);
    host.baud = Baud{1000000};  // 4 % away: works
    REQUIRE(host.read(0, 0x18));
    host.baud = Baud{980000};  // 6 % away: does not
    CHECK_FALSE(host.read(0, 0x18));
}

TEST_CASE("reset or loss of core volts takes the chip back to 115200, nine bytes and address 0") {
    HostBench host = powered();
    host.send_rows(configuration_rows());
    host.data(hex("55 AA 51 09 00 28 11 30 02 00 03"));
    SECTION("reset line") {
        host.reset_line(false);
        CHECK_FALSE(host.gamma.observe().is_chip_alive);
        host.reset_line(true);
    }
    SECTION("core volts") {
        host.i2c_write(0x24, {0x01, 0x00});
        host.pass(100ms);
        CHECK_FALSE(host.gamma.observe().is_chip_alive);
        host.i2c_write(0x24, {0x01, 0x80});
    }
    host.pass(100ms);
    host.data(read_frame(0, 0x18));
    CHECK(host.hear(10ms) == hex("AA 55 00 00 C1 00 00 18 02"));
}

TEST_CASE("a chip without core volts or in reset hears and says nothing") {
    HostBench host;
    host.reset_line(true);
    host.pass(200ms);
    host.data(read_identity);
    CHECK(host.hear(100ms).empty());
    host = powered();
    host.reset_line(false);
    host.data(read_identity);
    CHECK(host.hear(100ms).empty());
}

TEST_CASE("a chip is deaf just after its reset") {
    HostBench host = powered();
    host.reset_line(false);
    host.reset_line(true);
    host.data(read_identity);
    CHECK(host.hear(10ms).empty());
    host.pass(20ms);
    host.data(read_identity);
    CHECK_FALSE(host.hear(10ms).empty());
}

TEST_CASE("replies come out at the pace of the line") {
    HostBench host = powered();
    host.data(rolling);
    host.data(read_identity);
    CHECK(host.hear(500us).size() == 5);  // 10 bits a byte at 115,740 baud
    CHECK(host.hear(460us).size() == 6);
}

TEST_CASE("a host frame split anywhere, after any garbage, is found") {
    const Bytes frame = read_identity;
    for (std::size_t split = 0; split <= frame.size(); ++split) {
        HostFrameParser parser;
        for (const std::byte byte : hex("55 55 AA 51 55 AA 00 55")) parser.push(byte);
        std::size_t found = 0;
        for (std::size_t i = 0; i < frame.size(); ++i) {
            if (i == split) CHECK_FALSE(parser.next());
            parser.push(frame[i]);
            while (parser.next()) ++found;
        }
        CHECK(found == 1);
    }
}

TEST_CASE("all bytes of a frame but the last are known to complete nothing, those of garbage are not") {
    HostFrameParser parser;
    const std::span frame{read_identity};
    REQUIRE(parser.idle_bytes(frame) == frame.size() - 1);
    CHECK(parser.idle_bytes(frame.first(3)) == 0);
    CHECK(parser.idle_bytes(frame.subspan(1)) == 0);
    parser.push(frame.first(frame.size() - 1));
    CHECK_FALSE(parser.next());
    CHECK(parser.idle_bytes(frame.last(1)) == 0);
    parser.push(frame.back());
    CHECK(parser.next());
}

TEST_CASE("a job is accepted with each of the three lengths in use and no other") {
    for (const unsigned length : {0x56u, 0x36u, 0xffu, 0x55u}) {
        HostFrameParser parser;
        Bytes job = capture_job();
        job[3] = static_cast<std::byte>(length);
        // CRC-16 for LEN 36 is published; the two others follow from the rule.
        const std::string_view crc = length == 0x36 ? "5658" : "721C";
        const bool is_published = length == 0x36 || length == 0x56;
        if (is_published) std::ranges::copy(hex(crc), job.end() - 2);
        for (const std::byte byte : job) parser.push(byte);
        CAPTURE(length);
        CHECK(parser.next().has_value() == is_published);
    }
}

TEST_CASE("the PLL word is decoded to its frequency") {
    CHECK(decode_pll(0xc0540165)->value == Approx(50.0));
    CHECK(decode_pll(0x40bd0265)->value == Approx(56.25));
    CHECK(decode_pll(0x50d20240)->value == Approx(525.0));
    CHECK(decode_pll(0x40a80230)->value == Approx(525.0));
    CHECK(decode_pll(0x50d00230)->value == Approx(650.0));
    CHECK_FALSE(decode_pll(0x00a80230));
    CHECK_FALSE(decode_pll(0x40a80030));
}

TEST_CASE("the baud word is decoded for the crystal and the PLL path") {
    CHECK(decode_fast_uart(0x01301a00, 0) == Baud{115741});
    CHECK(decode_fast_uart(0x11300200, 0) == Baud{1041667});
    CHECK(decode_fast_uart(0x11300000, 0) == Baud{3125000});
    CHECK(decode_fast_uart(0x15600700, 0xc0700111) == Baud{6250000});
    CHECK_FALSE(decode_fast_uart(0x15600700, 0));
}
