// SA-3: limits narrow, never widen. See envelope.hpp, profile.hpp.
#include <cmath>

#include "boards/definition/catalog.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/gamma.hpp"

namespace adit::boards::safety::test {

namespace {

constexpr auto widens = EnvelopeFault::widens;
constexpr auto contradicts = EnvelopeFault::contradicts;

const Envelope outer = compiled_envelope(ChipFamily::bm1370, RegulatorPart::tps546d24a);

EnvelopeError error_of(void (*bend)(BoardDefinition&)) {
    BoardDefinition board = gamma();
    bend(board);
    const auto profile = make_profile(board);
    REQUIRE_FALSE(profile);
    return profile.error();
}

}  // namespace

TEST_CASE("SA-3: the shipped board narrows the compiled envelope") {
    const Profile profile = gamma_profile();
    CHECK(profile.envelope.core_min == Millivolts{1000});
    CHECK(profile.envelope.core_max == Millivolts{1250});
    CHECK(profile.envelope.rail_max == Millivolts{1250});
    CHECK(profile.envelope.emergency == Celsius{80});
    CHECK(profile.envelope.input_current_max == outer.input_current_max);
    CHECK(profile.default_point == SetPoint{{1150}, {525}});
    CHECK(profile.start_frequency == Megahertz{50});
    CHECK(profile.fan_min_duty == Percent{20});
    CHECK(profile.vrm_warm == Celsius{100});
    CHECK(profile.has_board_sensor);
    CHECK(profile.chip_sensor_needs_checkpoint);
    CHECK(profile.rail(Millivolts{1150}) == Millivolts{1150});
}

TEST_CASE("SA-3: every board of the catalogue fits inside the compiled envelope of its chip and regulator") {
    for (const BoardDefinition& board : catalog()) {
        CAPTURE(board.name);
        const auto profile = make_profile(board);
        REQUIRE(profile);
        CHECK(profile->envelope.rail_max == board.limits.core_max * board.chain.series_domains);
        CHECK(profile->envelope.core_max <= Millivolts{1500});
    }
}

TEST_CASE("SA-3: each regulator has a rail range of its own") {
    using enum RegulatorPart;
    const auto rail = [](RegulatorPart part, Tps546Family family = {}) {
        const Envelope e = compiled_envelope(ChipFamily::bm1366, part, family);
        return std::pair{e.rail_min.value, e.rail_max.value};
    };
    CHECK(rail(tps546d24a) == std::pair{1000, 2000});
    CHECK(rail(tps546d24a, Tps546Family::series_12v) == std::pair{2500, 4500});
    CHECK(rail(tps546d24a, Tps546Family::stacked_12v) == std::pair{1000, 3000});
    CHECK(rail(tps53647) == std::pair{1005, 1400});
    CHECK(rail(tps53667) == std::pair{1005, 1400});
    CHECK(rail(ds4432u) == std::pair{990, 1927});
}

TEST_CASE("SA-3: a board that asks for one unit more than compiled in is refused by name") {
    CHECK(error_of([](auto& b) { b.limits.core_min = {999}; }) == EnvelopeError{EnvelopeField::core_min, widens});
    CHECK(error_of([](auto& b) { b.limits.core_max = {1251}; }) == EnvelopeError{EnvelopeField::core_max, widens});
    CHECK(error_of([](auto& b) { b.limits.frequency_max = {650.01}; }) ==
          EnvelopeError{EnvelopeField::frequency_max, widens});
    CHECK(error_of([](auto& b) { b.limits.throttle = {85.1}; }) == EnvelopeError{EnvelopeField::throttle, widens});
    CHECK(error_of([](auto& b) { b.limits.emergency = {90.1}; }) == EnvelopeError{EnvelopeField::emergency, widens});
    CHECK(error_of([](auto& b) { b.limits.vrm_trip = {110.1}; }) == EnvelopeError{EnvelopeField::vrm_trip, widens});
    CHECK(error_of([](auto& b) { b.limits.input_max = {120.1}; }) ==
          EnvelopeError{EnvelopeField::input_power_max, widens});
    CHECK(error_of([](auto& b) { b.fans[0].min_duty = {19}; }) == EnvelopeError{EnvelopeField::fan_floor, widens});
    CHECK(error_of([](auto& b) { b.chain.series_domains = 2; }) == EnvelopeError{EnvelopeField::rail, widens});
    CHECK(error_of([](auto& b) { b.limits.frequency_max = {std::nan("")}; }) ==
          EnvelopeError{EnvelopeField::frequency_max, widens});
}

TEST_CASE("SA-3: a board that contradicts itself is refused by name") {
    CHECK(error_of([](auto& b) { b.limits.core_min = {1250}, b.limits.core_max = {1200}; }) ==
          EnvelopeError{EnvelopeField::core_max, contradicts});
    CHECK(error_of([](auto& b) { b.limits.throttle = {80}; }) == EnvelopeError{EnvelopeField::throttle, contradicts});
    CHECK(error_of([](auto& b) { b.limits.frequency_max = {0}; }) ==
          EnvelopeError{EnvelopeField::frequency_max, contradicts});
    CHECK(error_of([](auto& b) { b.limits.input_max = {-1}; }) ==
          EnvelopeError{EnvelopeField::input_power_max, contradicts});
    CHECK(error_of([](auto& b) { b.chain.series_domains = 0; }) ==
          EnvelopeError{EnvelopeField::series_domains, contradicts});
    CHECK(error_of([](auto& b) { b.sensors.clear(); }) == EnvelopeError{EnvelopeField::sensors, contradicts});
    CHECK(error_of([](auto& b) { b.default_point.core = {1251}; }) ==
          EnvelopeError{EnvelopeField::default_core, widens});
    CHECK(error_of([](auto& b) { b.default_point.frequency = {651}; }) ==
          EnvelopeError{EnvelopeField::default_frequency, widens});
    CHECK(error_of([](auto& b) { b.default_point.frequency = {49}; }) ==
          EnvelopeError{EnvelopeField::default_frequency, contradicts});
    CHECK(error_of([](auto& b) { b.fans[0].full_rpm = {0}; }) == EnvelopeError{EnvelopeField::fan_floor, contradicts});
}

TEST_CASE("SA-3: narrowing twice is an intersection, and what was narrowed cannot be had back") {
    Envelope middle = outer;
    middle.frequency_max = {500};
    const auto once = narrow(outer, middle);
    REQUIRE(once);
    CHECK(*once == middle);
    CHECK(narrow(*once, *once) == *once);
    const auto back = narrow(*once, outer);
    REQUIRE_FALSE(back);
    CHECK(back.error() == EnvelopeError{EnvelopeField::frequency_max, widens});
}

TEST_CASE("a multi-domain board's rail is its core voltage times its domains") {
    Envelope wide = outer;
    wide.rail_max = {4500};
    const auto hex = narrow(wide, gamma().limits, 3);
    REQUIRE(hex);
    CHECK(hex->rail_min == Millivolts{3000});
    CHECK(hex->rail_max == Millivolts{3750});
}

TEST_CASE("the slowest of several fans sets the profile's speed, the highest floor its duty") {
    BoardDefinition board = gamma();
    board.fans.push_back({FanPart::emc2101, 0x2f, 0, Percent{30}, Rpm{4000}});
    const auto profile = make_profile(board);
    REQUIRE(profile);
    CHECK(profile->fan_full_speed == Rpm{4000});
    CHECK(profile->fan_min_duty == Percent{30});
}

}  // namespace adit::boards::safety::test
