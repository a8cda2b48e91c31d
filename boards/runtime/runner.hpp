// One board, one step at a time: moves bytes between line and chain driver, asks the Supervisor, carries out what it
// decides, feeds work. Never blocks longer than one bus transaction group; `board_thread.hpp` is the loop around it,
// the simulator another.
#pragma once

#include <span>
#include <string_view>

#include "boards/board_status.hpp"
#include "boards/definition/board_definition.hpp"
#include "boards/runtime/bus_recovery.hpp"
#include "boards/runtime/chain_bench.hpp"
#include "boards/runtime/chain_link.hpp"
#include "boards/runtime/chip_watch.hpp"
#include "boards/runtime/counter_schedule.hpp"
#include "boards/runtime/event_queue.hpp"
#include "boards/runtime/instruments.hpp"
#include "boards/runtime/keeping.hpp"
#include "boards/runtime/plan_execution.hpp"
#include "boards/runtime/work_feed.hpp"
#include "boards/safety/supervisor.hpp"
#include "boards/safety/trip_sequence.hpp"
#include "boards/work_source.hpp"

namespace adit::boards {

struct RunnerConfig {
    safety::Profile profile;
    std::span<const PowerStep> power_on;  ///< must outlive the Runner
    driver::bm13xx::ChainConfig chain;
    Baud reset_baud{115200};
    bool reset_active_low = true;
    safety::ArmingBits holds;     ///< standing reasons not to arm, e.g. `no_profile`
    Keeper* keeper = nullptr;     ///< outlives the Runner; none: nothing survives a restart, nothing is waited for
    ChainBench* bench = nullptr;  ///< outlives the Runner; of `adit probe`
};

/// What the Runner works with. Everything must outlive it; the regulator is the gate's alone.
struct RunnerPorts {
    hal::Serial& line;
    hal::OutputPin& reset;
    driver::peripheral::Regulator& regulator;
    const BoardInstruments& instruments;
    const hal::Clock& clock;
    BusRecovery* recovery = nullptr;  ///< of the bus the parts are on; none: a stuck bus stays stuck
};

class Runner final : private safety::TripExecutor {
public:
    Runner(const RunnerConfig& config, RunnerPorts ports, WorkSource& source, DeviceIndex device);
    /// Switches the core off, whatever state the board is in.
    ~Runner() override;
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Does what is due now and returns when it wants to be called again; bytes or new work may call it earlier.
    Instant step();

    void request_start() noexcept { events_.post(safety::Event::start_request); }
    void request_stop() noexcept { events_.post(safety::Event::stop_request); }
    /// After the last step: a board that is proven off needs its safe-off record no longer.
    void sign_off() noexcept;

    /// The regulator read back as off and the chain is held in reset.
    [[nodiscard]] bool is_off() const noexcept { return memory_.is_off_proven && !gate_.may_be_on(); }
    [[nodiscard]] safety::State state() const noexcept { return memory_.state; }
    [[nodiscard]] BoardStatus status() const;
    /// What of the status is asked for after every event: why it is in this state, and the alarms. Static text.
    [[nodiscard]] std::string_view reason() const noexcept { return word_of(last_.reason); }
    [[nodiscard]] std::string_view alarm() const noexcept { return word_of(alarm_); }
    [[nodiscard]] std::uint32_t alarms() const noexcept { return alarms_; }

private:
    [[nodiscard]] static std::string_view word_of(safety::Reason reason) noexcept {
        return reason == safety::Reason::none ? std::string_view{} : safety::name(reason);
    }
    void take_replies();
    void handle(const driver::bm13xx::Event& event, Instant now);
    void handle_result(const driver::Nonce& nonce, Instant now);
    void feed_chain();
    void watch_chips();
    void serve_bench(Instant now);
    void tell_bench(const driver::bm13xx::Event& event) const noexcept;
    void care_for_bus();
    void start_wanted_plans();
    void supervise();
    void tick();
    void decide(safety::Event event);
    [[nodiscard]] safety::Inputs inputs(safety::Event event, Instant now) const;
    [[nodiscard]] safety::Facts facts(Instant now) const;
    [[nodiscard]] double rate_scale() const noexcept;
    [[nodiscard]] HashesPerSecond expected_rate() const noexcept;
    void carry_out(const safety::Decision& decision);
    void carry_out_plans(const safety::Decision& decision);
    void remember_latch(safety::Reason reason) noexcept;
    void apply_fan(Percent duty);
    void run_preflight();
    void force_off();
    [[nodiscard]] bool cut_power();
    bool do_carry_out(const safety::TripStepRule& rule) override;
    [[nodiscard]] Instant next_deadline() const;

    RunnerConfig config_;
    const hal::Clock& clock_;
    safety::EnergyGate gate_;
    driver::bm13xx::Chain chain_;
    ChainLink link_;
    EventQueue events_;
    PlanExecution plan_;
    Instruments instruments_;
    WorkFeed feed_;
    ChipWatch chips_;
    CounterSchedule reads_;
    BusRecovery* recovery_;
    BusCare bus_care_;
    Keeping keeping_;
    safety::Decision last_;
    safety::Memory& memory_ = last_.next;  ///< what the Supervisor said to remember
    safety::ArmingBits preflight_;
    std::optional<Percent> fan_set_;
    Duration start_plan_{};  ///< see `Facts::start_plan`
    Instant next_cycle_{};
    std::optional<Instant> off_failed_in_;                  ///< the cycle in which switching off failed last
    std::uint64_t progress_ = 0;                            ///< steps so far
    std::uint64_t off_failed_at_ = 0, fans_failed_at_ = 0;  ///< the step in which that failed last; 0: none
    std::uint32_t alarms_ = 0;
    safety::Reason alarm_ = safety::Reason::none;
    bool is_rewrite_wanted_ = false, is_resync_wanted_ = false;  ///< until the plan under way is done
    bool is_cut_ = false;  ///< the last attempt to cut power was proven, however long it took
    bool was_energised_ = false;
    bool is_lost_told_ = false;
    bool is_round_unjudged_ = false;
};

}  // namespace adit::boards
