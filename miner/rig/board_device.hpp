// A board behind a bitaxe-raw bridge as a device of the rig: two ports, the bridge's buses, the Runner and its thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "boards/definition/board_definition.hpp"
#include "boards/host/board_thread.hpp"
#include "boards/host/bridge_recovery.hpp"
#include "boards/host/parts.hpp"
#include "boards/safety/profile.hpp"
#include "boards/virtual/device_server.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/linux/event_wake.hpp"
#include "miner/cli/problem.hpp"
#include "miner/rig/device.hpp"

namespace adit::miner::rig {

/// What is needed to talk to one board. The emulator, where there is one, lives as long as the ports.
struct BoardConnection {
    std::unique_ptr<boards::virtual_device::DeviceServer> emulator;
    std::unique_ptr<hal::Serial> control, data;
};

struct BoardIdentity {
    std::string stable_id, spec, kind;
    std::uint8_t zero_bits = 32;
    boards::safety::ArmingBits holds;
    boards::Keeper* keeper = nullptr;     ///< outlives the device; see persistence.hpp
    boards::ChainBench* bench = nullptr;  ///< outlives the device; of `adit probe`
};

/// A board with everything `BoardDevice::open` takes.
struct PreparedBoard {
    boards::BoardDefinition definition;
    BoardIdentity identity;
    BoardConnection connection;
    std::vector<std::string> reasons;  ///< what `identity.holds` stand for, one sentence each
};

class BoardDevice final : public Device {
public:
    /// Claims the board's parts on its bus and sets the bus speed. `clock` must outlive the device.
    /// Errors: `config` (limits that contradict the envelope, parts that contradict each other), `no_hardware` (the
    /// bridge does not answer).
    [[nodiscard]] static Expected<std::unique_ptr<Device>, cli::Problem> open(boards::BoardDefinition definition,
                                                                              BoardIdentity identity,
                                                                              BoardConnection connection,
                                                                              const hal::Clock& clock);

    BoardDevice(boards::BoardDefinition definition, const boards::safety::Profile& profile, BoardIdentity identity,
                BoardConnection connection, const hal::Clock& clock);

private:
    [[nodiscard]] Expected<void, std::string> place_parts();
    [[nodiscard]] DeviceInfo do_info() const override;
    [[nodiscard]] hal::Wake& do_wake() noexcept override { return wake_; }
    void do_start(boards::WorkSource& source, boards::DeviceIndex index) override;
    void do_request_stop() noexcept override;
    void do_join() noexcept override;
    [[nodiscard]] std::optional<boards::BoardStatus> do_status() const override;

    boards::BoardDefinition definition_;
    boards::safety::Profile profile_;
    BoardIdentity identity_;
    BoardConnection connection_;
    const hal::Clock& clock_;
    hal::EventWake wake_;
    hal::bridge::ControlPort control_;
    hal::bridge::BridgeI2cBus i2c_;
    boards::BridgeRecovery recovery_;
    hal::bridge::BridgePin reset_;
    std::unique_ptr<boards::BoardParts> parts_;
    std::unique_ptr<boards::BoardThread> thread_;
};

}  // namespace adit::miner::rig
