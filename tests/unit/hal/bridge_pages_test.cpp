// LED, fan and system pages: requests by byte, replies by meaning.
#include "hal/bridge/bridge_fan.hpp"
#include "hal/bridge/pages.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/scripted_serial.hpp"

using namespace adit;
using namespace adit::hal::bridge;
using namespace std::chrono_literals;
using test::bytes;

namespace {

test::Bytes encoded(const Request& request) { return test::copy(request.bytes()); }

/// A safe Bonanza as it describes itself: outputs off, reset asserted, fan at full speed.
test::Bytes safe_status() { return bytes({1, 0, 0, 0, 0, 0x80, 0x0F, 0, 0x0F, 0, 0, 0, 0, 0, 0x06, 100, 0}); }

struct FanBench {
    hal::VirtualClock clock{Instant{10s}};
    test::ScriptedSerial line{clock};
    ControlPort port{line, clock, {.dialect = Dialect::bonanza}};
    BridgeFan fan{port};

    void answer(const test::Bytes& payload) {
        line.reply_to = [payload](const test::Bytes& request) {
            const test::Bytes header{static_cast<std::byte>(3 + payload.size()), std::byte{0}, request[2]};
            return test::Answers{{1ms, test::joined(header, payload)}};
        };
    }
};

}  // namespace

TEST_CASE("LED, fan and system requests are the bytes the firmwares take") {
    CHECK(encoded(encode_led(1, {0xFF, 0, 0xFF})) == bytes({9, 0, 1, 0, 8, 0x10, 0xFF, 0, 0xFF}));
    CHECK(encoded(encode_fan_set(1, Percent{40})) == bytes({7, 0, 1, 0, 9, 0x10, 40}));
    CHECK(encoded(encode_fan_tach(1)) == bytes({6, 0, 1, 0, 9, 0x20}));
    CHECK(encoded(encode_system_info(1)) == bytes({6, 0, 1, 0, 0, 1}));
    CHECK(encoded(encode_rx_statistics(1)) == bytes({6, 0, 1, 0, 0, 2}));
    CHECK(encoded(encode_safety_status(1)) == bytes({6, 0, 1, 0, 0, 0x10}));
    CHECK(encoded(encode_ember_reboot(1)) == bytes({10, 0, 1, 0, 9, 1, 0xDE, 0xAD, 0xBE, 0xEF}));
    CHECK(encoded(encode_ember_bootloader(1)) == bytes({10, 0, 1, 0, 9, 2, 0xB0, 0x07, 0x10, 0xAD}));
}

TEST_CASE("a fan duty outside 0 to 100 is brought inside, not refused: a fan is never left as it is") {
    CHECK(encode_fan_set(1, Percent{-5}).data()[0] == std::byte{0});
    CHECK(encode_fan_set(1, Percent{101}).data()[0] == std::byte{100});
    CHECK(encode_fan_set(1, Percent{1'000'000}).data()[0] == std::byte{100});
}

TEST_CASE("a bridge says who it is, in text that is text") {
    const auto payload = test::joined(bytes({1, 1, 0, 5}), bytes("raw-1"));
    const auto info = decode_system_info(payload);
    REQUIRE(info);
    CHECK(info->firmware == "raw-1");
    CHECK(info->protocol_major == 1);
    CHECK_FALSE(decode_system_info(test::joined(bytes({1, 1, 0, 6}), bytes("raw-1"))));
    CHECK_FALSE(decode_system_info(test::joined(bytes({2, 1, 0, 5}), bytes("raw-1"))));
    CHECK_FALSE(decode_system_info(test::joined(bytes({1, 1, 0, 5}), bytes("raw\x1b\x31"))));
    CHECK_FALSE(decode_system_info(bytes({1, 1, 0})));
}

TEST_CASE("bytes lost inside a bridge are counted in two places") {
    const auto lost = decode_rx_statistics(bytes({1, 0x78, 0x56, 0x34, 0x12, 0xEF, 0xCD, 0xAB, 0x90}));
    REQUIRE(lost);
    CHECK(lost->hardware_overflows == 0x12345678);
    CHECK(lost->software_overflows == 0x90ABCDEF);
    CHECK_FALSE(decode_rx_statistics(bytes({2, 0, 0, 0, 0, 0, 0, 0, 0})));
    CHECK_FALSE(decode_rx_statistics(bytes({1, 0, 0, 0, 0, 0, 0, 0})));
}

TEST_CASE("a bridge is safe with 5 V off, reset asserted, fan at full speed, and by nothing less") {
    const auto safe = decode_safety_status(safe_status());
    REQUIRE(safe);
    CHECK(safe->is_safe());
    CHECK(safe->fan == Percent{100});
    for (const int outputs : {0x07, 0x04, 0x02, 0x00}) {
        auto payload = safe_status();
        payload[14] = static_cast<std::byte>(outputs);
        REQUIRE(decode_safety_status(payload));
        CHECK_FALSE(decode_safety_status(payload)->is_safe());
    }
    auto controlled = safe_status();
    controlled[2] = std::byte{1};
    CHECK_FALSE(decode_safety_status(controlled)->is_safe());
}

TEST_CASE("a safety status tells fault, lease and trip, and one that cannot be is none") {
    auto payload = safe_status();
    payload[2] = std::byte{2};
    payload[3] = std::byte{3};
    payload[11] = std::byte{0x07};
    payload[16] = std::byte{1};
    const auto status = decode_safety_status(payload);
    REQUIRE(status);
    CHECK(status->state == SafetyStatus::State::fault_latched);
    CHECK(status->fault == 3);
    CHECK(status->lease_left == 1792ms);
    CHECK(status->is_trip_asserted);
    CHECK(status->is_safe());
    payload[2] = std::byte{3};
    CHECK_FALSE(decode_safety_status(payload));
    payload[2] = std::byte{0};
    payload[15] = std::byte{101};
    CHECK_FALSE(decode_safety_status(payload));
    CHECK_FALSE(decode_safety_status(bytes({1})));
}

TEST_CASE("a bridge fan is set when it is confirmed, and its speed is unknown rather than wrong (SA-9)") {
    FanBench bench;
    bench.answer(bytes({0}));
    CHECK(bench.fan.set(Percent{30}));
    CHECK(bench.line.written.back() == bytes({7, 0, 1, 0, 9, 0x10, 30}));
    bench.answer(bytes({0x13}));
    CHECK(bench.fan.set(Percent{30}) == failure(ControlError::fault));
    bench.answer(bytes({7}));
    CHECK(bench.fan.set(Percent{30}) == failure(ControlError::io));
    bench.answer(bytes({0xB8, 0x0B}));
    CHECK(bench.fan.read_speed() == Rpm{3000});
    bench.answer(bytes({0x11}));
    CHECK(bench.fan.read_speed() == failure(ControlError::refused));
}

TEST_CASE("a fan that is measured for half a second before the answer costs 100 ms and the link's good name") {
    FanBench bench;
    bench.line.reply_to = [](const test::Bytes& request) {
        return test::Answers{{500ms, test::Bytes{std::byte{5}, std::byte{0}, request[2], std::byte{1}, std::byte{1}}}};
    };
    CHECK(bench.fan.read_speed() == failure(ControlError::timeout));
    CHECK(bench.clock.now() == Instant{10s + 100ms});
    CHECK(bench.port.is_suspect());
}
