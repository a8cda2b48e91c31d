// Opens CPU devices: which engine, which processors. The engines are examined and timed at the first one.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "boards/cpu/cpu_options.hpp"
#include "boards/cpu/engine_roster.hpp"
#include "boards/cpu/package_heat.hpp"
#include "driver/sha256/engines.hpp"
#include "hal/clock.hpp"
#include "hal/cpu_features.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/cli/problem.hpp"
#include "miner/rig/device.hpp"

namespace adit::miner::rig {

class CpuFactory {
public:
    /// `engine` (empty: the fastest) is for devices whose spec names none. `clock` and `engines` must outlive the
    /// factory and its devices.
    CpuFactory(const hal::Clock& clock, std::string engine, std::span<const driver::sha256::Engine> engines,
               const hal::CpuFeatures& features);

    /// `ordinal` as for `open_device`. Blocks for about a tenth of a second the first time. Errors: `usage` (the query
    /// is wrong or names an engine that this build does not have), `no_hardware` (the engine does not run on this
    /// processor or gives wrong results on it).
    [[nodiscard]] Expected<std::unique_ptr<Device>, cli::Problem> open(const cli::DeviceSpec& spec,
                                                                       const cli::CpuSpec& cpu, std::size_t ordinal);

private:
    /// Empty `name`: the fastest.
    [[nodiscard]] Expected<const boards::cpu::RosterEntry*, cli::Problem> choose(const std::string& name,
                                                                                 const cli::DeviceSpec& spec);

    /// Of this machine's packages; empty without a sensor.
    [[nodiscard]] static boards::cpu::Thermometer thermometer();

    const hal::Clock& clock_;
    std::string engine_;
    std::span<const driver::sha256::Engine> engines_;
    hal::CpuFeatures features_;
    std::shared_ptr<boards::cpu::EngineRoster> roster_;
    unsigned places_taken_ = 0;  ///< processors that have a worker of an earlier device
};

}  // namespace adit::miner::rig
