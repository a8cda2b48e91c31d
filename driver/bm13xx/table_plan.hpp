// A table of init lines played for a chain of a certain shape: one step per call, chip by chip where the table says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/fast_baud.hpp"
#include "driver/plan.hpp"

namespace adit::driver::bm13xx {

/// A cursor: copy it to resume or print. An empty table is an empty plan.
class TablePlan {
public:
    TablePlan() noexcept = default;
    /// `clock`: what `set_sweep` lines compute with.
    TablePlan(const ChipModel& chip, const ChainShape& shape, std::span<const InitLine> table,
              Megahertz clock = {}) noexcept;

    [[nodiscard]] std::optional<Step> next() noexcept;

private:
    [[nodiscard]] std::optional<Step> next_of_baud() noexcept;
    [[nodiscard]] std::optional<Step> next_wait() noexcept;
    [[nodiscard]] std::uint32_t repetitions(InitKind kind) const noexcept;
    [[nodiscard]] Step step_for(const InitLine& line) const noexcept;
    [[nodiscard]] std::optional<CommandBytes> frame_for(const InitLine& line) const noexcept;
    [[nodiscard]] CommandBytes write(std::uint32_t chip, Register reg, std::uint32_t value) const noexcept;
    [[nodiscard]] CommandBytes relay_gap() const noexcept;
    [[nodiscard]] std::uint32_t last_of_domain(std::uint32_t domain) const noexcept;
    [[nodiscard]] Pll start_pll() const noexcept;
    void advance() noexcept;
    void advance_group() noexcept;

    const ChipModel* chip_ = nullptr;
    ChainShape shape_;
    std::span<const InitLine> table_;
    Megahertz clock_{};
    std::optional<FastBaud> baud_;
    const InitLine* wait_ = nullptr;  ///< pause after an address
    std::size_t line_ = 0;
    std::uint32_t index_ = 0;  ///< repetition of the line, or chip within a group
};

}  // namespace adit::driver::bm13xx
