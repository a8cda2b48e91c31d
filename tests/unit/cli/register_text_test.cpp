// Registers by name and address, values by field: of every family's table.
#include "miner/cli/register_text.hpp"

#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

using driver::bm13xx::bm1370;
using driver::bm13xx::Register;

TEST_CASE("a register is found by name, by the beginning of one name, and by address") {
    CHECK(find_register(bm1370, "PLL0_PARAMETER") == Register::pll0);
    CHECK(find_register(bm1370, "pll0") == Register::pll0);
    CHECK(find_register(bm1370, "0x08") == Register::pll0);
    CHECK(find_register(bm1370, "8") == Register::pll0);
    CHECK(find_register(bm1370, "TICKET_MASK") == Register::ticket_mask);  // there is a TICKET_MASK2
    CHECK(find_register(bm1370, "0xff") == Register{0xff});
    for (const char* bad : {"", "P", "pll0x", "0x100", "0x", "-1", "8 ", "NOTHING"}) {
        INFO(bad);
        CHECK_FALSE(find_register(bm1370, bad));
    }
}

TEST_CASE("every register of every family is found by its own name and address") {
    for (const auto* chip : driver::bm13xx::chip_models())
        for (const auto& entry : chip->registers) {
            INFO(chip->name << " " << entry.name);
            CHECK(find_register(*chip, std::to_string(static_cast<unsigned>(entry.address))) == entry.address);
            CHECK(info_of(*chip, entry.address) == &entry);
            if (entry.name != "unnamed") CHECK(find_register(*chip, entry.name) == entry.address);
        }
}

TEST_CASE("a value is taken apart by the fields of its table") {
    const auto* pll = info_of(bm1370, Register::pll0);
    REQUIRE(pll != nullptr);
    CHECK(field_text(pll->fields, 0xc0a80230) ==
          "locked 1, enable 1, high VCO 0, feedback 0xa8, reference 2, post1-1 3, post2-1 0");
    const auto fields = fields_of("BM1368: 31 valid, 15:0 code", 0x80001234);
    REQUIRE(fields.size() == 2);
    CHECK(fields[0].value == 1);
    CHECK(fields[1].value == 0x1234);
    CHECK(fields_of("31:0 all", 0xffffffff).front().value == 0xffffffff);
}

TEST_CASE("text without bits has no fields, and odd text does no harm") {
    for (const char* text : {"", "hash rate; one-second timer", "32 beyond", "3:7 backwards", "3:", "3", ", ,", ": "})
        CHECK(fields_of(text, 0xffffffff).empty());
}

}  // namespace
}  // namespace adit::miner::cli
