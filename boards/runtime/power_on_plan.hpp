// The power-on list of a board file as a plan: the words of the file expanded into single steps, each with its reason
// and source. The Runner executes it, `adit probe --explain` prints it.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "boards/definition/board_definition.hpp"
#include "boards/safety/permit.hpp"
#include "driver/bm13xx/chain.hpp"
#include "driver/plan.hpp"

namespace adit::boards {

/// Steps that concern the board around the chain.
namespace board_step {

struct SetReset {
    bool asserted;
};
struct CoreOff {};
struct Preflight {};
struct CoreOn {
    Millivolts core;
};
struct ReachCheckpoint {
    Checkpoint checkpoint;
};

}  // namespace board_step

struct BoardStep {
    std::variant<board_step::SetReset, board_step::CoreOff, board_step::Preflight, board_step::CoreOn,
                 board_step::ReachCheckpoint, driver::Step>
        action;
    std::string_view reason;
    std::string_view source;
};

/// A cursor over the expanded words. Copy it to resume or print.
class PowerOnPlan {
public:
    /// `words` and `chain` must outlive the plan. `point` is where the ramp ends and what the core is switched on at.
    PowerOnPlan(std::span<const PowerStep> words, const driver::bm13xx::Chain& chain, safety::SetPoint point) noexcept;

    [[nodiscard]] std::optional<BoardStep> next() noexcept;

    /// The chain turned out to be another than the plan is for: its initialisation begins again.
    void restart_chain() noexcept { chain_plan_ = chain_->bring_up(); }

private:
    using ChainPlan =
        std::variant<std::monostate, driver::bm13xx::BringUp, driver::bm13xx::Ramp, driver::bm13xx::FastBaud>;

    [[nodiscard]] std::optional<BoardStep> first_step_of(PowerStep word) noexcept;
    [[nodiscard]] std::optional<BoardStep> next_of_chain() noexcept;
    [[nodiscard]] BoardStep then_wait(BoardStep step, Duration duration, std::string_view reason) noexcept;

    std::span<const PowerStep> words_;
    const driver::bm13xx::Chain* chain_;
    safety::SetPoint point_;
    std::size_t word_ = 0;
    std::optional<BoardStep> pending_;  ///< the wait after a step
    ChainPlan chain_plan_;
};

/// How long a plan takes on a line of this rate when every reply comes at once: its waits and its bytes.
[[nodiscard]] Duration printed_duration(PowerOnPlan plan, Baud baud) noexcept;

/// The words from core:on to the last before ramp: what `Action::power_up` executes.
[[nodiscard]] std::span<const PowerStep> power_up_words(std::span<const PowerStep> power_on) noexcept;

/// Reset and initialise the chain with the rail on: what `Action::chain_reset` executes.
[[nodiscard]] std::span<const PowerStep> chain_reset_words() noexcept;

}  // namespace adit::boards
