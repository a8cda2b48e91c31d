// Listening on a serial port, keeping what was heard, and playing it back.
#include "hal/tap/tap.hpp"

#include "hal/tap/recording.hpp"
#include "hal/tap/replay.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/hal/bytes.hpp"
#include "tests/unit/hal/scripted_serial.hpp"

using namespace adit;
using namespace adit::hal;
using namespace std::chrono_literals;
using test::bytes;

namespace {

Transfer transfer(Duration at, TrafficKind kind, test::Bytes data) { return {Instant{at}, kind, std::move(data), {}}; }
Transfer rate(Duration at, Baud baud) { return {Instant{at}, TrafficKind::baud, {}, baud}; }

/// A question, its answer 3 ms later, a faster line, a second question and answer.
std::vector<Transfer> conversation() {
    return {transfer(1s, TrafficKind::sent, bytes({0x55, 0xAA, 0x52})),
            transfer(1s + 3ms, TrafficKind::received, bytes({0xAA, 0x55, 0x13, 0x70})), rate(1s + 5ms, Baud{1'000'000}),
            transfer(1s + 6ms, TrafficKind::sent, bytes({0x21})),
            transfer(1s + 9ms, TrafficKind::received, bytes({0x01}))};
}

test::Bytes read_now(Serial& port, std::size_t size = 64) {
    test::Bytes buffer(size);
    const auto count = port.read(buffer);
    REQUIRE(count);
    buffer.resize(*count);
    return buffer;
}

}  // namespace

TEST_CASE("a tap passes everything on and records what really passed, with its time") {
    VirtualClock clock{Instant{1s}};
    test::ScriptedSerial inner{clock};
    inner.reply_to = [](const test::Bytes&) { return test::Answers{{3ms, bytes({0xAA, 0x55})}}; };
    Recording recording;
    Tap tap{inner, clock, recording};
    FlagWake wake;

    REQUIRE(tap.write(bytes({1, 2, 3})));
    CHECK(tap.wait(Instant{2s}, wake) == WaitResult::readable);
    CHECK(read_now(tap) == bytes({0xAA, 0x55}));
    CHECK(read_now(tap).empty());
    REQUIRE(tap.set_baud(Baud{9600}));
    const std::vector<Transfer> expected{transfer(1s, TrafficKind::sent, bytes({1, 2, 3})),
                                         transfer(1s + 3ms, TrafficKind::received, bytes({0xAA, 0x55})),
                                         rate(1s + 3ms, Baud{9600})};
    CHECK(recording.transfers() == expected);
    CHECK(recording.lost() == 0);
}

TEST_CASE("a tap records only the bytes that a short write took, and nothing of a failed one") {
    VirtualClock clock;
    test::ScriptedSerial inner{clock};
    inner.write_limit = 2;
    Recording recording;
    Tap tap{inner, clock, recording};
    const auto count = tap.write(bytes({1, 2, 3}));
    REQUIRE(count);
    CHECK(*count == 2);
    inner.broken = SerialError::disconnected;
    CHECK_FALSE(tap.write(bytes({4})));
    REQUIRE(recording.transfers().size() == 1);
    CHECK(recording.transfers()[0].bytes == bytes({1, 2}));
}

TEST_CASE("a full recording stops and counts what it lost") {
    Recording recording{4};
    const auto three = bytes({1, 2, 3});
    recording.record({Instant{1s}, TrafficKind::sent, three, {}});
    recording.record({Instant{2s}, TrafficKind::sent, three, {}});
    recording.record({Instant{3s}, TrafficKind::sent, std::span{three}.first(1), {}});
    CHECK(recording.transfers().size() == 1);
    CHECK(recording.lost() == 2);
}

TEST_CASE("a recording survives its text form") {
    const auto text = to_text(conversation());
    CHECK(text ==
          "1000000000 > 55aa52\n"
          "1003000000 < aa551370\n"
          "1005000000 = 1000000\n"
          "1006000000 > 21\n"
          "1009000000 < 01\n");
    const auto parsed = parse_recording(text);
    REQUIRE(parsed);
    CHECK(*parsed == conversation());
}

TEST_CASE("comments, blank lines and foreign line ends do not disturb a recording") {
    const auto parsed = parse_recording("# bench run\r\n\r\n5 > 0a\r\n7 < ff");
    REQUIRE(parsed);
    CHECK(*parsed == std::vector{transfer(5ns, TrafficKind::sent, bytes({0x0A})),
                                 transfer(7ns, TrafficKind::received, bytes({0xFF}))});
}

TEST_CASE("a transfer longer than a line may be is split and comes back complete") {
    const test::Bytes large(max_transfer_size + 1, std::byte{0x42});
    const auto parsed = parse_recording(to_text({transfer(1s, TrafficKind::sent, large)}));
    REQUIRE(parsed);
    REQUIRE(parsed->size() == 2);
    CHECK((*parsed)[0].bytes.size() == max_transfer_size);
    CHECK((*parsed)[1].bytes.size() == 1);
}

TEST_CASE("a damaged recording is refused with the fault and the line") {
    const auto fault = [](std::string_view text) {
        const auto parsed = parse_recording(text);
        REQUIRE_FALSE(parsed);
        return parsed.error();
    };
    CHECK(fault("x > 00") == RecordingError{RecordingFault::bad_time, 1});
    CHECK(fault("-1 > 00") == RecordingError{RecordingFault::bad_time, 1});
    CHECK(fault("9999999999999999999 > 00") == RecordingError{RecordingFault::bad_time, 1});
    CHECK(fault("5 > 00\n4 > 00") == RecordingError{RecordingFault::bad_time, 2});
    CHECK(fault("1 ? 00") == RecordingError{RecordingFault::bad_kind, 1});
    CHECK(fault("1") == RecordingError{RecordingFault::bad_kind, 1});
    CHECK(fault("1 > 0") == RecordingError{RecordingFault::bad_hex, 1});
    CHECK(fault("1 > 0g") == RecordingError{RecordingFault::bad_hex, 1});
    CHECK(fault("1 > ") == RecordingError{RecordingFault::bad_hex, 1});
    CHECK(fault("#\n1 = 0") == RecordingError{RecordingFault::bad_baud, 2});
    CHECK(fault("1 = 5x") == RecordingError{RecordingFault::bad_baud, 1});
    CHECK(fault("1 > " + std::string(2 * max_transfer_size + 2, '0')) ==
          RecordingError{RecordingFault::transfer_large, 1});
}

TEST_CASE("a replay answers like the recorded device when the host does as recorded") {
    VirtualClock clock{Instant{50s}};
    Replay port{conversation(), clock};
    FlagWake wake;
    CHECK(read_now(port).empty());
    CHECK(port.wait(clock.now() + 1ms, wake) == WaitResult::deadline);
    REQUIRE(port.write(bytes({0x55})));  // cut differently than recorded
    REQUIRE(port.write(bytes({0xAA, 0x52})));
    CHECK(port.wait(Instant{60s}, wake) == WaitResult::readable);
    CHECK(clock.now() == Instant{50s + 3ms});
    CHECK(read_now(port, 3) == bytes({0xAA, 0x55, 0x13}));
    CHECK(read_now(port, 3) == bytes({0x70}));
    REQUIRE(port.set_baud(Baud{1'000'000}));
    REQUIRE(port.write(bytes({0x21})));
    CHECK(port.wait(Instant{60s}, wake) == WaitResult::readable);
    CHECK_FALSE(port.is_finished());
    CHECK(read_now(port) == bytes({0x01}));
    CHECK(port.is_finished());
    CHECK(port.wait(Instant{60s}, wake) == WaitResult::deadline);
    CHECK(clock.now() == Instant{60s});
}

TEST_CASE("a replayed device stays silent until it has heard what it heard in the recording") {
    VirtualClock clock;
    Replay port{conversation(), clock};
    FlagWake wake;
    CHECK(port.wait(Instant{10s}, wake) == WaitResult::deadline);
    CHECK(read_now(port).empty());
}

TEST_CASE("a replay names the first byte that differs and fails from there on") {
    VirtualClock clock;
    Replay port{conversation(), clock};
    const auto written = port.write(bytes({0x55, 0xAB, 0x52}));
    REQUIRE_FALSE(written);
    CHECK(written.error() == SerialError::io);
    REQUIRE(port.mismatch());
    CHECK(port.mismatch()->transfer == 0);
    CHECK(port.mismatch()->offset == 1);
    CHECK(port.mismatch()->expected == std::byte{0xAA});
    CHECK(port.mismatch()->written == std::byte{0xAB});
    CHECK_FALSE(port.write(bytes({0xAA})));
    CHECK_FALSE(port.is_finished());
}

TEST_CASE("a replay refuses another baud rate, and writes beyond the recording's end") {
    VirtualClock clock;
    Replay wrong_rate{{rate(1s, Baud{9600})}, clock};
    CHECK_FALSE(wrong_rate.set_baud(Baud{19200}));
    CHECK(wrong_rate.mismatch());
    Replay ended{{}, clock};
    CHECK(ended.is_finished());
    CHECK_FALSE(ended.write(bytes({1})));
    REQUIRE(ended.mismatch());
    CHECK_FALSE(ended.mismatch()->expected);
}

TEST_CASE("input discarded from a replay does not come again") {
    VirtualClock clock;
    Replay port{conversation(), clock};
    FlagWake wake;
    REQUIRE(port.write(bytes({0x55, 0xAA, 0x52})));
    REQUIRE(port.wait(Instant{10s}, wake) == WaitResult::readable);
    REQUIRE(port.discard_input());
    CHECK(read_now(port).empty());
    wake.notify();
    CHECK(port.wait(Instant{11s}, wake) == WaitResult::woken);
}
