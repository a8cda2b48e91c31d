// The query of a CPU device spec.
#include "boards/cpu/cpu_options.hpp"

#include "tests/support/catch.hpp"

using adit::boards::cpu::parse_cpu_query;

TEST_CASE("an empty query asks for one thread per processor, all of the time") {
    const auto options = parse_cpu_query("");
    REQUIRE(options);
    CHECK(options->threads == 0);
    CHECK(options->duty.value == 100);
}

TEST_CASE("threads and duty are read in any order") {
    const auto options = parse_cpu_query("duty=50&threads=2");
    REQUIRE(options);
    CHECK(options->threads == 2);
    CHECK(options->duty.value == 50);
    CHECK(parse_cpu_query("threads=256&duty=1").has_value());
}

TEST_CASE("a number that is out of range or no number is refused with the range") {
    const std::string text = GENERATE("threads=0", "threads=257", "threads=-1", "threads=2x", "threads=", "threads",
                                      "threads=99999999999", "threads= 2");
    CHECK_THAT(parse_cpu_query(text).error(), Catch::Contains("threads must be a whole number from 1 to 256"));
    CHECK_THAT(parse_cpu_query("duty=101").error(), Catch::Contains("duty must be a whole number from 1 to 100"));
    CHECK_THAT(parse_cpu_query("duty=0").error(), Catch::Contains("not \"0\""));
}

TEST_CASE("an unknown key is named, and the known ones with it") {
    CHECK_THAT(parse_cpu_query("treads=2").error(), Catch::Contains("\"treads\"") && Catch::Contains("threads"));
    CHECK_FALSE(parse_cpu_query("&threads=2"));
}

TEST_CASE("a key that is given twice is refused") {
    CHECK_THAT(parse_cpu_query("threads=2&threads=3").error(), Catch::Contains("threads is given twice"));
    CHECK_THAT(parse_cpu_query("duty=2&threads=3&duty=2").error(), Catch::Contains("duty is given twice"));
}

TEST_CASE("engine and affinity are read") {
    const auto options = parse_cpu_query("engine=avx2&affinity=off");
    REQUIRE(options);
    CHECK(options->engine == "avx2");
    CHECK_FALSE(options->affinity);
    CHECK(parse_cpu_query("affinity=on")->affinity);
    CHECK(parse_cpu_query("")->engine.empty());
    CHECK(parse_cpu_query("")->affinity);
    CHECK_THAT(parse_cpu_query("affinity=yes").error(), Catch::Contains("on or off, not \"yes\""));
    CHECK_THAT(parse_cpu_query("engine=").error(), Catch::Contains("engine needs a name"));
    CHECK_THAT(parse_cpu_query("engine=a&engine=b").error(), Catch::Contains("engine is given twice"));
}
