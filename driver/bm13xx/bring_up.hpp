// From a chain just out of reset to configured chips at their start clock: a family's table as a plan.
#pragma once

#include <cstdint>
#include <optional>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/table_plan.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// A cursor: copy it to resume or print. Begins with the wait after reset release, ends when the temperature diode
/// can be read. Results of the chain itself are awaited in `ExpectChips`. Families that change speed early change it
/// here.
class BringUp {
public:
    BringUp(const ChipModel& chip, const ChainShape& shape) noexcept : plan_{chip, shape, chip.init} {}
    BringUp(const ChipModel& chip, std::uint16_t chips) noexcept : BringUp{chip, ChainShape{.chips = chips}} {}

    /// The next step; none at the end.
    [[nodiscard]] std::optional<Step> next() noexcept { return plan_.next(); }

private:
    TablePlan plan_;
};

}  // namespace adit::driver::bm13xx
