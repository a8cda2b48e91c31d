// Faults of a whole board, seen by the production Runner (what it must do) or by a host on the wire (what it meets).
#include <bit>
#include <cmath>

#include "boards/virtual/core_supply.hpp"
#include "boards/virtual/decay.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/inline_board.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;
using safety::State;

namespace {

const BoardOptions thrifty{.zero_bits = 0, .grid = 50ms};
constexpr std::uint8_t claim_bits = 4;

struct Hashing : tests::InlineBoard {
    explicit Hashing(const char* name = "bitaxe-gamma", const BoardOptions& options = thrifty)
        : InlineBoard{options, claim_bits, nullptr, name} {
        runner->request_start();
        REQUIRE(run_until(State::hashing, 60s));
        (void)run(20s);
        REQUIRE(runner->state() == State::hashing);
    }
    bool trips_within(Duration limit) {
        return run(limit, [&] { return is_dark(); });
    }
};

constexpr std::uint8_t fan_chip = 0x4c, regulator = 0x24;

int degrees(HostBench& host) { return std::to_integer<int>(host.i2c_read(fan_chip, 0x01, 1).at(0)); }

}  // namespace

TEST_CASE("the exponential of all that settles is that of mathematics, and ends in zero") {
    for (const double x : {0.0, 1e-6, 0.1, 0.5, 1.0, 2.5, 10.0, 50.0, 300.0})
        CHECK(decay(x) == Approx(std::exp(-x)).epsilon(1e-13));
    CHECK(decay(1e9) == 0.0);
}

TEST_CASE("HZ-08: each cause a regulator can report switches the board off within its time, on every kind of part") {
    const auto* const name = GENERATE("bitaxe-gamma", "bitaxe-hex", "nerdqaxe-plusplus");
    const Fault fault = GENERATE(Fault::reg_ov, Fault::reg_oc, Fault::reg_vin_uv, Fault::reg_temp);
    CAPTURE(name, name_of(fault).name);
    Hashing board{name};
    board.gamma.inject(fault);
    CHECK(board.trips_within(1s));
}

TEST_CASE("HZ-06: one of two fans that stalls is enough") {
    Hashing board{"bitaxe-hex"};
    board.gamma.inject(PlacedFault{Fault::fan_stall, 1, 1.0});
    CHECK(board.gamma.observe().fan_duty > Percent{0});
    CHECK(board.trips_within(25s));
}

TEST_CASE("HZ-05: a hot regulator trips") {
    Hashing board;
    board.gamma.inject(Fault::vrm_hot, 90.0);
    CHECK(board.trips_within(3s));
}

TEST_CASE("HZ-12: a supply that sags by a sixth switches a 12 V board off, too") {
    Hashing board{"nerdqaxe-plusplus"};
    board.gamma.inject(Fault::vin_sag, 0.17);
    CHECK(board.trips_within(3s));
}

TEST_CASE("HZ-03: a chip sensor that is no diode and breaks is unknown, not cold") {
    Hashing board{"bitaxe-hex"};
    board.gamma.inject(Fault::temp_open);
    CHECK(board.trips_within(4s));
}

TEST_CASE("HZ-02: a heat sink that comes off ends in the dark before the chip is 100 degrees hot") {
    Hashing board;
    board.gamma.inject(Fault::heatsink_off);
    double hottest = 0.0;
    CHECK(board.run(60s, [&] {
        hottest = std::max(hottest, board.gamma.glance().chip_temperature.value);
        return board.is_dark();
    }));
    CHECK(hottest > 75.0);
    CHECK(hottest < 100.0);
}

TEST_CASE("FI-T1: one spike of a sensor is seen once, and does not trip") {
    HostBench host;
    host.mine();
    host.pass(1s);
    host.gamma.inject(Fault::temp_spike);
    CHECK(degrees(host) == 127);
    CHECK(degrees(host) < 60);
    Hashing board;
    board.gamma.inject(Fault::temp_spike);
    CHECK_FALSE(board.trips_within(3s));
}

TEST_CASE("FI-T1: noise spreads as told, drift goes on, a detached sensor feels the air") {
    HostBench host;
    host.mine();
    host.pass(5s);
    host.gamma.inject(Fault::temp_noise, 5.0);
    int lowest = 200, highest = -200;
    for (int i = 0; i < 60; ++i) {
        host.pass(100ms);
        lowest = std::min(lowest, degrees(host));
        highest = std::max(highest, degrees(host));
    }
    CHECK(highest - lowest > 8);
    CHECK(highest - lowest < 32);
    host.gamma.inject(Fault::temp_noise, 0.0);
    host.pass(100ms);
    const int before = degrees(host);
    host.gamma.inject(Fault::temp_drift, 2.0);
    host.pass(10s);
    CHECK(degrees(host) > before + 15);
    host.gamma.inject(Fault::temp_drift, 0.0);
    host.gamma.inject(Fault::temp_detached);
    host.pass(100ms);
    CHECK(degrees(host) == 25);
}

TEST_CASE("FI-T2: a tachometer can tell half, twice or nothing while the fan turns as ever") {
    HostBench host;
    host.i2c_write(fan_chip, {0x4c, 63});
    host.i2c_write(fan_chip, {0x03, 0x04});
    host.pass(5s);
    const auto rpm = [&] {
        host.pass(20ms);
        const auto low = std::to_integer<unsigned>(host.i2c_read(fan_chip, 0x46, 1).at(0));
        const unsigned count = low | std::to_integer<unsigned>(host.i2c_read(fan_chip, 0x47, 1).at(0)) << 8;
        return 5'400'000 / count;
    };
    host.gamma.inject(Fault::tach_half);
    CHECK(rpm() == Approx(3000).epsilon(0.03));
    host.gamma.inject(Fault::tach_half, 0.0);
    host.gamma.inject(Fault::tach_double);
    CHECK(rpm() == Approx(12000).epsilon(0.03));
    host.gamma.inject(Fault::tach_double, 0.0);
    host.gamma.inject(Fault::tach_glitch, 1.0);
    CHECK(rpm() < 100);
    CHECK(host.gamma.observe().fan_speed.value == Approx(6000).epsilon(0.02));
}

TEST_CASE("FI-W3: blocked air heats the chip while its fan turns") {
    HostBench host{{.zero_bits = 0, .grid = 50ms}};
    host.mine();
    host.pass(60s);
    const Celsius before = host.gamma.observe().chip_temperature;
    host.gamma.inject(Fault::air_blocked);
    host.pass(60s);
    CHECK(host.gamma.observe().chip_temperature.value > before.value + 25.0);
    CHECK(host.gamma.observe().fan_speed.value > 5900);
}

TEST_CASE("HZ-29: transfers fail at the address and with the probability told, all others pass") {
    HostBench host;
    host.gamma.inject(PlacedFault{Fault::nak, fan_chip, 1.0});
    CHECK(host.i2c_read(regulator, 0x98, 1) == hex("33"));
    CHECK(host.i2c_read(fan_chip, 0xfd, 1).size() != 1);
    host.gamma.inject(Fault::nak, 0.5);
    int passed = 0;
    for (int i = 0; i < 200; ++i) passed += host.i2c_read(fan_chip, 0xfd, 1) == hex("16") ? 1 : 0;
    CHECK(passed == Approx(50).margin(25));  // both halves of a write-read must pass
    host.gamma.inject(Fault::nak, 0.0);
    CHECK(host.i2c_read(fan_chip, 0xfd, 1) == hex("16"));
}

TEST_CASE("FI-I3: a disturbed bus reads FF, 00, a flipped bit or what was read before") {
    HostBench host;
    host.gamma.inject(PlacedFault{Fault::read_ff, fan_chip, 1.0});
    CHECK(host.i2c_read(fan_chip, 0xfd, 1) == hex("FF"));
    host.gamma.inject(Fault::read_ff, 0.0);
    host.gamma.inject(Fault::read_zero);
    CHECK(host.i2c_read(fan_chip, 0xfd, 1) == hex("00"));
    host.gamma.inject(Fault::read_zero, 0.0);
    host.gamma.inject(Fault::read_flip);
    const auto flipped = std::to_integer<unsigned>(host.i2c_read(fan_chip, 0xfd, 1).at(0)) ^ 0x16u;
    CHECK(std::has_single_bit(flipped));
    host.gamma.inject(Fault::read_flip, 0.0);
    host.gamma.inject(Fault::read_old);
    (void)host.i2c_read(fan_chip, 0xfd, 1);
    CHECK(host.i2c_read(fan_chip, 0xfe, 1) == hex("16"));
}

TEST_CASE("HZ-10: a voltage comes late, or with one bit inverted") {
    HostBench host;
    host.power_up();
    host.gamma.inject(Fault::vout_late, 300.0);
    host.i2c_write(regulator, {0x21, 0x66, 0x02});
    host.pass(200ms);
    CHECK(host.gamma.observe().rail == Millivolts{1148});
    host.pass(200ms);
    CHECK(host.gamma.observe().rail == Millivolts{1199});
    host.gamma.inject(Fault::vout_late, 0.0);
    host.gamma.inject(Fault::vout_bit_flip);
    host.i2c_write(regulator, {0x21, 0x4c, 0x02});
    CHECK(host.i2c_word(regulator, 0x21) == 0x026c);
}

TEST_CASE("HZ-28: a regulator of another kind is not switched on") {
    for (const auto* name : {"bitaxe-gamma", "nerdqaxe-plusplus", "bitaxe-ultra"}) {
        CAPTURE(name);
        BoardOptions options = thrifty;
        options.faults.set(Fault::reg_id);
        tests::InlineBoard board{options, claim_bits, nullptr, name};
        board.runner->request_start();
        CHECK_FALSE(board.run_until(State::hashing, 20s));
        CHECK(board.rail_highest < Millivolts{100});
    }
}

TEST_CASE("HZ-08: a status bit that vanishes after one read is there for exactly one") {
    HostBench host;
    host.power_up();
    host.gamma.inject(Fault::reg_blink);
    CHECK((host.i2c_word(regulator, 0x79) & 0x0010) != 0);
    CHECK((host.i2c_word(regulator, 0x79) & 0x0010) == 0);
    CHECK(host.gamma.observe().is_regulator_on);
}

TEST_CASE("HZ-20: a chip that dies ends the chain behind it, and only there") {
    Hashing board{"nerdqaxe-plusplus"};
    board.gamma.inject(PlacedFault{Fault::dead, 2, 1.0});
    (void)board.run(1s);
    CHECK(board.gamma.observe().chips_hashing <= 2);
}

TEST_CASE("HZ-27: unplugged, the board goes on as it is and nobody hears it") {
    HostBench host;
    host.mine();
    host.pass(1s);
    host.gamma.inject(Fault::unplug);
    CHECK(host.hear(1s).empty());
    CHECK(host.gamma.observe().is_hashing);
    CHECK(host.i2c_read(fan_chip, 0xfd, 1).empty());
    host.gamma.inject(Fault::unplug, 0.0);
    CHECK(host.i2c_read(fan_chip, 0xfd, 1) == hex("16"));
}

TEST_CASE(
    "the hazard of straps and codes at power-on: enabled before it is told, a core supply starts at 1.4 V and more") {
    BoardDefinition board = *find_board("nerdqaxe-plusplus");
    auto multiphase = make_core_supply(board.regulator);
    multiphase->set_surroundings({Volts{12.0}, Amperes{}, Celsius{25.0}}, Instant{});
    multiphase->set_enabled(true, Instant{});
    CHECK(multiphase->rail(Instant{} + 100ms).value == Approx(1.4));
    board = *find_board("bitaxe-ultra");
    auto dac = make_core_supply(board.regulator);
    dac->set_surroundings({Volts{5.0}, Amperes{}, Celsius{25.0}}, Instant{});
    CHECK(dac->rail(Instant{} + 100ms).value == 0.0);
    dac->set_enabled(true, Instant{} + 100ms);
    CHECK(dac->rail(Instant{} + 200ms).value == Approx(1.458).margin(0.002));
}
