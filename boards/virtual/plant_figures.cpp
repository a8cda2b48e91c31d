// One table of chips, and a Gamma's heat sink, regulator and supply made larger with what a board draws at its default
// point: so every board warms up as a Gamma does, whatever its size.
#include "boards/virtual/plant_figures.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

namespace {

struct ChipPoint {
    double volts, mhz, switching_w, leakage_w;  ///< leakage at 60 C
};

/// Field figures of efficiency at the default point, J/TH: BM1370 16, BM1368 16, BM1366 21, BM1397 36, BM1373 13,
/// BM1362 29, BM1387 98; nine tenths of it switching.
constexpr ChipPoint point_of(ChipFamily chip) noexcept {
    switch (chip) {
        case ChipFamily::bm1370:
            break;
        case ChipFamily::bm1368:
            return {1.166, 490.0, 8.8, 0.9};
        case ChipFamily::bm1366:
            return {1.2, 485.0, 8.2, 0.9};
        case ChipFamily::bm1397:
            return {1.4, 425.0, 9.3, 1.0};
        case ChipFamily::bm1373:
            return {1.05, 350.0, 27.2, 3.0};
        case ChipFamily::bm1362:
            return {0.32, 525.0, 7.0, 0.8};
        case ChipFamily::bm1387:
            return {0.42, 650.0, 6.5, 0.7};
    }
    return {1.15, 525.0, 15.5, 1.5};
}

constexpr ChipDraw draw_of(ChipFamily chip, double scale) noexcept {
    const ChipPoint point = point_of(chip);
    const double squared = point.volts * point.volts;
    return {scale * point.switching_w / (squared * point.mhz), scale * point.leakage_w / squared};
}

// A Gamma at its default point: 17 W in the chip, and what keeps that at some 25 K above the air.
constexpr double gamma_w = 17.0;
constexpr Resistance gamma_chip{1.3, 4.2}, gamma_vrm{8.0, 16.0}, gamma_board{4.0, 0.0};
constexpr double gamma_chip_j_per_k = 15.0, gamma_vrm_j_per_k = 6.0, gamma_board_j_per_k = 40.0;
constexpr double gamma_to_board_w_per_k = 0.05, gamma_board_w = 0.8, fan_full_w = 1.0;

constexpr Resistance scaled(Resistance of_gamma, double size) noexcept {
    return {of_gamma.best_k_per_w / size, of_gamma.more_k_per_w / size};
}

bool has_12_volts(const Regulator& regulator) noexcept {
    if (regulator.part == RegulatorPart::tps546d24a) return regulator.family != Tps546Family::single_5v;
    return regulator.part != RegulatorPart::ds4432u;
}

}  // namespace

PlantFigures figures_of(const BoardDefinition& board, const BoardOptions& options) {
    PlantFigures figures;
    figures.draw = draw_of(board.chain.chip, options.power);
    const double core_v = board.default_point.core.value / 1000.0, mhz = board.default_point.frequency.value;
    const double chip_w = core_v * core_v * (figures.draw.switching_w_per_v2_mhz * mhz + figures.draw.leakage_w_per_v2);
    const double size = std::max(0.1, chip_w * board.chain.chips / gamma_w);
    figures.chip = scaled(gamma_chip, size);
    figures.vrm = scaled(gamma_vrm, size);
    figures.board = scaled(gamma_board, size);
    figures.chip_j_per_k = gamma_chip_j_per_k * size;
    figures.vrm_j_per_k = gamma_vrm_j_per_k * size;
    figures.board_j_per_k = gamma_board_j_per_k * size;
    figures.chip_to_board_w_per_k = gamma_to_board_w_per_k * size;
    figures.board_w = gamma_board_w * size;
    figures.fan_full_w = fan_full_w;
    figures.supply_v = has_12_volts(board.regulator) ? 12.15 : 5.05;
    constexpr double droop = 0.024, all_w_per_chip_w = 1.22;  // regulator losses, board and fan
    const double amperes = size * gamma_w * all_w_per_chip_w / figures.supply_v;
    figures.source_ohm = options.source_ohm.value_or(droop * figures.supply_v / amperes);
    for (const Fan& fan : board.fans) figures.fans.push_back(fan.full_rpm);
    return figures;
}

}  // namespace adit::boards::virtual_device
