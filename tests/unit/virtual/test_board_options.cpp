// Options of a virtual device spec.
#include "boards/virtual/board_options.hpp"
#include "tests/support/catch.hpp"

using namespace adit::boards::virtual_device;

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
