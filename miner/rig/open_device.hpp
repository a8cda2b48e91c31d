// From a device spec to a device, with everything it needs opened. Errors are for the person who wrote the spec.
#pragma once

#include <memory>

#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/cli/problem.hpp"
#include "miner/rig/board_device.hpp"
#include "miner/rig/cpu_factory.hpp"
#include "miner/rig/device.hpp"
#include "miner/rig/persistence.hpp"
#include "miner/rig/surroundings.hpp"

namespace adit::miner::rig {

/// A board with its ports open and its holds known, before anything drives it. Errors as `open_device`; `usage` also
/// for the processor.
[[nodiscard]] Expected<PreparedBoard, cli::Problem> prepare_board(const cli::DeviceSpec& spec, std::size_t ordinal,
                                                                  const hal::Clock& clock, Persistence& persistence,
                                                                  const Surroundings& around);

/// `ordinal` counts the devices of this run and makes ids of equal virtual devices distinct. `clock` must outlive the
/// device; `cpus` serves all CPU devices of the run, `persistence` outlives the devices. Errors: `usage` (unknown board
/// or option), `config` (board file, state directory), `no_hardware`, `permission`. What stands against power is told
/// to `around.notice`.
[[nodiscard]] Expected<std::unique_ptr<Device>, cli::Problem> open_device(const cli::DeviceSpec& spec,
                                                                          std::size_t ordinal, const hal::Clock& clock,
                                                                          CpuFactory& cpus, Persistence& persistence,
                                                                          const Surroundings& around = {});

}  // namespace adit::miner::rig
