// The emulated regulator on the wire: identity, formats, output control, refusals, protections.
#include "boards/virtual/pmbus_numbers.hpp"
#include "boards/virtual/tps546_model.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr std::uint8_t part = Tps546Model::address;

/// The regulator alone, on 5 V, with a clock that follows the test.
struct Rig {
    Tps546Model model;
    Instant now{};

    Rig() { surround(5.0, 0.0, 25.0); }
    void surround(double volts, double amperes, double celsius) {
        model.set_surroundings({Volts{volts}, Amperes{amperes}, Celsius{celsius}}, now);
    }
    bool write(std::initializer_list<int> bytes) {
        Bytes out;
        for (const int byte : bytes) out.push_back(static_cast<std::byte>(byte));
        return model.write(out, now);
    }
    unsigned word(int code) {
        Bytes in(2);
        if (!write({code}) || !model.read(in, now)) return 0xffffffffu;
        return std::to_integer<unsigned>(in[0]) | std::to_integer<unsigned>(in[1]) << 8;
    }
    unsigned byte(int code) { return word(code) & 0xff; }
    void on(int low = 0x4c, int high = 0x02) {
        (void)write({0x21, low, high});
        (void)write({0x01, 0x80});
        now += 20ms;
    }
};

}  // namespace

TEST_CASE("PMBus numbers are those of the published tables") {
    CHECK(from_linear11(0xca66) == Approx(4.8).margin(0.01));
    CHECK(from_linear11(0xdb20) == 25.0);
    CHECK(from_linear11(0x0091) == 145.0);
    CHECK(from_linear11(0xaa00) == 0.25);
    CHECK(from_linear11(0xd2c0) == 11.0);
    CHECK(from_linear11(0xca80) == 5.0);
    CHECK(from_ulinear16(0x024c) == Approx(1.1484).margin(1e-4));
    CHECK(to_ulinear16(1.2) == 0x0266);
    for (const double value : {0.0, 0.25, 5.0, 4.92, 14.8, 145.0, -12.5, 650.0})
        CHECK(from_linear11(to_linear11(value)) == Approx(value).epsilon(0.002));
}

TEST_CASE("the regulator identifies itself as a TPS546D24A") {
    HostBench host;
    CHECK(host.i2c_read(part, 0xad, 7) == hex("06 54 49 54 6D 24 41"));
    CHECK(host.i2c_read(part, 0x20, 1) == hex("97"));
    CHECK(host.i2c_read(part, 0x99, 4).front() == std::byte{3});
}

TEST_CASE("the output is off at power-on and follows OPERATION") {
    Rig rig;
    CHECK(rig.model.rail(rig.now).value == 0.0);
    CHECK(rig.word(0x79) == 0x0840);
    rig.on();
    CHECK(rig.model.rail(rig.now).value == Approx(1.1484).margin(0.001));
    CHECK(rig.word(0x8b) == 0x024c);
    CHECK(rig.word(0x79) == 0);
    CHECK(rig.byte(0x01) == 0x80);
    CHECK(rig.write({0x01, 0x00}));
    rig.now += 20ms;
    CHECK(rig.model.rail(rig.now).value == Approx(0.0).margin(0.001));
    CHECK(rig.word(0x79) == 0x0840);
}

TEST_CASE("without the command bit in ON_OFF_CONFIG the pin alone decides, and it is high") {
    Rig rig;
    CHECK(rig.write({0x02, 0x17}));
    CHECK(rig.model.is_on());
    CHECK(rig.write({0x02, 0x1b}));
    CHECK_FALSE(rig.model.is_on());
}

TEST_CASE("the rail is the command times the loop scale over the board's divider") {
    Rig rig;
    CHECK(rig.write({0x29, 0x00, 0xa2}));  // 0.125
    rig.on();
    CHECK(rig.model.rail(rig.now).value == Approx(1.1484 / 2).margin(0.001));
    CHECK(rig.write({0x29, 0x00, 0xba}));  // 1.0: four times too much, less the input
    rig.now += 20ms;
    CHECK(rig.model.rail(rig.now).value == Approx(4.594).margin(0.001));
    CHECK(rig.write({0x29, 0x00, 0xdb}));  // 24: no such divider
    CHECK(rig.byte(0x7e) == 0x40);
}

TEST_CASE("a voltage outside of VOUT_MIN and VOUT_MAX is refused and both statuses say so") {
    Rig rig;
    CHECK(rig.write({0x24, 0x00, 0x04}));  // 2 V
    CHECK(rig.write({0x2b, 0x90, 0x01}));  // 0.78 V
    const auto out_of_range = GENERATE(0x0401, 0x0100, 0xffff);
    CHECK(rig.write({0x21, out_of_range & 0xff, out_of_range >> 8}));
    CHECK(rig.word(0x21) == 0x019a);
    CHECK(rig.byte(0x7a) == 0x08);
    CHECK(rig.byte(0x7e) == 0x40);
    CHECK(rig.word(0x79) == (0x8000 | 0x0840 | 0x0002));
    CHECK(rig.write({0x03}));
    CHECK(rig.word(0x79) == 0x0840);
}

TEST_CASE("an unknown command and a write of the wrong length are not acknowledged") {
    Rig rig;
    CHECK_FALSE(rig.write({0x5a, 0x00}));
    CHECK(rig.byte(0x7e) == 0x80);
    CHECK_FALSE(rig.write({0x21, 0x4c}));
    CHECK(rig.byte(0x7e) == 0x82);
    CHECK_FALSE(rig.write({0x79, 0x00, 0x00}));  // read only
    CHECK(rig.write({0x01, 0x84}));              // margins: refused
    CHECK(rig.byte(0x7e) == 0xc2);
    CHECK(rig.byte(0x01) == 0);
}

TEST_CASE("every protective limit a driver writes reads back as written") {
    Rig rig;
    const std::initializer_list<std::pair<int, int>> words{
        {0x33, 0x028a}, {0x35, 0xca66}, {0x36, 0xca40}, {0x55, 0xcb40}, {0x29, 0xaa00}, {0x21, 0x0266}, {0x24, 0x0400},
        {0x2b, 0x0200}, {0x40, 0x0280}, {0x42, 0x0251}, {0x25, 0x0233}, {0x26, 0x01cc}, {0x43, 0x01cc}, {0x44, 0x0180},
        {0x4a, 0xdb20}, {0x46, 0xdbc0}, {0x51, 0x0069}, {0x4f, 0x0091}, {0x60, 0x0000}, {0x61, 0x0003}, {0x62, 0x0000},
        {0x64, 0x0000}, {0x65, 0x0000}, {0xee, 0xffff}, {0xec, 0x0000}};
    for (const auto& [code, value] : words) {
        CAPTURE(code);
        CHECK(rig.write({code, value & 0xff, value >> 8}));
        CHECK(rig.word(code) == static_cast<unsigned>(value));
    }
    for (const auto& [code, value] : std::initializer_list<std::pair<int, int>>{
             {0x02, 0x1b}, {0xe4, 0x10}, {0x04, 0x00}, {0x56, 0xb7}, {0x47, 0xc0}, {0x50, 0xff}, {0x63, 0x3b}}) {
        CHECK(rig.write({code, value}));
        CHECK(rig.byte(code) == static_cast<unsigned>(value));
    }
    CHECK(rig.write({0xb1, 5, 0x12, 0x34, 0x42, 0x21, 0x04}));
    CHECK(rig.byte(0x7e) == 0);
}

TEST_CASE("over-current, over-temperature and over-voltage at the input switch off, latch and say why") {
    Rig rig;
    rig.on();
    unsigned detail = 0, bits = 0;
    SECTION("output current") {
        rig.surround(5.0, 60.0, 25.0);
        detail = rig.byte(0x7b);
        bits = 0x4010;
        CHECK(detail == 0xa0);
    }
    SECTION("temperature") {
        rig.surround(5.0, 10.0, 151.0);
        detail = rig.byte(0x7d);
        bits = 0x0004;
        CHECK(detail == 0xc0);
    }
    SECTION("input") {
        rig.surround(22.0, 10.0, 25.0);
        detail = rig.byte(0x7c);
        bits = 0x2000;
        CHECK(detail == 0x80);
    }
    CHECK(rig.model.is_tripped());
    CHECK(rig.word(0x79) == (0x0840 | bits));
    rig.surround(5.0, 0.0, 25.0);
    CHECK(rig.write({0x03}));
    CHECK(rig.write({0x01, 0x80}));
    CHECK_FALSE(rig.model.is_on());  // stays off until commanded off first
    rig.on();
    CHECK(rig.write({0x01, 0x00}));
    rig.on();
    CHECK(rig.model.is_on());
}

TEST_CASE("a sag of the input switches off, and afterwards no detail bit tells why") {
    Rig rig;
    CHECK(rig.write({0x36, 0x40, 0xca}));  // VIN_OFF 4.5 V
    CHECK(rig.write({0x35, 0x66, 0xca}));  // VIN_ON 4.8 V
    rig.on();
    rig.surround(4.4, 10.0, 40.0);
    CHECK(rig.word(0x79) == (0x2000 | 0x0840 | 0x0008));
    rig.surround(5.0, 0.0, 40.0);
    CHECK(rig.word(0x79) == 0x0840);
    CHECK_FALSE(rig.model.is_on());
}

TEST_CASE("HZ-10: a rail that droops is seen by the next one who only reads") {
    Rig rig;
    rig.on();
    const unsigned whole = rig.word(0x8b);
    CHECK(rig.word(0x8b) == whole);
    rig.model.set_faults({.droop = Volts{0.1}});
    (void)rig.word(0x8b);
    rig.now += 20ms;
    CHECK(rig.word(0x8b) < whole - 40);  // of 1/512 V
    rig.model.set_faults({});
    (void)rig.word(0x8b);
    rig.now += 20ms;
    CHECK(rig.word(0x8b) == whole);
}

TEST_CASE("a STORE command ruins the part: it answers no more") {
    Rig rig;
    rig.on();
    CHECK_FALSE(rig.write({0x15}));
    CHECK(rig.model.is_bricked());
    CHECK(rig.word(0x79) == 0xffffffffu);
    CHECK_FALSE(rig.model.is_on());
}

TEST_CASE("readings follow the board: input, current, temperature") {
    Rig rig;
    rig.surround(4.92, 14.8, 61.4);
    CHECK(from_linear11(static_cast<std::uint16_t>(rig.word(0x88))) == Approx(4.92).margin(0.01));
    CHECK(from_linear11(static_cast<std::uint16_t>(rig.word(0x8c))) == Approx(14.8).margin(0.05));
    CHECK(from_linear11(static_cast<std::uint16_t>(rig.word(0x8d))) == 61.0);
}
