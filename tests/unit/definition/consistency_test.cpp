// Mistakes that no single line of a board file shows.
#include "boards/definition/consistency.hpp"

#include <algorithm>
#include <string>

#include "boards/definition/catalog.hpp"
#include "boards/definition/loader.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

std::string hex_with(const std::string& piece, const std::string& replacement) {
    std::string text;
    for (const CatalogFile& entry : catalog_files())
        if (entry.file == "bitaxe-hex.toml") text = entry.text;
    const auto at = text.find(piece);
    REQUIRE(at != std::string::npos);
    return text.replace(at, piece.size(), replacement);
}

std::string complaints_about(const std::string& text) {
    const auto board = parse_board(text);
    return board ? "" : format_complaints("board.toml", board.error());
}

TEST_CASE("two parts at one address are refused, whichever they are") {
    CHECK_THAT(complaints_about(hex_with("address = 0x4b", "address = 0x24")),
               Catch::Contains("`sensor`: another part is at 0x24 already, in `regulator`"));
    CHECK_THAT(complaints_about(hex_with("address = 0x2f, channel = 1", "address = 0x4a, channel = 1")),
               Catch::Contains("`fan`: another part is at 0x4a already, in `sensor`"));
    CHECK_THAT(complaints_about(hex_with("sensor = [",
                                         "power_meter = { part = \"ina260\", bus = \"i2c0\", address = "
                                         "0x4b }\nsensor = [")),
               Catch::Contains("in `power_meter`"));
}

TEST_CASE("a sensor or a fan that is named twice is refused: it would hide that the other is missing") {
    CHECK_THAT(complaints_about(hex_with("address = 0x4b", "address = 0x4a")), Catch::Contains("same sensor twice"));
    CHECK_THAT(complaints_about(hex_with("channel = 1", "channel = 0")), Catch::Contains("same fan twice"));
}

TEST_CASE("chips that do not divide into their domains are refused") {
    CHECK_THAT(complaints_about(hex_with("chips = 6", "chips = 7")), Catch::Contains("multiple of series_domains"));
}

TEST_CASE("a board's name is one word, because it stands in commands") {
    for (const char* name : {"name = \"\"", "name = \"my board\"", "name = \"rev/2\""})
        CHECK_THAT(complaints_about(hex_with("name = \"bitaxe-hex\"", name)), Catch::Contains("must be one word"));
}

TEST_CASE("a voltage of the rail, or in volts, is told that it means one chip in millivolts, and nothing else") {
    for (const char* wrong : {"core_mv = 3600", "core_mv = 1.2", "core_mv = 1"}) {
        const std::string told = complaints_about(hex_with("core_mv = 1200", wrong));
        CHECK_THAT(told, Catch::Contains("mV of one chip, not of the rail"));
        CHECK(std::ranges::count(told, '\n') == 0);
    }
}

TEST_CASE("a missing list is one complaint") {
    const std::string told = complaints_about(hex_with("power_on", "power_off"));
    CHECK_THAT(told, Catch::Contains("`power_on`: is missing"));
    CHECK_THAT(told, !Catch::Contains("must contain"));
}

}  // namespace
}  // namespace adit::boards
