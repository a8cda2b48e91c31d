// Thermometer, fan, heat and the control bridge.
#include "boards/virtual/emc2101_model.hpp"
#include "boards/virtual/hash_pacing.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr std::uint8_t fan_chip = Emc2101Model::address;

/// Heats like the real thing, hashes next to nothing.
const BoardOptions slow{.zero_bits = 4, .speed = 0.01};

double diode(HostBench& host) {
    const auto high = std::to_integer<int>(host.i2c_read(fan_chip, 0x01, 1).at(0));
    const auto low = std::to_integer<int>(host.i2c_read(fan_chip, 0x10, 1).at(0));
    return (((high << 8) | low) >> 5) / 8.0;
}

unsigned tach(HostBench& host) {
    const auto low = std::to_integer<unsigned>(host.i2c_read(fan_chip, 0x46, 1).at(0));
    return low | std::to_integer<unsigned>(host.i2c_read(fan_chip, 0x47, 1).at(0)) << 8;
}

void pass_seconds(HostBench& host, int seconds) {
    for (int i = 0; i < seconds; ++i) {
        (void)host.hear(1s);
        host.data(capture_job());
    }
}

}  // namespace

TEST_CASE("the fan controller tells who it is") {
    HostBench host;
    CHECK(host.i2c_read(fan_chip, 0xfd, 1) == hex("16"));
    CHECK(host.i2c_read(fan_chip, 0xfe, 1) == hex("5D"));
    CHECK(host.i2c_read(fan_chip, 0x00, 1) == hex("19"));  // 25 C
}

TEST_CASE("the fan follows its duty, and the tachometer counts it once its pin is one") {
    HostBench host;
    host.i2c_write(fan_chip, {0x4c, 63});
    host.pass(5s);
    CHECK(host.gamma.observe().fan_speed.value == Approx(6000).epsilon(0.02));
    CHECK(tach(host) == 0xffff);
    host.i2c_write(fan_chip, {0x03, 0x04});
    CHECK(5400000 / tach(host) == Approx(6000).epsilon(0.02));
    host.i2c_write(fan_chip, {0x4c, 31});
    CHECK(host.gamma.observe().fan_duty == Percent{49});
    host.pass(5s);
    CHECK(5400000 / tach(host) == Approx(2940).epsilon(0.03));
    host.i2c_write(fan_chip, {0x4c, 0});
    host.pass(6s);
    CHECK(tach(host) == 0xffff);
}

TEST_CASE("with the look-up table in charge a duty write does nothing") {
    HostBench host;
    host.i2c_write(fan_chip, {0x4a, 0x03});
    host.i2c_write(fan_chip, {0x4c, 63});
    CHECK(host.gamma.observe().fan_duty == Percent{0});
}

TEST_CASE("HZ-03: the die diode is open without a chip, nonsense until routed for half a second, then good") {
    HostBench host;
    CHECK(diode(host) == 127.0);
    host.power_up();
    const double first = diode(host), second = diode(host), third = diode(host);
    CHECK((first != second || second != third));
    host.send_rows(configuration_rows());
    CHECK(diode(host) == Approx(host.gamma.observe().chip_temperature.value).margin(0.2));
}

TEST_CASE("a wrong diode ideality shows as several degrees") {
    HostBench host;
    host.power_up();
    host.send_rows(configuration_rows());
    const double right = diode(host);
    host.i2c_write(fan_chip, {0x17, 0x12});
    CHECK(diode(host) - right == Approx(7.2).margin(0.8));
}

TEST_CASE("HZ-03: an open, shorted or stuck diode reads as such") {
    HostBench host{slow};
    host.mine();
    host.gamma.inject(Fault::temp_open);
    CHECK(diode(host) == 127.0);
    host.gamma.inject(Fault::temp_open, 0.0);
    host.gamma.inject(Fault::temp_short);
    CHECK(diode(host) == 127.875);
    host.gamma.inject(Fault::temp_short, 0.0);
    host.gamma.inject(Fault::temp_stuck);
    const double before = diode(host);
    pass_seconds(host, 30);
    CHECK(diode(host) == before);
    host.gamma.inject(Fault::temp_stuck, 0.0);
    host.pass(100ms);
    CHECK(diode(host) > before + 3.0);
}

TEST_CASE("the board warms up under load to a plausible working point and cools when off") {
    HostBench host{slow};
    host.mine();
    pass_seconds(host, 180);
    const BoardObservation warm = host.gamma.observe();
    CHECK(warm.chip_temperature.value > 40.0);
    CHECK(warm.chip_temperature.value < 65.0);
    CHECK(warm.vrm_temperature.value > 40.0);
    CHECK(warm.vrm_temperature.value < 80.0);
    CHECK(warm.input_power.value == Approx(20.0).margin(3.0));
    CHECK(warm.input_voltage.value > 4.8);
    CHECK(warm.rail_highest.value == 1148);
    host.i2c_write(0x24, {0x01, 0x00});
    host.pass(180s);
    CHECK(host.gamma.observe().chip_temperature.value == Approx(25.0).margin(1.0));
}

TEST_CASE("HZ-06: a stalled fan reads standstill and the chip passes 80 degrees") {
    HostBench host{slow};
    host.mine();
    pass_seconds(host, 60);
    CHECK(host.gamma.observe().chip_temperature.value < 60.0);
    host.gamma.inject(Fault::fan_stall);
    pass_seconds(host, 90);
    CHECK(tach(host) == 0xffff);
    CHECK(host.gamma.observe().chip_temperature.value > 80.0);
}

TEST_CASE("the bridge answers the documented requests") {
    HostBench host;
    CHECK(host.control(hex("0A 00 01 00 05 10 80 1A 06 00")) == hex("04 00 01 80 1A 06 00"));
    CHECK(host.control(hex("07 00 02 00 06 00 01")) == hex("01 00 02 01"));
    CHECK(host.control(hex("06 00 03 00 06 00")) == hex("01 00 03 01"));
    CHECK(host.control(hex("07 00 04 00 06 00 00")) == hex("01 00 04 00"));
    CHECK(host.control(hex("09 00 05 00 05 40 4C FD 01")) == hex("01 00 05 16"));
    CHECK(host.control(hex("09 00 06 00 05 20 4C 4C 20")) == hex("01 00 06 02"));
    CHECK(host.control(hex("08 00 07 00 05 30 4C 01")) == hex("01 00 07 20"));
    CHECK(host.control(hex("06 00 08 00 07 50")) == hex("02 00 08 00 00"));
}

TEST_CASE("the reset line is low at boot") { CHECK_FALSE(HostBench{}.gamma.observe().is_reset_released); }

TEST_CASE("errors come in the firmware's own way: whole-frame length under the request's id") {
    HostBench host;
    CHECK(host.control(hex("07 00 09 00 06 01 01")) == hex("04 00 09 11"));
    CHECK(host.control(hex("06 00 0A 00 07 51")) == hex("04 00 0A 11"));
    CHECK(host.control(hex("06 00 0B 00 08 10")) == hex("04 00 0B 11"));
    CHECK(host.control(hex("08 00 0C 00 05 20 4F DE")) ==
          hex("13 00 0C FF 49 32 43 20 57 72 69 74 65 20 45 72 72 6F 72"));
    CHECK(host.control(hex("05 00 0D 00 05")) == hex("04 00 FF 11"));
}

TEST_CASE("a half request is forgotten after four milliseconds, and one sent in time is completed") {
    HostBench host;
    const Bytes request = hex("06 00 08 00 07 50");
    CHECK(host.control(std::span{request}.first(3)).empty());
    CHECK_FALSE(host.control(std::span{request}.subspan(3)).empty());
    CHECK(host.control(std::span{request}.first(3)).empty());
    host.pass(4ms);
    CHECK_FALSE(host.control(request).empty());
}

TEST_CASE("a second request in the same packet is lost") {
    HostBench host;
    CHECK(host.control(hex("06 00 01 00 07 50 06 00 02 00 07 50")) == hex("02 00 01 00 00"));
    CHECK(host.control({}).empty());
}

TEST_CASE("a request length below five makes the firmware restart with reset asserted") {
    HostBench host;
    host.reset_line(true);
    CHECK(host.control(hex("04 00 01 00")).empty());
    CHECK_FALSE(host.gamma.observe().is_reset_released);
    CHECK(host.control(hex("06 00 08 00 07 50")).empty());
    host.pass(500ms);
    CHECK_FALSE(host.control(hex("06 00 08 00 07 50")).empty());
}

TEST_CASE("HZ-29: a hung I2C bus leaves requests unanswered while the rest of the bridge works") {
    HostBench host;
    host.gamma.inject(Fault::hang_i2c);
    CHECK(host.control(hex("09 00 05 00 05 40 4C FD 01")).empty());
    CHECK_FALSE(host.control(hex("06 00 08 00 07 50")).empty());
}

TEST_CASE("in real time hashing keeps the model's rate, catches up at most twofold and drops the rest") {
    HashPacing pacing;
    Duration worked{};
    for (int i = 0; i < 100; ++i) worked += pacing.grant(5ms);
    CHECK(worked == 500ms);
    CHECK_FALSE(pacing.is_behind());
    worked = pacing.grant(18ms);  // late, but not starved
    CHECK(worked == 5ms);
    for (int i = 0; i < 40; ++i) worked += pacing.grant(4ms);
    CHECK(worked == 178ms);
    worked = pacing.grant(10s);  // starved
    for (int i = 0; i < 100; ++i) worked += pacing.grant(5ms);
    CHECK(worked <= 540ms);
}
