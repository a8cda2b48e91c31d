// What a board draws, how it gets rid of its heat, what feeds it: the figures of the thermal plant, scaled from one
// board to all. Plausible, not measured.
#pragma once

#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/board_options.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// Of one chip: P = V^2 x (switching x f + leakage x warmth).
struct ChipDraw {
    double switching_w_per_v2_mhz{}, leakage_w_per_v2{};
};

/// From a node to the air: in a full stream, and how much more in still air.
struct Resistance {
    double best_k_per_w{}, more_k_per_w{};
};

struct PlantFigures {
    ChipDraw draw;
    Resistance chip, vrm, board;
    double chip_j_per_k{}, vrm_j_per_k{}, board_j_per_k{}, chip_to_board_w_per_k{};
    double board_w{}, fan_full_w{};
    double supply_v{}, source_ohm{};
    std::vector<Rpm> fans;  ///< at full duty
};

[[nodiscard]] PlantFigures figures_of(const BoardDefinition& board, const BoardOptions& options);

}  // namespace adit::boards::virtual_device
