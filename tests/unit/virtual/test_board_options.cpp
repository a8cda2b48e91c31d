// Options of a virtual device spec.
#include "boards/virtual/board_options.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "boards/definition/catalog.hpp"
#include "boards/definition/names.hpp"
#include "boards/virtual/chip_traits.hpp"
#include "tests/support/catch.hpp"

using namespace adit::boards::virtual_device;

TEST_CASE("how long faults wait can be told in milliseconds or seconds") {
    for (const char* text : {"faults_after=15s", "faults_after=15000ms", "faults_after=15000"})
        CHECK(parse_options(text)->faults_after == std::chrono::seconds{15});
    for (const char* text : {"faults_after=s", "faults_after=1.5s", "faults_after=86401s", "faults_after=-1s",
                             "faults_after=9223372036854775807s"})
        CHECK_FALSE(parse_options(text).has_value());
}

TEST_CASE("no options are the defaults: ten zero bits, model speed, no fault") {
    const auto options = parse_options("");
    REQUIRE(options);
    CHECK(options->zero_bits == 10);
    CHECK(options->speed == 1.0);
    CHECK(options->faults == FaultSet{});
    CHECK_FALSE(options->real_time);
}

TEST_CASE("every option is read from the query of a device spec") {
    const auto options = parse_options(
        "zero_bits=4&seed=18446744073709551615&speed=0.5&ambient=-5&faults_after=1500&mute=1&garbage=0.25");
    REQUIRE(options);
    CHECK(options->zero_bits == 4);
    CHECK(options->seed == 18446744073709551615ULL);
    CHECK(options->speed == 0.5);
    CHECK(options->ambient.value == -5.0);
    CHECK(options->faults_after == std::chrono::milliseconds{1500});
    CHECK(options->faults.has(Fault::mute));
    CHECK(options->faults.level(Fault::garbage) == 0.25);
}

TEST_CASE("each fault can be switched on by its bare name, and the names are all different") {
    for (const FaultName& name : fault_names()) {
        const auto options = parse_options(name.name);
        REQUIRE(options);
        FaultSet expected;
        expected.set(name.fault, name.usual);
        CHECK(options->faults == expected);
    }
}

TEST_CASE("a rate nobody chose is one that the host can afford, whatever the board") {
    for (const auto& board : adit::boards::catalog()) {
        CAPTURE(board.name);
        const BoardOptions options = with_fitting_rate(*parse_options("seed=2"), board);
        const auto& chip = *find_chip(adit::boards::name(board.chain.chip));
        const double rate = board.default_point.frequency.value * 1e6 * chip.engines * board.chain.chips *
                            std::ldexp(1.0, options.zero_bits - 32);
        CHECK(rate <= 0.3e6);
        CHECK(rate > 0.05e6);
        CHECK(with_fitting_rate(*parse_options("zero_bits=12"), board).zero_bits == 12);
        CHECK(with_fitting_rate(*parse_options("speed=0.5"), board).zero_bits == 10);
    }
    CHECK(with_fitting_rate({}, *adit::boards::find_board("bitaxe-gamma")).zero_bits == 10);
}

TEST_CASE("the users' page on virtual boards lists every fault") {
    std::ifstream file{std::filesystem::path{__FILE__}.parent_path() / "../../../docs/virtual-boards.md"};
    const std::string page{std::istreambuf_iterator<char>{file}, {}};
    for (const FaultName& name : fault_names()) {
        CAPTURE(name.name);
        CHECK(page.find("| `" + std::string{name.name} + "` |") != std::string::npos);
    }
}

TEST_CASE("an unknown option is refused by name, with the known ones listed") {
    const auto options = parse_options("zero_bit=10");
    REQUIRE_FALSE(options);
    CHECK(options.error().text.find("\"zero_bit\"") != std::string::npos);
    CHECK(options.error().text.find("zero_bits") != std::string::npos);
    CHECK(options.error().text.find("flatline") != std::string::npos);
}

TEST_CASE("a value out of range, of the wrong kind or given twice is refused") {
    const auto* const query =
        GENERATE("zero_bits=33", "zero_bits=", "zero_bits=-1", "zero_bits=0x10", "seed=1.5", "speed=0", "speed=nan",
                 "ambient=61", "faults_after=-1", "mute=0.5", "garbage=1.5", "garbage=x", "seed=1&seed=1", "=1", "&");
    CAPTURE(query);
    CHECK_FALSE(parse_options(query));
}

TEST_CASE("a fault can be narrowed to a chip, a fan or an address, and takes the level its kind allows") {
    const auto options = parse_options("dead@3&fan_stall@1=1&nak@0x4c=0.25&temp_noise=2.5&vin_sag&chips=12&domains=3");
    REQUIRE(options);
    const std::vector<PlacedFault> placed{{Fault::dead, 3, 1.0}, {Fault::fan_stall, 1, 1.0}, {Fault::nak, 0x4c, 0.25}};
    CHECK(options->placed == placed);
    CHECK(options->faults.level(Fault::temp_noise) == 2.5);
    CHECK(options->faults.level(Fault::vin_sag) == 0.17);
    CHECK_FALSE(options->faults.has(Fault::dead));
    const auto board = with_overrides(adit::boards::BoardDefinition{}, *options);
    CHECK(board.chain.chips == 12);
    CHECK(board.chain.series_domains == 3);
}

TEST_CASE("a place that a fault does not have, or a level beyond its own, is refused with what would do") {
    const auto* const query = GENERATE("dead@=1", "dead@128=1", "dead@x=1", "temp_open@1=1", "nak@0x80=1", "nak@0x=1",
                                       "temp_noise=21", "vin_sag=1", "dead@1=0.5", "dead@1&dead@1", "chips=0",
                                       "chips=129", "domains=65", "grid=0", "grid=1001", "power=0", "source_ohm=2.1");
    CAPTURE(query);
    CHECK_FALSE(parse_options(query));
    CHECK(parse_options("temp_noise=21").error().text.find("0 to 20,") != std::string::npos);
    CHECK(parse_options("vin_sag=1").error().text.find("0 to 0.9,") != std::string::npos);
    CHECK(parse_options("temp_open@1").error().text.find("whole board") != std::string::npos);
}
