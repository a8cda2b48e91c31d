// The processor as a device of the rig.
#pragma once

#include <memory>
#include <string>

#include "boards/cpu/cpu_miner.hpp"
#include "miner/rig/device.hpp"

namespace adit::miner::rig {

class CpuDevice final : public Device {
public:
    /// `chosen` is of `roster`.
    CpuDevice(std::string spec, std::size_t ordinal, const boards::cpu::CpuOptions& options, const hal::Clock& clock,
              std::shared_ptr<boards::cpu::EngineRoster> roster, const boards::cpu::RosterEntry& chosen,
              boards::cpu::Thermometer thermometer)
        : spec_{std::move(spec)},
          ordinal_{ordinal},
          miner_{options, clock, std::move(roster), chosen, std::move(thermometer)} {}

private:
    [[nodiscard]] DeviceInfo do_info() const override {
        return {.stable_id = "cpu#" + std::to_string(ordinal_),
                .spec = spec_,
                .kind = "cpu",
                .engine = std::string{miner_.status().engine},
                .appetite = miner_.appetite()};
    }
    [[nodiscard]] hal::Wake& do_wake() noexcept override { return miner_.wake(); }
    void do_start(boards::WorkSource& source, boards::DeviceIndex index) override { miner_.start(source, index); }
    void do_request_stop() noexcept override {}  // `join` takes less than 100 ms
    void do_join() noexcept override { miner_.stop(); }
    [[nodiscard]] std::optional<boards::cpu::CpuStatus> do_cpu() const override { return miner_.status(); }

    std::string spec_;
    std::size_t ordinal_;
    boards::cpu::CpuMiner miner_;
};

}  // namespace adit::miner::rig
