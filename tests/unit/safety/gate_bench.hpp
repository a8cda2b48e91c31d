// An energy gate over a fake regulator, with a live permit at hand.
#pragma once

#include "boards/safety/energy_gate.hpp"
#include "boards/safety/supply.hpp"
#include "driver/peripheral/tps546.hpp"
#include "tests/unit/safety/fake_tps546.hpp"
#include "tests/unit/safety/gamma.hpp"

namespace adit::boards::safety::test {

using namespace std::chrono_literals;

struct GateBench {
    FakeTps546 regulator;
    driver::peripheral::Tps546 part;
    Profile profile;
    Instant now{1h};
    double ceiling = 0;  ///< VOUT_MAX last written, mV
    EnergyGate gate;

    explicit GateBench(const Profile& of = gamma_profile(), Tps546Family family = Tps546Family::single_5v)
        : part{*regulator.claim(FakeTps546::address), family_limits(family)},
          profile{of},
          gate{part, profile, driver::bm13xx::bm1370} {
        if (family != Tps546Family::single_5v) regulator.input_word = 0xd300;  // LINEAR11: 12.0 V
    }

    [[nodiscard]] Permit permit(Millivolts core = {1150}, Megahertz clock = {525}) const {
        return {.power = true, .max_core = core, .max_frequency = clock, .lease_until = now + 3s};
    }
    void arm() {
        (void)gate.preflight();
        gate.set_permit(permit(), now);
    }
    void energise() {
        arm();
        (void)gate.core_on(Millivolts{1150}, now);
        now += 100ms;
    }
    [[nodiscard]] double rail() const {
        return FakeTps546::millivolts(regulator.read_register(FakeTps546::vout_command));
    }
};

template <class Value>
[[nodiscard]] bool is_denied(const Expected<Value, Denied>& result, Denied why) {
    return !result && result.error() == why;
}

}  // namespace adit::boards::safety::test
