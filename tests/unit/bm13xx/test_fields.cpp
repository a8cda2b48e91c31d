// Ticket mask, version rolling, UART rate, core mailbox: register words and what they mean.
#include "driver/bm13xx/frames.hpp"
#include "driver/bm13xx/register_fields.hpp"
#include "driver/bm13xx/ticket.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;

TEST_CASE("ticket difficulties give the published register values and frames") {
    struct Row {
        int bits;
        std::uint32_t value;
        std::string_view frame;
    };
    const std::vector<Row> rows{
        {0, 0x00000000, "55 AA 51 09 00 14 00 00 00 00 1C"},  {1, 0x00000080, "55 AA 51 09 00 14 00 00 00 80 12"},
        {4, 0x000000F0, "55 AA 51 09 00 14 00 00 00 F0 1E"},  {6, 0x000000FC, "55 AA 51 09 00 14 00 00 00 FC 07"},
        {7, 0x000000FE, "55 AA 51 09 00 14 00 00 00 FE 0D"},  {8, 0x000000FF, "55 AA 51 09 00 14 00 00 00 FF 08"},
        {9, 0x000080FF, "55 AA 51 09 00 14 00 00 80 FF 04"},  {10, 0x0000C0FF, "55 AA 51 09 00 14 00 00 C0 FF 02"},
        {11, 0x0000E0FF, "55 AA 51 09 00 14 00 00 E0 FF 01"}, {12, 0x0000F0FF, "55 AA 51 09 00 14 00 00 F0 FF 12"},
        {16, 0x0000FFFF, "55 AA 51 09 00 14 00 00 FF FF 17"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.bits);
        CHECK(ticket_value(row.bits) == row.value);
        CHECK(ticket_bits(row.value) == row.bits);
        const auto frame = encode(WriteRegister{all_chips, Register::ticket_mask, ticket_value(row.bits)});
        CHECK(std::ranges::equal(frame.bytes(), test::from_hex(row.frame)));
    }
    CHECK(ticket_value(32) == 0xffffffff);
    CHECK(ticket_value(99) == 0xffffffff);
    CHECK(ticket_value(-1) == 0);
}

TEST_CASE("the ticket mask passes the captured result, whose next word is zero where the mask is one") {
    // Displayed hash 00000000 00023704 …: the word behind the 32 zero bits, read little-endian from SHA output.
    constexpr std::uint32_t next_word_little_endian = 0x04370200;
    CHECK((next_word_little_endian & ticket_value(8)) == 0);
    CHECK((next_word_little_endian & ticket_value(14)) == 0);
    CHECK((next_word_little_endian & ticket_value(15)) != 0);
}

TEST_CASE("the ticket is what the claim wants beyond the device's own zero bits") {
    CHECK(ticket_bits_for(40, 32) == 8);
    CHECK(ticket_bits_for(18, 10) == 8);
    CHECK(ticket_bits_for(32, 32) == 0);
    CHECK(ticket_bits_for(20, 32) == 0);
    CHECK(ticket_bits_for(255, 10) == max_ticket_bits);
}

TEST_CASE("version masks travel as bits 28 to 13") {
    CHECK(version_rolling_word(0x1fffe000) == 0x9000ffff);
    CHECK(version_rolling_word(0x00ffe000) == 0x900007ff);
    CHECK(version_rolling_word(0) == 0x90000000);
    CHECK(version_rolling_word(0xffffffff) == 0x9000ffff);
}

TEST_CASE("baud rates map to register words within what a UART tolerates, and back") {
    CHECK(fast_uart::word_for({1'000'000}) == 0x11300200u);
    CHECK(fast_uart::word_for({1'041'667}) == 0x11300200u);
    CHECK(fast_uart::word_for({3'125'000}) == 0x11300000u);
    CHECK(fast_uart::word_for({1'562'500}) == 0x11300100u);
    CHECK(fast_uart::word_for({115'200}) == 0x11301a00u);
    for (const std::uint32_t host : {0u, 2'000'000u, 2'500'000u, 6'250'000u, 9'600u, 0xffffffffu}) {
        CAPTURE(host);
        CHECK_FALSE(fast_uart::word_for({host}).has_value());
    }
    CHECK(fast_uart::baud_of(0x01301a00) == Baud{115'740});
    CHECK(fast_uart::baud_of(0x11300200) == Baud{1'041'666});
    CHECK(fast_uart::baud_of(0x11300000) == Baud{3'125'000});
    CHECK_FALSE(fast_uart::baud_of(0x15600700).has_value());  // another clock
}

TEST_CASE("core mailbox words take apart into core, register and value, or are refused") {
    CHECK(CoreCommand::unpack(0x80008b00) == CoreCommand{true, 0, true, 0x0b, 0x00});
    CHECK(CoreCommand::unpack(0x8000800c) == CoreCommand{true, 0, true, 0x00, 0x0c});
    CHECK(CoreCommand::unpack(0x80008dee) == CoreCommand{true, 0, true, 0x0d, 0xee});
    CHECK(CoreCommand::unpack(0x007f0200) == CoreCommand{false, 127, false, 2, 0});
    CHECK(write_every_core(core_register::core_enable, 0xaa) == 0x800082aa);
    for (const std::uint32_t odd : {0x40000000u, 0x02000000u, 0x00004000u, 0x00002000u, 0xffffffffu})
        CHECK_FALSE(CoreCommand::unpack(odd).has_value());
}
