// Device states for tests.
#pragma once

#include "boards/host/device_state.hpp"

namespace adit::boards {

inline DeviceState clean_state(std::string device = "serial:/dev/ttyACM1") {
    DeviceState state{.device = std::move(device), .kept = {}, .latched_at = 0};
    state.kept.last_good = LastGood{{Millivolts{1150}, Megahertz{525}}, 10};
    return state;
}

inline DeviceState latched_state(std::string device = "serial:/dev/ttyACM1") {
    DeviceState state = clean_state(std::move(device));
    state.kept.latch = LatchNote{.reason = safety::Reason::over_current_shutdown,
                                 .chip = Celsius{61.25},
                                 .regulator = std::nullopt,
                                 .rail = Millivolts{1148},
                                 .regulator_status = std::uint16_t{0x0840},
                                 .clock = Megahertz{525}};
    state.kept.is_energised = true;
    state.kept.unclean_starts = 2;
    state.kept.debt = {.sags = 2, .sags_for = 7000};
    state.kept.debt.trips.front() = {0, 12, 3600};
    state.kept.debt.trips.back() = {1, 2, 3};
    state.latched_at = 1'700'000'000;
    return state;
}

}  // namespace adit::boards
