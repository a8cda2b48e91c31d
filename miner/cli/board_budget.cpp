// See board_budget.hpp.
#include "miner/cli/board_budget.hpp"

#include <fmt/format.h>

#include "boards/safety/supply.hpp"

namespace adit::miner::cli {

namespace {

Amperes cut_off_of(const boards::Regulator& regulator) {
    if (regulator.part == boards::RegulatorPart::ds4432u) return {};
    if (regulator.part != boards::RegulatorPart::tps546d24a) return regulator.current_fault;
    return boards::safety::family_limits(regulator.family).iout_fault;
}

}  // namespace

std::string budget_text(const boards::BoardDefinition& board) {
    const Amperes cut_off = cut_off_of(board.regulator);
    if (cut_off.value <= 0 || board.chain.chips == 0) return {};
    constexpr double per_thousand = 1000.0;
    const double rail = board.default_point.core.value * board.chain.series_domains / per_thousand;
    const double watts = rail * cut_off.value;
    return fmt::format(
        "  at the default point: rail {:.3g} V; its regulator cuts off at {:g} A, {:.0f} W: {:.1f} W a chip\n", rail,
        cut_off.value, watts, watts / board.chain.chips);
}

}  // namespace adit::miner::cli
