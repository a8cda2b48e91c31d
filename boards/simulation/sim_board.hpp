// One virtual board with its bridge, its cable and the process that drives it: production parts from the Runner down to
// the bytes on both ports. The process can be killed and started again; what was stored survives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "boards/definition/board_definition.hpp"
#include "boards/host/parts.hpp"
#include "boards/runtime/runner.hpp"
#include "boards/simulation/sim_keeper.hpp"
#include "boards/simulation/sim_serial.hpp"
#include "boards/simulation/trace.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::boards::simulation {

struct SimBoardSetup {
    BoardDefinition definition;
    virtual_device::BoardOptions options{};
    DeviceIndex index{};
    Instant start{};
    bool keeps_state = true;  ///< false: a Runner without a keeper
    /// Hashes per clock of each chip instead of what silicon does: emulator and driver are told the same slower chip,
    /// so that every rate and counter agrees and a day costs little real hashing. 0: as silicon, times `options.speed`.
    std::uint16_t engines = 0;
};

class SimBoard {
public:
    /// Board under power, no process. The definition must make a profile and its parts must fit their buses, as those
    /// of the catalogue do. `work` and `trace` must outlive the board; `trace` may be null.
    SimBoard(const SimBoardSetup& setup, WorkSource& work, Trace* trace);
    ~SimBoard();
    SimBoard(const SimBoard&) = delete;
    SimBoard& operator=(const SimBoard&) = delete;

    /// Starts the process and asks for power; ignored while one runs.
    void start();
    /// As a signal nobody catches: from one moment to the next nothing is sent any more.
    void kill();
    /// The end of an orderly stop, once the Runner says that the board is off.
    void finish();
    [[nodiscard]] bool is_running() const noexcept { return process_ != nullptr; }

    /// One step of the process and the wait until its next deadline, at most until `limit`; without a process, idles.
    void turn(Instant limit);
    /// Nobody runs until `until`: the host stands still, the board does not.
    void stall(Instant until);
    /// What adit-safeoff does to the board; false if that could not prove it off.
    bool safe_off();
    /// Takes the plugs out, or puts them back. What the board does meanwhile is its own business.
    void set_unplugged(bool is_unplugged) noexcept;

    /// Only while `is_running()`.
    [[nodiscard]] Runner& runner() noexcept { return *process_->runner; }
    [[nodiscard]] const Runner& runner() const noexcept { return *process_->runner; }
    [[nodiscard]] Instant now() const noexcept { return clock.now(); }
    [[nodiscard]] const BoardDefinition& definition() const noexcept { return definition_; }
    [[nodiscard]] const safety::Profile& profile() const noexcept { return profile_; }
    [[nodiscard]] const driver::bm13xx::ChipModel& chip() const noexcept { return chip_; }
    [[nodiscard]] DeviceIndex index() const noexcept { return index_; }
    [[nodiscard]] std::uint64_t turns() const noexcept { return turns_; }
    /// Longest that one step of the Runner ever took.
    [[nodiscard]] Duration longest_step() const noexcept { return longest_step_; }
    void forget_longest_step() noexcept { longest_step_ = {}; }

private:
    BoardDefinition definition_;
    safety::Profile profile_;
    DeviceIndex index_;
    driver::bm13xx::ChipModel chip_;
    std::uint8_t zero_bits_;
    bool keeps_state_;
    WorkSource& work_;

public:
    hal::VirtualClock clock;  ///< this board's own time: a slow bus delays no other board
    virtual_device::VirtualBoard device;
    SimSerial control, data;
    SimKeeper keeper;
    hal::FlagWake wake;

private:
    /// What dies with the process.
    struct Process {
        Process(SimBoard& board, Keeper* keeper);
        hal::bridge::ControlPort port;
        hal::bridge::BridgeI2cBus i2c;
        hal::bridge::BridgePin reset;
        std::unique_ptr<BoardParts> parts;
        std::unique_ptr<Runner> runner;
    };

    std::unique_ptr<Process> process_;
    std::uint64_t turns_ = 0;
    Duration longest_step_{};
};

}  // namespace adit::boards::simulation
