// The gate against a fake regulator. See energy_gate.hpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/unit/safety/gate_bench.hpp"

namespace adit::boards::safety::test {

TEST_CASE("SA-4: preflight switches off, writes the limits and reads every one back before anything may be armed") {
    GateBench bench;
    CHECK(bench.gate.preflight().is_empty());
    CHECK_FALSE(bench.regulator.is_on());
    CHECK(bench.regulator.writes.front().reg == FakeTps546::operation);
    CHECK(bench.regulator.writes.front().value == 0x00);
    CHECK(FakeTps546::millivolts(bench.regulator.read_register(FakeTps546::vout_max)) == Approx(1250));
    CHECK(FakeTps546::millivolts(bench.regulator.read_register(FakeTps546::vout_min)) == Approx(1000));
    CHECK_FALSE(bench.gate.may_be_on());
}

TEST_CASE("SA-4: what preflight finds wrong is a bit, and then nothing can be switched on") {
    const auto bits_of = [](auto bend) {
        GateBench bench;
        bend(bench.regulator);
        const ArmingBits bits = bench.gate.preflight();
        bench.gate.set_permit(bench.permit(), bench.now);
        CHECK_FALSE(bench.gate.core_on(Millivolts{1150}, bench.now));
        CHECK_FALSE((bench.regulator.is_on() && !bench.regulator.deaf && !bench.regulator.fails &&
                     bench.regulator.id == FakeTps546{}.id));
        return bits;
    };
    CHECK(bits_of([](auto& r) { r.fails = hal::I2cError::no_ack; }) == ArmingBits{NotArmed::reg_absent});
    CHECK(bits_of([](auto& r) { r.id[3] = 0x6b; }) == ArmingBits{NotArmed::id_mismatch});
    CHECK(bits_of([](auto& r) { r.deaf = FakeTps546::vout_max; }) == ArmingBits{NotArmed::limits_unverified});
    CHECK(bits_of([](auto& r) { r.deaf = FakeTps546::operation; }) == ArmingBits{NotArmed::reg_fault});
    CHECK(bits_of([](auto& r) { r.input_word = 0xca40; }) == ArmingBits{NotArmed::vin_out});  // 4.5 V
}

TEST_CASE("SA-11: faults found at preflight are kept before they are cleared") {
    GateBench bench;
    CHECK_FALSE(bench.gate.found_health());
    bench.regulator.faults = 0x0010;
    CHECK(bench.gate.preflight().is_empty());
    REQUIRE(bench.gate.found_health());
    CHECK(bench.gate.found_health()->has_overcurrent);
    CHECK(bench.gate.preflight().is_empty());
    CHECK_FALSE(bench.gate.found_health()->has_overcurrent);
}

TEST_CASE("SA-4: a limit that does not read back is named") {
    GateBench bench;
    bench.regulator.deaf = FakeTps546::vout_max;
    (void)bench.gate.preflight();
    REQUIRE(bench.part.last_mismatch());
    CHECK(bench.part.last_mismatch()->register_number == FakeTps546::vout_max);
}

TEST_CASE("the core comes on at the permitted voltage, set before the output is switched") {
    GateBench bench;
    bench.arm();
    bench.regulator.writes.clear();
    REQUIRE(bench.gate.core_on(Millivolts{1150}, bench.now));
    REQUIRE(bench.regulator.writes.size() == 2);
    CHECK(bench.regulator.writes[0].reg == FakeTps546::vout_command);
    CHECK(bench.regulator.writes[1].reg == FakeTps546::operation);
    CHECK(bench.rail() <= 1150);
    CHECK(bench.rail() > 1148);
    CHECK(bench.regulator.is_on());
    CHECK(bench.gate.core_set() == Millivolts{1150});
    CHECK(bench.gate.poll(bench.now));
}

TEST_CASE("without a permit, or after it, nothing is switched on") {
    GateBench bench;
    REQUIRE(bench.gate.preflight().is_empty());
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::no_permit));
    bench.gate.set_permit(bench.permit(), bench.now);
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now + 3s), Denied::no_permit));
    CHECK(is_denied(bench.gate.core_on(Millivolts{1151}, bench.now), Denied::above_permit));
    CHECK(is_denied(bench.gate.core_on(Millivolts{1251}, bench.now), Denied::outside_envelope));
    CHECK(is_denied(bench.gate.core_on(Millivolts{999}, bench.now), Denied::outside_envelope));
    CHECK(is_denied(bench.gate.core_on(Millivolts{-1150}, bench.now), Denied::not_a_voltage));
    CHECK(is_denied(bench.gate.core_on(Millivolts{0}, bench.now), Denied::not_a_voltage));
    CHECK(is_denied(bench.gate.step_core(Millivolts{1150}, bench.now), Denied::output_off));
    CHECK_FALSE(bench.regulator.is_on());
    CHECK(bench.gate.denials() == 8);
    CHECK(bench.gate.last_denied() == Denied::output_off);
    CHECK(name(Denied::unknown_register) == "unknown_register");
}

TEST_CASE("a preflight counts for one switching-on") {
    GateBench bench;
    bench.energise();
    REQUIRE(bench.gate.core_off());
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::not_armed));
    REQUIRE(bench.gate.preflight().is_empty());
    CHECK(bench.gate.core_on(Millivolts{1150}, bench.now));
}

TEST_CASE("SA-5: an expired lease switches the core off, at the very instant") {
    GateBench bench;
    bench.energise();
    const Instant end = bench.gate.permit().lease_until;
    CHECK(bench.gate.poll(end - 1ns));
    CHECK(bench.regulator.is_on());
    CHECK_FALSE(bench.gate.poll(end));
    CHECK_FALSE(bench.regulator.is_on());
    CHECK(bench.gate.core_set() == Millivolts{0});
}

TEST_CASE("SA-5: nobody is given a longer lease than three seconds") {
    GateBench bench;
    bench.arm();
    Permit endless = bench.permit();
    endless.lease_until = Instant::max();
    bench.gate.set_permit(endless, bench.now);
    CHECK(bench.gate.permit().lease_until == bench.now + 3s);
}

TEST_CASE("SA-5: a switch-off that fails is tried again at every poll, whatever the permit says by then") {
    GateBench bench;
    bench.energise();
    bench.regulator.fails = hal::I2cError::timeout;
    CHECK_FALSE(bench.gate.core_off());
    CHECK(bench.gate.may_be_on());
    bench.gate.set_permit(bench.permit(), bench.now);
    CHECK_FALSE(bench.gate.poll(bench.now));
    bench.regulator.fails.reset();
    CHECK(bench.regulator.is_on());
    CHECK_FALSE(bench.gate.poll(bench.now));
    CHECK_FALSE(bench.regulator.is_on());
    CHECK_FALSE(bench.gate.may_be_on());
}

TEST_CASE("a permit without power switches off at once, a lower one lowers the core at once") {
    GateBench bench;
    bench.energise();
    bench.gate.set_permit(bench.permit(Millivolts{1050}), bench.now);
    CHECK(bench.gate.core_set() == Millivolts{1050});
    CHECK(bench.rail() <= 1050);
    CHECK(bench.regulator.is_on());
    bench.gate.set_permit(Permit{}, bench.now);
    CHECK_FALSE(bench.regulator.is_on());
}

TEST_CASE("SA-3: a permit outside the envelope is no permit") {
    for (const auto& [core, clock] : {std::pair{1251, 525.0}, std::pair{999, 525.0}, std::pair{1150, 650.1},
                                      std::pair{1150, 0.0}, std::pair{1150, std::nan("")}, std::pair{-1, 525.0}}) {
        GateBench bench;
        bench.energise();
        bench.gate.set_permit(bench.permit(Millivolts{core}, Megahertz{clock}), bench.now);
        CHECK_FALSE(bench.regulator.is_on());
    }
}

TEST_CASE("HZ-09: upward at most 25 mV, and 50 ms apart, downward is free") {
    GateBench bench;
    bench.energise();
    bench.gate.set_permit(bench.permit(Millivolts{1250}), bench.now);
    CHECK(is_denied(bench.gate.step_core(Millivolts{1176}, bench.now), Denied::step_too_large));
    CHECK(bench.gate.next_step(Millivolts{1250}) == Millivolts{1175});
    REQUIRE(bench.gate.step_core(Millivolts{1175}, bench.now));
    CHECK(is_denied(bench.gate.step_core(Millivolts{1176}, bench.now + 49ms), Denied::step_too_soon));
    CHECK(bench.gate.step_core(Millivolts{1200}, bench.now + 50ms));
    CHECK(bench.gate.step_core(Millivolts{1000}, bench.now + 50ms));
    CHECK(bench.rail() == Approx(1000));
    CHECK(bench.gate.core_set_at() == bench.now + 50ms);
    CHECK(bench.gate.next_step(Millivolts{1010}) == Millivolts{1010});
}

TEST_CASE("HZ-10: a voltage that does not read back is written once more, then the core goes off") {
    GateBench bench;
    bench.energise();
    bench.regulator.late = {FakeTps546::vout_command, 1};
    CHECK(bench.gate.step_core(Millivolts{1100}, bench.now));
    CHECK(bench.rail() <= 1100);
    bench.regulator.deaf = FakeTps546::vout_command;
    CHECK(is_denied(bench.gate.step_core(Millivolts{1050}, bench.now), Denied::regulator_failed));
    CHECK_FALSE(bench.regulator.is_on());
}

TEST_CASE("the gate's end is the core's end") {
    FakeTps546 regulator;
    {
        driver::peripheral::Tps546 part{*regulator.claim(FakeTps546::address)};
        const EnergyGate gate{part, gamma_profile(), driver::bm13xx::bm1370};
        CHECK(regulator.is_on());  // left on by whoever was here before
    }
    CHECK_FALSE(regulator.is_on());
}

TEST_CASE("HZ-09: numbers that are no voltages never become one") {
    for (const double odd : {std::nan(""), std::numeric_limits<double>::infinity(), -1.0, -0.001, 1.15, 1150.5, 3e9,
                             std::numeric_limits<double>::denorm_min()})
        CHECK(is_denied(core_request(odd), Denied::not_a_voltage));
    CHECK(core_request(1150.0) == Millivolts{1150});
}

TEST_CASE("telemetry of the regulator comes through the gate") {
    GateBench bench;
    bench.energise();
    CHECK(bench.gate.read_input()->value == Approx(5.0));
    CHECK(bench.gate.read_rail()->value == Approx(1.148).margin(0.002));
    CHECK(bench.gate.read_current()->value == Approx(11.0));
    CHECK(bench.gate.read_temperature()->value == Approx(50.0));
    CHECK(bench.gate.glance()->word == 0);
    CHECK(bench.gate.read_health()->is_on);
}

}  // namespace adit::boards::safety::test
