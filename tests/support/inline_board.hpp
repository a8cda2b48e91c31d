// A virtual board wired straight to a Runner under a virtual clock: no thread, no waiting, days in seconds. The world
// is the simulator's (boards/simulation); this is its small change for unit tests: one board, endless work.
#pragma once

#include <functional>
#include <memory>

#include "boards/definition/catalog.hpp"
#include "boards/host/parts.hpp"
#include "boards/runtime/chip_of.hpp"
#include "boards/runtime/runner.hpp"
#include "boards/safety/profile.hpp"
#include "boards/simulation/sim_serial.hpp"
#include "boards/simulation/sim_work.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/bridge/dialect.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::tests {

using InlineSerial = boards::simulation::SimSerial;

/// Endless work for one board, judged by the reference hash.
class EndlessWork final : public boards::WorkSource {
public:
    EndlessWork(std::uint8_t zero_bits, std::uint8_t claim_bits) : work_{zero_bits, claim_bits} {}

    bool has_work_now = true;
    std::uint64_t handed_out = 0, credited = 0, below_claim = 0, hardware_errors = 0, unknown = 0;
    void next_generation() { work_.next_generation(); }

private:
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override {
        if (!has_work_now) return failure(boards::NoWork::no_job);
        ++handed_out;
        return work_.next_work(device, now);
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return has_work_now; }
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override {
        const boards::NonceVerdict verdict = work_.report(device, nonce);
        const boards::simulation::WorkCount& count = work_.of(device);
        credited = count.credited;
        below_claim = count.below_claim;
        hardware_errors = count.hardware_errors;
        unknown = count.unknown;
        return verdict;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return work_.generation(); }

    boards::simulation::SimWork work_;
};

/// Board, bridge, Runner and work under one virtual clock.
struct InlineBoard {
    explicit InlineBoard(const boards::virtual_device::BoardOptions& options = {}, std::uint8_t claim_bits = 18,
                         boards::Keeper* keeper = nullptr, const char* board = "bitaxe-gamma")
        : InlineBoard{*boards::find_board(board), options, claim_bits, keeper} {}
    explicit InlineBoard(const boards::BoardDefinition& board, const boards::virtual_device::BoardOptions& options = {},
                         std::uint8_t claim_bits = 18, boards::Keeper* keeper = nullptr)
        : definition{board}, gamma{definition, options, clock.now()}, work{options.zero_bits, claim_bits} {
        const boards::RunnerConfig config{.profile = *boards::safety::make_profile(definition),
                                          .power_on = definition.power_on,
                                          .chain = {.chip = &boards::chip_of(definition.chain.chip),
                                                    .chips = definition.chain.chips,
                                                    .zero_bits = options.zero_bits,
                                                    .fast_baud = definition.chain_bus.fast_baud,
                                                    .domains = definition.chain.series_domains},
                                          .reset_baud = definition.chain_bus.baud,
                                          .reset_active_low = definition.chain.reset_active_low,
                                          .holds = {},
                                          .keeper = keeper};
        runner = std::make_unique<boards::Runner>(
            config, boards::RunnerPorts{data, reset, parts->regulator(), parts->instruments(), clock}, work,
            boards::DeviceIndex{0});
    }

    /// Steps until `done` or the time is over; watches the rail after every step. True when `done`.
    bool run(
        Duration limit, const std::function<bool()>& done = [] { return false; }) {
        const Instant end = clock.now() + limit;
        while (clock.now() < end) {
            const Instant deadline = runner->step();
            rail_highest = std::max(rail_highest, gamma.observe().rail_highest);
            if (done()) return true;
            if (deadline > clock.now())
                (void)data.wait(std::min(deadline, end), wake);
            else
                clock.advance(std::chrono::microseconds{10});
        }
        return done();
    }
    bool run_until(boards::safety::State state, Duration limit) {
        return run(limit, [&] { return runner->state() == state; });
    }
    /// Lets the rail discharge, without the Runner's help, and says whether it did.
    [[nodiscard]] bool goes_dark() {
        clock.advance(std::chrono::milliseconds{200});
        gamma.advance(clock.now());
        return is_dark();
    }
    [[nodiscard]] bool is_dark() const {
        const auto seen = gamma.observe();
        return !seen.is_regulator_on && seen.rail < Millivolts{100} && !seen.is_reset_released;
    }

    hal::VirtualClock clock{Instant{} + std::chrono::hours{1}};
    boards::BoardDefinition definition;
    boards::virtual_device::VirtualBoard gamma;
    EndlessWork work;
    InlineSerial control{gamma, clock, InlineSerial::Port::control};
    InlineSerial data{gamma, clock, InlineSerial::Port::data};
    hal::FlagWake wake;
    hal::bridge::ControlPort port{
        control,
        clock,
        {.dialect = hal::bridge::parse_dialect(definition.control_bus.dialect).value_or(hal::bridge::Dialect::v0)}};
    hal::bridge::BridgeI2cBus i2c{port};
    hal::bridge::BridgePin reset{port, definition.chain.reset_gpio};
    std::unique_ptr<boards::BoardParts> parts = *boards::BoardParts::place(
        definition, *boards::safety::make_profile(definition), i2c,
        [this](std::uint8_t gpio) { return std::make_unique<hal::bridge::BridgePin>(port, gpio); });
    std::unique_ptr<boards::Runner> runner;
    Millivolts rail_highest{};
};

}  // namespace adit::tests
