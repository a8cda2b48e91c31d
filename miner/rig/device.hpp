// Something that hashes, as the rig sees it: it can be attached, started, stopped, and asked how it is.
#pragma once

#include <optional>

#include "boards/board_status.hpp"
#include "boards/cpu/cpu_status.hpp"
#include "boards/work_source.hpp"
#include "hal/wake.hpp"
#include "miner/scheduler/device_info.hpp"

namespace adit::miner::rig {

class Device {
public:
    virtual ~Device() = default;

    /// Who it is, for the scheduler.
    [[nodiscard]] DeviceInfo info() const { return do_info(); }
    /// Notified when its work became void.
    [[nodiscard]] hal::Wake& wake() noexcept { return do_wake(); }
    /// Begins to work. Once.
    void start(boards::WorkSource& source, boards::DeviceIndex index) { do_start(source, index); }
    /// Asks for an orderly stop; returns at once.
    void request_stop() noexcept { do_request_stop(); }
    /// Waits until it has stopped, at most about 2 s.
    void join() noexcept { do_join(); }
    /// State of the board; none where there is no board (the processor).
    [[nodiscard]] std::optional<boards::BoardStatus> status() const { return do_status(); }
    /// Engine and checks; none where it is not the processor that hashes.
    [[nodiscard]] std::optional<boards::cpu::CpuStatus> cpu() const { return do_cpu(); }

protected:
    Device() = default;
    Device(const Device&) = default;
    Device& operator=(const Device&) = default;

private:
    [[nodiscard]] virtual DeviceInfo do_info() const = 0;
    [[nodiscard]] virtual hal::Wake& do_wake() noexcept = 0;
    virtual void do_start(boards::WorkSource& source, boards::DeviceIndex index) = 0;
    virtual void do_request_stop() noexcept = 0;
    virtual void do_join() noexcept = 0;
    [[nodiscard]] virtual std::optional<boards::BoardStatus> do_status() const { return std::nullopt; }
    [[nodiscard]] virtual std::optional<boards::cpu::CpuStatus> do_cpu() const { return std::nullopt; }
};

}  // namespace adit::miner::rig
