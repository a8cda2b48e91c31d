// What is kept of a device survives its bytes; anything else is refused, and refusal means a latch.
#include "boards/host/device_state.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/states.hpp"

namespace adit::boards {
namespace {

TEST_CASE("a latch with all it says, and a state with nothing in it, come back as they were") {
    for (const DeviceState& state : {latched_state(), clean_state(), DeviceState{.device = "x", .kept = {}}}) {
        const auto payload = encode(state);
        REQUIRE(payload);
        CHECK(decode_device_state(*payload) == state);
    }
}

TEST_CASE("SA-11: every reason that can latch can be stored") {
    for (std::size_t i = 0; i < safety::reason_count; ++i) {
        const auto reason = static_cast<safety::Reason>(i);
        if (!safety::is_trip(reason)) continue;
        DeviceState state = clean_state();
        state.kept.latch = LatchNote{.reason = reason};
        CHECK(decode_device_state(*encode(state)) == state);
    }
}

TEST_CASE("a state of a later version, with an unknown reason or flag, or with more in it is refused") {
    SlotPayload payload = *encode(latched_state());
    SECTION("version") { payload[0] = std::byte{3}; }
    SECTION("version 0") { payload[0] = std::byte{0}; }
    SECTION("flag") { payload[1] |= std::byte{8}; }
    SECTION("unknown reason") { payload[3] = std::byte{safety::reason_count}; }
    SECTION("a reason that is no trip") { payload[3] = std::byte{1}; }
    SECTION("a reason without its flag") { payload[1] &= ~std::byte{1}; }
    SECTION("more behind the fields") { payload.back() = std::byte{1}; }
    SECTION("no device") { std::fill_n(payload.begin() + 4, 160, std::byte{}); }
    CHECK_FALSE(decode_device_state(payload));
}

TEST_CASE("SA-11: a state file of the first version is still good, and owes nothing") {
    DeviceState state = latched_state();
    state.kept.debt = {};
    SlotPayload payload = *encode(state);
    payload[0] = std::byte{1};
    CHECK(decode_device_state(payload) == state);
    payload[202] = std::byte{1};  // the first of what came with the second
    CHECK_FALSE(decode_device_state(payload));
}

TEST_CASE("what cannot be a number is unknown, not zero") {
    DeviceState state = latched_state();
    state.kept.latch->chip = Celsius{1e300};
    const auto read = decode_device_state(*encode(state));
    REQUIRE(read);
    CHECK_FALSE(read->kept.latch->chip);
}

TEST_CASE("a device id that does not fit is not stored in part") {
    CHECK_FALSE(encode(clean_state(std::string(160, 'x'))));
    CHECK(encode(clean_state(std::string(159, 'x'))));
    CHECK_FALSE(encode(clean_state("")));
    CHECK_FALSE(encode(clean_state("a b")));
}

TEST_CASE("NV-13: a state that cannot be read counts as latched and as energised") {
    const DeviceState state = corrupt_state("x");
    REQUIRE(state.kept.latch);
    CHECK(state.kept.latch->reason == safety::Reason::state_corrupt);
    CHECK(state.kept.is_energised);
}

}  // namespace
}  // namespace adit::boards
