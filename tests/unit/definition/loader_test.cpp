// Board files: what is accepted, and that each mistake is explained with its line.
#include "boards/definition/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "boards/definition/catalog.hpp"
#include "boards/definition/names.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

std::string gamma_text() {
    for (const CatalogFile& entry : catalog_files())
        if (entry.file == "bitaxe-gamma.toml") return std::string{entry.text};
    return {};
}

/// The Gamma file with one piece of text replaced by another.
std::string gamma_with(const std::string& piece, const std::string& replacement) {
    std::string text = gamma_text();
    const auto at = text.find(piece);
    REQUIRE(at != std::string::npos);
    return text.replace(at, piece.size(), replacement);
}

std::uint32_t line_of(const std::string& text, const std::string& piece) {
    const auto at = text.find(piece);
    REQUIRE(at != std::string::npos);
    return 1 +
           static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

void expect_complaint(const std::string& text, const std::string& where, const std::string& words) {
    const auto board = parse_board(text);
    REQUIRE_FALSE(board.has_value());
    INFO(format_complaints("board.toml", board.error()));
    const bool found = std::ranges::any_of(board.error(), [&](const Complaint& complaint) {
        return complaint.text.find(words) != std::string::npos && complaint.line == line_of(text, where);
    });
    CHECK(found);
}

TEST_CASE("every board of the shipped catalogue loads without a complaint") {
    REQUIRE_FALSE(catalog_files().empty());
    for (const CatalogFile& entry : catalog_files()) {
        const auto board = parse_board(entry.text);
        INFO(entry.file << ": " << (board ? "" : format_complaints(entry.file, board.error())));
        CHECK(board.has_value());
    }
}

TEST_CASE("the catalogue has every described board once, and says of two that they are not confirmed") {
    const std::vector<BoardDefinition> boards = catalog();
    CHECK(boards.size() == 22);
    std::set<std::string> names, unconfirmed;
    for (const BoardDefinition& board : boards) {
        CHECK(names.insert(board.name).second);
        if (board.status != "complete") unconfirmed.insert(board.name);
    }
    CHECK(unconfirmed == std::set<std::string>{"q1370", "q1373"});
}

TEST_CASE("a Hex has six chips in three domains, two sensors that read low and two fans") {
    const auto hex = find_board("bitaxe-hex");
    REQUIRE(hex.has_value());
    CHECK(hex->chain.chip == ChipFamily::bm1366);
    CHECK(hex->chain.chips == 6);
    CHECK(hex->chain.series_domains == 3);
    CHECK(hex->regulator.family == Tps546Family::series_12v);
    REQUIRE(hex->sensors.size() == 2);
    CHECK(hex->sensors[1].part == SensorPart::tmp1075);
    CHECK(hex->sensors[1].offset == Celsius{10});
    REQUIRE(hex->fans.size() == 2);
    CHECK(hex->fans[1].channel == 1);
}

TEST_CASE("a board without a bridge says how its core is switched") {
    const auto ultra = find_board("bitaxe-ultra");
    REQUIRE(ultra.has_value());
    CHECK(ultra->control_bus.kind == ControlKind::native);
    CHECK(ultra->match.empty());
    REQUIRE(ultra->regulator.enable.has_value());
    CHECK(ultra->regulator.enable->gpio == 10);
    CHECK(ultra->regulator.enable->is_on_low);
    REQUIRE(ultra->power_meter.has_value());
    const auto qaxe = find_board("nerdqaxe-plusplus");
    REQUIRE(qaxe.has_value());
    CHECK(qaxe->regulator.phases == 3);
    CHECK(qaxe->regulator.current_fault == Amperes{95});
    REQUIRE(qaxe->regulator.io.has_value());
    CHECK_FALSE(qaxe->regulator.io->is_on_low);
}

TEST_CASE("SA-3 a regulator that no command switches is refused without its enable line") {
    const std::string part = "part = \"tps546d24a\"";
    expect_complaint(gamma_with(part, "part = \"ds4432u\""), "regulator = ", "name the line that switches it");
    expect_complaint(gamma_with(part, "part = \"tps53647\", enable = { via = \"control\", gpio = 10, on = \"high\" }"),
                     "regulator = ", "phases");
    expect_complaint(gamma_with(part, part + ", family = \"48v\""), "48v", "use one of: 5v-single");
}

TEST_CASE("the Gamma is described as its facts say") {
    const auto gamma = find_board("bitaxe-gamma");
    REQUIRE(gamma.has_value());
    CHECK(gamma->chain.chips == 1);
    CHECK(gamma->regulator.address == 0x24);
    CHECK(gamma->default_point.core == Millivolts{1150});
    CHECK(gamma->limits.core_max == Millivolts{1250});
    CHECK(gamma->sensors.size() == 2);
    CHECK(gamma->sensors[0].valid_after == Checkpoint::diode);
    CHECK(gamma->match.front().usb_vendor == 0xc0de);
    CHECK(gamma->match.front().i2c == std::vector<std::uint8_t>{0x24, 0x4c});
    CHECK(gamma->power_on.size() == 8);
}

TEST_CASE("a board file of a long chain loads, whatever its chips are called") {
    std::ifstream file{std::filesystem::path{__FILE__}.parent_path() / "../../data/bm1362-108.toml"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto board = parse_board(text);
    REQUIRE(board.has_value());
    CHECK(board->chain.chip == ChipFamily::bm1362);
    CHECK(board->chain.chips == 108);
    CHECK(name(board->chain.chip) == "bm1362");
    const auto older = parse_board(gamma_with("bm1370", "bm1387"));
    REQUIRE(older.has_value());
    CHECK(name(older->chain.chip) == "bm1387");
}

TEST_CASE("an unknown board is not found") { CHECK_FALSE(find_board("bitaxe-epsilon").has_value()); }

TEST_CASE("a syntax error is one complaint with its line") {
    const auto board = parse_board("schema = 1\nname = \"x\nchain = 3\n");
    REQUIRE_FALSE(board.has_value());
    CHECK(board.error().front().line == 2);
}

TEST_CASE("IN-40: an unknown key is refused with its line and the keys that exist") {
    expect_complaint(gamma_with("core_max_mv = 1250", "core_max_mv = 1250, core_top_mv = 1300"), "core_top_mv",
                     "is not a key");
}

TEST_CASE("IN-40: a duplicate key is refused") {
    CHECK_FALSE(parse_board(gamma_text() + "\nname = \"again\"\n").has_value());
}

TEST_CASE("IN-40: a file over 256 KiB is refused unread") {
    CHECK_FALSE(parse_board(gamma_text() + std::string(max_toml_bytes, '#')).has_value());
}

TEST_CASE("a missing table says what to add") {
    expect_complaint(gamma_with("regulator = {", "# regulator = {"), "# Bitaxe Gamma", "`regulator`: is missing");
}

TEST_CASE("a value of the wrong type or out of range names key and range") {
    expect_complaint(gamma_with("core_max_mv = 1250", "core_max_mv = \"high\""), "core_max_mv", "whole number");
    expect_complaint(gamma_with("core_max_mv = 1250", "core_max_mv = 65535"), "core_max_mv", "from 100 to 2000");
    expect_complaint(gamma_with("freq_max_mhz = 650", "freq_max_mhz = nan"), "freq_max_mhz", "must be a number");
    expect_complaint(gamma_with("address = 0x24", "address = 0x124"), "0x124", "whole number");
    expect_complaint(gamma_with("c0de:cafe", "c0de-cafe"), "c0de-cafe", "VENDOR:PRODUCT");
}

TEST_CASE("an unknown word lists the known ones") {
    expect_complaint(gamma_with("chip = \"bm1370\"", "chip = \"bm9999\""), "bm9999", "use one of: bm1370");
    expect_complaint(gamma_with("\"core:on\", ", "\"core:up\", "), "power_on", "use one of:");
}

TEST_CASE("limits that contradict each other or the default point are refused") {
    expect_complaint(gamma_with("throttle_c = 75", "throttle_c = 90"), "throttle_c", "below emergency_c");
    expect_complaint(gamma_with("core_mv = 1150", "core_mv = 1300"), "core_mv = 1300",
                     "outside of limits.core_min_mv to core_max_mv, 1000 to 1250");
    expect_complaint(gamma_with("freq_mhz = 525", "freq_mhz = 700"), "freq_mhz = 700", "above limits");
}

TEST_CASE("a power-on order that could release a chip before its limits are verified is refused") {
    expect_complaint(gamma_with("\"preflight\", \"core:on\"", "\"core:on\", \"preflight\""),
                     "power_on = ", "in this order");
    expect_complaint(gamma_with("\"core:off\", ", ""), "power_on = ", "in this order");
    expect_complaint(gamma_with("\"checkpoint:diode\", ", ""), "power_on = ", "checkpoint:diode");
}

TEST_CASE("a board without a sensor that is always readable is refused") {
    expect_complaint(gamma_with("valid = \"always\"", "valid = \"after:diode\""), "sensor = ", "always");
}

TEST_CASE("every mistake of a file is reported at once") {
    std::string text = gamma_with("chips = 1,", "chips = 0,");
    text.replace(text.find("hz = 400000"), 11, "hz = 4");
    const auto board = parse_board(text);
    REQUIRE_FALSE(board.has_value());
    CHECK(board.error().size() == 2);
}

}  // namespace
}  // namespace adit::boards
