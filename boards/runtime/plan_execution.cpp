// See plan_execution.hpp.
#include "boards/runtime/plan_execution.hpp"

#include <chrono>
#include <type_traits>

namespace adit::boards {

using namespace std::chrono_literals;
using safety::Event;

namespace {

/// Field rule: results within 100 ms of a clock change can be intact frames with garbage in them.
constexpr Duration distrust_after_clock = 100ms;

/// Upper bound of the change of baud rate: drain, switch, settle; at the reset rate, opening the cores before it.
constexpr Duration fast_baud_duration = 500ms;
constexpr Duration opening_duration = 1s;

/// A chain has been counted when nobody has answered for this long: a reply takes a millisecond at the reset rate.
constexpr Duration count_settle = 20ms;
/// A chain that counts differently each time is not one to be driven.
constexpr std::uint8_t most_recounts = 3;

template <class... Handlers>
struct Overload : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overload(Handlers...) -> Overload<Handlers...>;  // clang 16 does not deduce aggregates

}  // namespace

void PlanExecution::start(const PowerOnPlan& plan) noexcept {
    plan_ = plan;
    step_.reset();
    expect_until_.reset();
    wait_until_ = Instant{};
    is_checkpoint_told_ = false;
    recounts_ = 0;
    stage_ = Stage::plan;
}

void PlanExecution::start_ramp(safety::SetPoint target) noexcept {
    target_ = target;
    ramp_.reset();
    step_.reset();
    fast_baud_ = on_.chain.fast_baud();
    ramp_duration_ = on_.chain.ramp(clock_, target.frequency).duration() + fast_baud_duration;
    if (opening_jobs_ < on_.chain.config().chip->open_core_jobs) ramp_duration_ += opening_duration;
    wait_until_ = Instant{};
    stage_ = Stage::volts_up;
}

void PlanExecution::start_resync() {
    const bool was_fast = is_fast_ || on_.chain.is_fast_before_ramp();
    on_.link.purge();
    on_.chain.purge();
    on_.link.set_baud(on_.reset_baud);
    step_.reset();
    wait_until_ = Instant{};
    fast_baud_ = was_fast ? on_.chain.agree_baud() : driver::bm13xx::FastBaud{driver::bm13xx::fast_uart::reset_baud};
    target_.core = on_.gate.core_set();
    stage_ = Stage::fast_baud;
}

void PlanExecution::fail(Event event) noexcept {
    stage_ = Stage::idle;
    on_.events.post(event);
}

void PlanExecution::advance() {
    while (is_busy() && on_.clock.now() >= wait_until_ && on_.link.has_room())
        if (!(stage_ == Stage::plan ? advance_plan() : advance_ramp())) return;
}

bool PlanExecution::advance_plan() {
    if (!step_) step_ = plan_->next();
    if (!step_) {
        stage_ = Stage::idle;
        // Boards whose chip sensors need no checkpoint have no word for it: the end of the list is it.
        if (!is_checkpoint_told_) on_.events.post(Event::checkpoint_reached);
        return false;
    }
    if (perform(*step_) != Outcome::done) return false;
    step_.reset();
    return true;
}

bool PlanExecution::advance_ramp() {
    switch (stage_) {
        case Stage::volts_up:
            if (target_.core <= on_.gate.core_set()) {
                ramp_ = on_.chain.ramp(clock_, target_.frequency);
                stage_ = Stage::clock;
                return true;
            }
            return advance_volts(Stage::volts_up);
        case Stage::clock:
            return advance_cursor(*ramp_, is_fast_ ? Stage::volts_down : Stage::open_cores);
        case Stage::open_cores:
            return advance_opening();
        case Stage::fast_baud:
            is_fast_ = true;
            return advance_cursor(*fast_baud_, Stage::volts_down);
        case Stage::volts_down:
            if (target_.core < on_.gate.core_set()) return advance_volts(Stage::volts_down);
            stage_ = Stage::idle;
            on_.events.post(Event::ramp_done);
            return false;
        case Stage::idle:
        case Stage::plan:
            break;
    }
    return false;
}

bool PlanExecution::advance_volts(Stage next) {
    if (!on_.gate.step_core(on_.gate.next_step(target_.core), on_.clock.now())) {
        fail(Event::power_failed);
        return false;
    }
    stage_ = next;
    wait_until_ = on_.clock.now() + safety::core_step_time;
    return false;
}

/// At the voltage the board runs at: boards that need more for it are not among those described.
bool PlanExecution::advance_opening() {
    if (opening_jobs_ >= on_.chain.config().chip->open_core_jobs) {
        stage_ = Stage::fast_baud;
        return true;
    }
    if (!on_.link.send(on_.chain.encode_open_core_job(), on_.clock.now())) {
        fail(Event::chain_failed);
        return false;
    }
    ++opening_jobs_;
    return true;
}

template <class Cursor>
bool PlanExecution::advance_cursor(Cursor& cursor, Stage next) {
    if (!step_) {
        const auto step = cursor.next();
        if (!step) {
            stage_ = next;
            return true;
        }
        step_ = BoardStep{*step, step->reason, step->source};
    }
    if (perform(*step_) != Outcome::done) return false;
    step_.reset();
    return true;
}

PlanExecution::Outcome PlanExecution::perform(const BoardStep& step) {
    return std::visit(Overload{
                          [&](const board_step::SetReset& reset) {
                              if (set_reset(reset.asserted)) return Outcome::done;
                              fail(Event::chain_failed);
                              return Outcome::failed;
                          },
                          // Off and preflight are the Supervisor's own actions; in a plan they are for printing.
                          [&](const board_step::CoreOff&) { return Outcome::done; },
                          [&](const board_step::Preflight&) { return Outcome::done; },
                          [&](const board_step::CoreOn& on) { return core_on(on.core); },
                          [&](const board_step::ReachCheckpoint&) {
                              is_checkpoint_told_ = true;
                              on_.events.post(Event::checkpoint_reached);
                              return Outcome::done;
                          },
                          [&](const driver::Step& chain_step) { return perform(chain_step); },
                      },
                      step.action);
}

PlanExecution::Outcome PlanExecution::core_on(Millivolts core) {
    if (!on_.gate.core_on(core, on_.clock.now())) {
        fail(Event::power_failed);
        return Outcome::failed;
    }
    on_.events.post(Event::rail_on);
    return Outcome::done;
}

PlanExecution::Outcome PlanExecution::perform(const driver::Step& step) {
    return std::visit(Overload{
                          [&](const driver::step::Send& action) { return send(action.frame); },
                          [&](const driver::step::Wait& action) {
                              wait_until_ = on_.clock.now() + action.duration;
                              return Outcome::done;
                          },
                          [&](const driver::step::SetFrequency& action) {
                              quiet_until_ = on_.clock.now() + distrust_after_clock;
                              const Outcome outcome = send(action.frame);
                              if (outcome == Outcome::done) clock_ = action.frequency;
                              return outcome;
                          },
                          [&](const driver::step::ExpectChips& action) { return expect_chips(action); },
                          [&](const driver::step::SetHostBaud& action) {
                              on_.link.set_baud(action.baud);
                              return Outcome::done;
                          },
                          [&](const driver::step::PurgeInput&) {
                              on_.link.purge();
                              on_.chain.purge();
                              return Outcome::done;
                          },
                      },
                      step.action);
}

PlanExecution::Outcome PlanExecution::send(const driver::CommandBytes& frame) {
    chips_seen_ = 0;
    if (on_.link.send(frame.bytes(), on_.clock.now())) return Outcome::done;
    fail(Event::chain_failed);
    return Outcome::failed;
}

PlanExecution::Outcome PlanExecution::expect_chips(const driver::step::ExpectChips& step) {
    const Instant now = on_.clock.now();
    expected_id_ = step.chip_id;
    if (!expect_until_) {
        expect_until_ = now + step.within;
        foreign_chips_ = 0;
    }
    const bool is_quiet = chips_seen_ > 0 && now - chip_seen_at_ >= count_settle;
    const bool is_counted = chips_seen_ >= step.count && is_quiet;
    if (!is_counted && now < *expect_until_) {
        wait_until_ = now + 1ms;
        return Outcome::wait;
    }
    expect_until_.reset();
    chips_found_ = chips_seen_;
    if (chips_found_ == step.count && foreign_chips_ == 0) return Outcome::done;
    return take_count();
}

/// HZ-20: the chips that are there are brought up as a chain of that many, and counted again. More than the board has,
/// none, or others are another board (HZ-28).
PlanExecution::Outcome PlanExecution::take_count() {
    const bool is_possible = chips_found_ > 0 && chips_found_ <= on_.chain.config().chips && foreign_chips_ == 0;
    if (!is_possible || !plan_ || recounts_++ == most_recounts) {
        fail(Event::chain_failed);
        return Outcome::failed;
    }
    on_.chain.set_present(chips_found_);
    plan_->restart_chain();
    return Outcome::done;
}

void PlanExecution::chip_seen(std::uint16_t chip_id) noexcept {
    ++chips_seen_;
    chip_seen_at_ = on_.clock.now();
    if (expect_until_ && chip_id != expected_id_) ++foreign_chips_;
}

bool PlanExecution::set_reset(bool asserted) {
    const hal::Level level = asserted == on_.reset_active_low ? hal::Level::low : hal::Level::high;
    const auto set = on_.reset.set(level);
    if (asserted) {
        on_.chain.reset();
        on_.gate.note_chain_reset();
        on_.link.set_baud(on_.reset_baud);
        on_.link.purge();
        clock_ = Megahertz{};
        chips_found_ = 0;
        opening_jobs_ = 0;
        is_fast_ = false;
    } else {
        clock_ = on_.chain.config().chip->reset_clock;
    }
    if (!set) return false;
    const auto actual = on_.reset.get();
    return actual && *actual == level;
}

}  // namespace adit::boards
