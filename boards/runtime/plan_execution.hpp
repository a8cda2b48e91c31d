// Carries out a power-on plan or a ramp, a step at a time, never waiting itself. Can be cancelled between any two
// steps; what it achieved is told as events.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "boards/runtime/chain_link.hpp"
#include "boards/runtime/event_queue.hpp"
#include "boards/runtime/power_on_plan.hpp"
#include "hal/clock.hpp"
#include "hal/gpio.hpp"

namespace adit::boards {

/// What a plan acts upon. All must outlive the execution.
struct PlanTargets {
    driver::bm13xx::Chain& chain;
    ChainLink& link;
    safety::EnergyGate& gate;
    hal::OutputPin& reset;
    const hal::Clock& clock;
    EventQueue& events;
    bool reset_active_low = true;
    Baud reset_baud{115200};
};

class PlanExecution {
public:
    explicit PlanExecution(const PlanTargets& targets) noexcept : on_{targets} {}

    /// Begins a plan; a plan under way is dropped.
    void start(const PowerOnPlan& plan) noexcept;
    /// Begins to move to `target`: voltage up first, then the clock, then voltage down; afterwards the fast baud rate,
    /// once per bring-up, and before it the jobs that open cores, where a family needs them. Ends with `ramp_done`.
    void start_ramp(safety::SetPoint target) noexcept;
    /// HZ-26: begins to agree on the line's rate again, whichever of its two rates the chips are at. What is unsent is
    /// dropped.
    void start_resync();
    void cancel() noexcept { stage_ = Stage::idle; }

    /// Does steps until one has to wait. Posts rail_on, checkpoint_reached, ramp_done, chain_failed or power_failed.
    void advance();

    /// A chip told its identity (for `ExpectChips`).
    void chip_seen(std::uint16_t chip_id) noexcept;

    /// Drives the chain's reset line. Asserting also forgets the chain's state. False when the line did not follow.
    bool set_reset(bool asserted);

    [[nodiscard]] bool is_busy() const noexcept { return stage_ != Stage::idle; }
    [[nodiscard]] bool is_ramping() const noexcept { return stage_ >= Stage::volts_up; }
    /// Host and chips may be at different rates: nothing else may be sent.
    [[nodiscard]] bool is_changing_baud() const noexcept { return stage_ == Stage::fast_baud; }
    [[nodiscard]] safety::SetPoint ramp_target() const noexcept { return target_; }
    /// How long the ramp under way was going to take when it began, the change of baud rate included.
    [[nodiscard]] Duration ramp_duration() const noexcept { return ramp_duration_; }
    [[nodiscard]] Instant next_deadline() const noexcept { return wait_until_; }
    /// What the chain was last told; 0 while in reset.
    [[nodiscard]] Megahertz clock() const noexcept { return clock_; }
    [[nodiscard]] std::uint16_t chips_found() const noexcept { return chips_found_; }
    /// Results before this moment follow a clock change too closely to be trusted.
    [[nodiscard]] Instant quiet_until() const noexcept { return quiet_until_; }

private:
    enum class Stage : std::uint8_t { idle, plan, volts_up, clock, open_cores, fast_baud, volts_down };
    enum class Outcome : std::uint8_t { done, wait, failed };

    [[nodiscard]] bool advance_plan();
    [[nodiscard]] bool advance_ramp();
    [[nodiscard]] bool advance_volts(Stage next);
    [[nodiscard]] bool advance_opening();
    template <class Cursor>
    [[nodiscard]] bool advance_cursor(Cursor& cursor, Stage next);
    void fail(safety::Event event) noexcept;

    Outcome perform(const BoardStep& step);
    Outcome perform(const driver::Step& step);
    Outcome send(const driver::CommandBytes& frame);
    Outcome expect_chips(const driver::step::ExpectChips& step);
    Outcome take_count();
    Outcome core_on(Millivolts core);

    PlanTargets on_;
    Stage stage_ = Stage::idle;
    std::optional<PowerOnPlan> plan_;
    std::optional<driver::bm13xx::Ramp> ramp_;
    std::optional<driver::bm13xx::FastBaud> fast_baud_;
    std::optional<BoardStep> step_;  ///< under way
    safety::SetPoint target_{};
    Duration ramp_duration_{};
    Megahertz clock_{};
    Instant wait_until_{};
    Instant quiet_until_{};
    std::optional<Instant> expect_until_;
    Instant chip_seen_at_{};
    std::uint16_t chips_seen_ = 0, chips_found_ = 0, foreign_chips_ = 0;
    std::uint16_t expected_id_ = 0;
    std::uint16_t opening_jobs_ = 0;  ///< sent since the last reset
    std::uint8_t recounts_ = 0;       ///< by the plan under way
    bool is_fast_ = false;
    bool is_checkpoint_told_ = false;  ///< by the plan under way
};

}  // namespace adit::boards
