// The board of these tests: a Bitaxe Gamma as its definition says, written out.
#pragma once

#include "boards/definition/board_definition.hpp"
#include "boards/safety/profile.hpp"

namespace adit::boards::safety::test {

inline BoardDefinition gamma() {
    BoardDefinition board;
    board.name = "bitaxe-gamma";
    board.chain = {.chip = ChipFamily::bm1370, .chips = 1, .series_domains = 1};
    board.regulator.part = RegulatorPart::tps546d24a;
    board.regulator.address = 0x24;
    board.sensors = {{Measures::chip, SensorPart::emc2101_external, 0x4c, Checkpoint::diode, {}},
                     {Measures::board, SensorPart::emc2101_internal, 0x4c, {}, {}}};
    board.fans = {{FanPart::emc2101, 0x4c, 0, Percent{20}, Rpm{6000}}};
    board.default_point = {Millivolts{1150}, Megahertz{525}};
    board.limits = {.core_min = {1000},
                    .core_max = {1250},
                    .frequency_max = {650},
                    .throttle = {75},
                    .emergency = {80},
                    .vrm_trip = {110},
                    .input_max = {40}};
    return board;
}

inline Profile gamma_profile() { return *make_profile(gamma()); }

}  // namespace adit::boards::safety::test
