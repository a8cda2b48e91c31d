// The gate over every other regulator than the TPS546 of gate_test.cpp: the same rules, whatever the part can tell.
#include "tests/support/catch.hpp"
#include "tests/unit/safety/gate_bench.hpp"
#include "tests/unit/safety/part_gate_bench.hpp"

namespace adit::boards::safety::test {

namespace {

using driver::peripheral::PeripheralError;
using test::is_denied;

template <class Value>
PeripheralError error_of(const EnergyGate::Result<Value>& result) {
    REQUIRE_FALSE(result);
    return result.error();
}

}  // namespace

TEMPLATE_TEST_CASE("SA-4: preflight leaves any part off, protected, and set to no more than the lowest voltage", "",
                   MultiphaseRig<false>, MultiphaseRig<true>, DacRig) {
    PartGateBench<TestType> bench;
    bench.model.set_enabled(true);  // as somebody left it
    CHECK(bench.gate.preflight().is_empty());
    CHECK_FALSE(bench.is_on());
    CHECK_FALSE(bench.gate.may_be_on());
    REQUIRE_FALSE(bench.ear.rails.empty());
    CHECK(bench.ear.rails.back() <= bench.profile.envelope.rail_min.value + 0.01);
    CHECK(bench.part.is_protected());
}

TEMPLATE_TEST_CASE("the core of any part comes on at the permitted voltage, and goes with the lease (SA-5)", "",
                   MultiphaseRig<false>, MultiphaseRig<true>, DacRig) {
    PartGateBench<TestType> bench;
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::no_permit));
    bench.energise();
    CHECK(bench.is_on());
    CHECK(bench.rail() <= 1150.01);
    CHECK(bench.rail() >= 1150.0 - bench.part.rail_step().value);
    CHECK(is_denied(bench.gate.step_core(Millivolts{1251}, bench.now), Denied::outside_envelope));
    CHECK(bench.gate.step_core(Millivolts{1100}, bench.now));
    CHECK(bench.rail() <= 1100.01);
    CHECK(bench.gate.poll(bench.gate.permit().lease_until - 1ns));
    CHECK_FALSE(bench.gate.poll(bench.gate.permit().lease_until));
    CHECK_FALSE(bench.is_on());
}

TEMPLATE_TEST_CASE("SA-5: an enable line that fails is tried again at every poll", "", MultiphaseRig<false>,
                   MultiphaseRig<true>, DacRig) {
    PartGateBench<TestType> bench;
    bench.energise();
    bench.pin.fault = hal::PinError::timeout;
    CHECK_FALSE(bench.gate.core_off());
    CHECK_FALSE(bench.gate.poll(bench.now));
    CHECK(bench.gate.may_be_on());
    bench.pin.fault.reset();
    CHECK_FALSE(bench.gate.poll(bench.now));
    CHECK_FALSE(bench.is_on());
    CHECK_FALSE(bench.gate.may_be_on());
}

TEMPLATE_TEST_CASE("HZ-10: a voltage that does not read back switches any part off, after a second try", "",
                   MultiphaseRig<false>, MultiphaseRig<true>, DacRig) {
    PartGateBench<TestType> bench;
    bench.energise();
    bench.ear.rails.clear();
    bench.model.set_deaf(TestType::rail_register);
    CHECK(is_denied(bench.gate.step_core(Millivolts{1060}, bench.now), Denied::regulator_failed));
    CHECK(bench.ear.rails.size() == 2);
    CHECK_FALSE(bench.is_on());
}

TEMPLATE_TEST_CASE("SA-4: a part that is absent, or deaf where it counts, is not armed", "", MultiphaseRig<false>,
                   MultiphaseRig<true>, DacRig) {
    PartGateBench<TestType> bench;
    bench.model.set_absent(true);
    CHECK(bench.gate.preflight() == ArmingBits{NotArmed::reg_absent});
    bench.model.set_absent(false);
    bench.model.set_deaf(TestType::rail_register);
    CHECK(bench.gate.preflight() == ArmingBits{NotArmed::limits_unverified});
    bench.gate.set_permit(bench.permit(), bench.now);
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::not_armed));
}

TEMPLATE_TEST_CASE("the gate's end is any core's end", "", MultiphaseRig<false>, MultiphaseRig<true>, DacRig) {
    adit::test::PartBench bench;
    typename TestType::Model model = TestType::model();
    bench.bus.attach(TestType::address, model);
    adit::test::SwitchPin<typename TestType::Model> pin{model, TestType::enabled};
    model.set_enabled(true);
    typename TestType::Part part = TestType::part(bench.device(TestType::address), {pin, TestType::enabled});
    { const EnergyGate gate{part, *make_profile(TestType::board()), driver::bm13xx::bm1370}; }
    CHECK_FALSE(TestType::is_on(model));
}

TEST_CASE("HZ-28: a regulator of another kind at the address is an id mismatch") {
    PartGateBench<MultiphaseRig<false>> bench;
    bench.model = virtual_device::Tps53647Model{true};
    CHECK(bench.gate.preflight() == ArmingBits{NotArmed::id_mismatch});
}

TEST_CASE("HZ-08, SA-11: a multiphase part's faults are kept, cleared, and its supply is looked at") {
    PartGateBench<MultiphaseRig<false>> bench;
    bench.model.raise(0x7d, 0x80);
    CHECK(bench.gate.preflight().is_empty());
    REQUIRE(bench.gate.found_health());
    CHECK(bench.gate.found_health()->has_overtemperature);
    bench.model.set_surroundings({.input = Volts{10.9}});
    CHECK(bench.gate.preflight() == ArmingBits{NotArmed::vin_out});
    bench.model.set_surroundings({.input = Volts{12.0}});
    bench.energise();
    CHECK(bench.gate.glance()->health.is_on);
    CHECK(bench.gate.read_input()->value == Approx(12.0).margin(0.1));
    CHECK(bench.gate.read_rail()->value == Approx(1.15).margin(0.005));
}

TEST_CASE("HZ-12: a multiphase board without its 12 V says so at preflight, and stays off") {
    PartGateBench<MultiphaseRig<false>> bench;
    bench.model.set_surroundings({.input{0.0}});
    CHECK(bench.gate.preflight().contains(NotArmed::vin_out));
    bench.gate.set_permit(bench.permit(), bench.now);
    CHECK(is_denied(bench.gate.core_on(Millivolts{1150}, bench.now), Denied::not_armed));
}

TEST_CASE("a part without telemetry says so, which is not a failure, and is watched by its setting instead (SA-9)") {
    PartGateBench<DacRig> bench;
    CHECK(error_of(bench.gate.read_rail()) == PeripheralError::unsupported);
    CHECK(error_of(bench.gate.read_current()) == PeripheralError::unsupported);
    CHECK(error_of(bench.gate.read_input()) == PeripheralError::unsupported);
    CHECK(error_of(bench.gate.read_temperature()) == PeripheralError::unsupported);
    CHECK(error_of(bench.gate.read_health()) == PeripheralError::unsupported);
    REQUIRE(bench.gate.glance());  // just powered: nothing set yet, and off
    CHECK_FALSE(bench.gate.glance()->health.is_on);
    bench.energise();
    CHECK_FALSE(bench.gate.found_health());
    REQUIRE(bench.gate.glance());
    CHECK(bench.gate.glance()->health.is_on);
    bench.model.set_stuck(0xf8, 0xc0);
    CHECK(error_of(bench.gate.glance()) == PeripheralError::mismatch);
    bench.model.set_stuck(0xf8, 0xf0);  // lower than set, for once
    CHECK(error_of(bench.gate.glance()) == PeripheralError::mismatch);
    bench.model.set_stuck(0xf8, std::nullopt);
    bench.model.power_up();
    CHECK(error_of(bench.gate.glance()) == PeripheralError::power_on_value);
    bench.model.set_absent(true);
    CHECK(error_of(bench.gate.glance()) == PeripheralError::no_ack);
}

}  // namespace adit::boards::safety::test
