// The Bonanza and BIRDS bridges switch power only in order, and everything off when port, lease or trip say so.
#include "hal/bridge/bridge_fan.hpp"
#include "hal/bridge/pages.hpp"
#include "hal/bridge/product.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/bridge_bench.hpp"

using namespace adit;
using namespace adit::tests;
using namespace adit::boards::virtual_device;
using namespace std::chrono_literals;
using hal::PinError;
using hal::bridge::ControlError;
using hal::bridge::Dialect;

namespace {

struct Bonanza : BridgeBench {
    explicit Bonanza(const BridgeFirmware& firmware = bonanza_firmware)
        : BridgeBench{firmware, Dialect::bonanza, bonanza_lines()} {}

    hal::bridge::BridgeFan fan{port};

    void energise() {
        REQUIRE(fan.set(Percent{100}));
        REQUIRE(set(bonanza_five_volt, true));
        REQUIRE(set(bonanza_regulator, true));
        REQUIRE(set(bonanza_reset, true));
        REQUIRE(fan.set(Percent{40}));
    }
    [[nodiscard]] bool is_dark() const {
        return !pins.lines.at(bonanza_five_volt) && !pins.lines.at(bonanza_reset) &&
               !pins.lines.at(bonanza_regulator) && pins.fan == Percent{100};
    }
    void pass(Duration time) {
        const Instant end = clock.now() + time;
        while (clock.now() < end) {
            clock.advance(50ms);
            bridge.advance(clock.now());
        }
    }
    hal::bridge::SafetyStatus status() {
        std::array<std::byte, 17> payload{};
        REQUIRE(port.transact(hal::bridge::encode_safety_status(0), payload));
        const auto seen = hal::bridge::decode_safety_status(payload);
        REQUIRE(seen);
        return *seen;
    }
    /// The code the bridge answers a request to switch a line on with; 0: it did.
    ControlError refusal(std::uint8_t line) {
        std::array<std::byte, 1> level{};
        const auto done = port.transact(hal::bridge::encode_gpio_write(0, line, hal::Level::high), level);
        REQUIRE_FALSE(done);
        return done.error();
    }
};

}  // namespace

TEST_CASE("a Bonanza energises in order and tells the host so") {
    Bonanza bonanza;
    CHECK(bonanza.status().is_safe());
    bonanza.energise();
    const auto status = bonanza.status();
    CHECK(status.state == hal::bridge::SafetyStatus::State::controlled);
    CHECK(status.is_five_volt_on);
    CHECK_FALSE(status.is_reset_asserted);
    CHECK(status.fan == Percent{40});
    CHECK(status.lease_left > 1s);
    CHECK_FALSE(status.is_safe());
}

TEST_CASE("the emulated lines are the ones the host's table names") {
    using hal::bridge::find_line;
    using hal::bridge::LineRole;
    using hal::bridge::Product;
    CHECK(find_line(Product::bonanza, LineRole::five_volt)->number == bonanza_five_volt);
    CHECK(find_line(Product::bonanza, LineRole::reset)->number == bonanza_reset);
    CHECK(find_line(Product::bonanza, LineRole::trip)->number == bonanza_trip);
    CHECK(find_line(Product::bonanza, LineRole::regulator)->number == bonanza_regulator);
}

TEST_CASE("5 V with reset released or the fan slow is denied and leaves everything off (12)") {
    Bonanza slow_fan;
    REQUIRE(slow_fan.fan.set(Percent{50}));
    CHECK(slow_fan.refusal(bonanza_five_volt) == ControlError::denied);
    CHECK(slow_fan.is_dark());
    Bonanza released;
    released.pins.lines[bonanza_reset] = true;
    CHECK(released.refusal(bonanza_five_volt) == ControlError::denied);
    CHECK(released.is_dark());
}

TEST_CASE("releasing reset without 5 V is denied, under either of its numbers (12)") {
    for (const std::uint8_t line : {bonanza_reset, bonanza_reset_alias}) {
        Bonanza bonanza;
        CHECK(bonanza.refusal(line) == ControlError::denied);
        CHECK(bonanza.is_dark());
    }
}

TEST_CASE("command 0 is the reset line under another number") {
    Bonanza bonanza;
    REQUIRE(bonanza.set(bonanza_five_volt, true));
    REQUIRE(bonanza.set(bonanza_reset_alias, true));
    CHECK(bonanza.pins.lines.at(bonanza_reset));
    CHECK(bonanza.pin(bonanza_reset).get() == hal::Level::high);
}

TEST_CASE("inputs cannot be driven") {
    Bonanza bonanza;
    CHECK(bonanza.set(bonanza_trip, true) == failure(PinError::refused));
    CHECK(bonanza.set(bonanza_regulator_good, true) == failure(PinError::refused));
    bonanza.pins.tripped = true;
    CHECK(bonanza.pin(bonanza_trip).get() == hal::Level::high);
}

TEST_CASE("a host that says nothing keeps its power: the lease is not the host's, so it must watch itself") {
    Bonanza bonanza;
    bonanza.energise();
    bonanza.pass(60s);
    CHECK_FALSE(bonanza.is_dark());
}

TEST_CASE("a lost lease switches everything off after 2 s and stays a fault (13)") {
    Bonanza bonanza;
    bonanza.energise();
    bonanza.inject({.lease_lost = true});
    bonanza.pass(1900ms);
    CHECK_FALSE(bonanza.is_dark());
    bonanza.pass(150ms);
    CHECK(bonanza.is_dark());
    CHECK(bonanza.status().state == hal::bridge::SafetyStatus::State::fault_latched);
    CHECK(bonanza.status().is_safe());
    bonanza.inject({});
    CHECK(bonanza.refusal(bonanza_five_volt) == ControlError::fault);
    CHECK(bonanza.fan.set(Percent{50}) == failure(ControlError::fault));
    REQUIRE(bonanza.set(bonanza_five_volt, false));
    CHECK(bonanza.set(bonanza_five_volt, true));
}

TEST_CASE("a trip switches everything off and holds for as long as its input is up (13)") {
    Bonanza bonanza;
    bonanza.energise();
    bonanza.pins.tripped = true;
    bonanza.pass(50ms);
    CHECK(bonanza.is_dark());
    CHECK(bonanza.status().is_trip_asserted);
    REQUIRE(bonanza.set(bonanza_five_volt, false));
    CHECK(bonanza.refusal(bonanza_five_volt) == ControlError::fault);
    bonanza.pins.tripped = false;
    CHECK(bonanza.refusal(bonanza_five_volt) == ControlError::fault);
    REQUIRE(bonanza.set(bonanza_five_volt, false));
    CHECK(bonanza.set(bonanza_five_volt, true));
}

TEST_CASE("closing the control port switches Bonanza and BIRDS off, and nothing on a plain bridge") {
    for (const BridgeFirmware& firmware : {bonanza_firmware, birds_firmware}) {
        Bonanza bonanza{firmware};
        bonanza.energise();
        bonanza.bridge.close(bonanza.clock.now());
        CHECK(bonanza.is_dark());
    }
    BridgeBench plain{plain_firmware, Dialect::v0};
    REQUIRE(plain.set(0, true));
    plain.bridge.close(plain.clock.now());
    CHECK(plain.pins.lines.at(0));
}

TEST_CASE("a BIRDS bridge has no lease and no trip latch: only the port's end switches it off") {
    Bonanza birds{birds_firmware};
    birds.energise();
    birds.inject({.lease_lost = true});
    birds.pins.tripped = true;
    birds.pass(10s);
    CHECK_FALSE(birds.is_dark());
    CHECK(birds.status().lease_left == 0s);
}

TEST_CASE("the fan page sets, measures and describes") {
    Bonanza bonanza;
    REQUIRE(bonanza.fan.set(Percent{50}));
    CHECK(bonanza.fan.read_speed() == Rpm{1500});
    CHECK(bonanza.say({bytes({7, 0, 1, 0, 9, 0x10, 101})}) == bytes({4, 0, 1, 0x11}));
    Bytes payload(hal::bridge::encode_system_info(0).reply_size());
    const auto size = bonanza.port.transact(hal::bridge::encode_system_info(0), payload);
    REQUIRE(size);
    const auto info = hal::bridge::decode_system_info(std::span{payload}.first(*size));
    REQUIRE(info);
    CHECK_FALSE(info->firmware.empty());
    std::array<std::byte, 9> lost{};
    REQUIRE(bonanza.port.transact(hal::bridge::encode_rx_statistics(0), lost));
    CHECK(hal::bridge::decode_rx_statistics(lost)->hardware_overflows == 0);
}

TEST_CASE(
    "a BIRDS bridge counts its fan for half a second: to the host its speed is unknown, and nothing else suffers") {
    Bonanza birds{birds_firmware};
    REQUIRE(birds.fan.set(Percent{60}));
    CHECK(birds.fan.read_speed() == failure(ControlError::timeout));
    CHECK(birds.fan.set(Percent{70}) == failure(ControlError::timeout));  // still counting: the probe waits in vain
    birds.pass(500ms);
    CHECK(birds.fan.set(Percent{80}));
    CHECK(birds.pins.fan == Percent{80});
}
