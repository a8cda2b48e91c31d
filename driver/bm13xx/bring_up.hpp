// From a chain just out of reset to configured chips at their reset clock: a family's table as a plan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// A cursor: copy it to resume or print. Begins with the wait after reset release, ends when the temperature diode
/// can be read. Results of the chain itself are awaited in `ExpectChips`.
class BringUp {
public:
    BringUp(const ChipModel& chip, std::uint16_t chips) noexcept;

    /// The next step; none at the end.
    [[nodiscard]] std::optional<Step> next() noexcept;

private:
    [[nodiscard]] Step step_for(const InitLine& line) const noexcept;
    [[nodiscard]] std::uint8_t address() const noexcept;
    void advance() noexcept;
    void advance_group() noexcept;

    const ChipModel* chip_;
    std::uint16_t chips_;
    std::size_t line_ = 0;
    std::uint16_t index_ = 0;  ///< chip within `set_addresses` or a group of `write_each`
};

}  // namespace adit::driver::bm13xx
