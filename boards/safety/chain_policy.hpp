// Which frames to a BM13xx chain touch energy, and which of those are harmless: the gate's reading of chain bytes.
// Pure. Registers of the family that move no clock and no volts pass whatever their value.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "boards/safety/denied.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards::safety {

/// What the chain may be told now.
struct ChainLimits {
    Megahertz clock_max{};      ///< permit
    Megahertz clock_present{};  ///< last admitted: anything lower is a way down and always fine
    Megahertz envelope_max{};   ///< never above
};

/// Decodes all frames in `bytes` as `chip` would and judges each. Returns the clock of the last clock write among them,
/// none if there is none. Errors: `undecodable` (also for no bytes at all), `clock_malformed`, `clock_too_high`,
/// `divider`, `baud`, `mailbox`, `unknown_register`.
[[nodiscard]] Expected<std::optional<Megahertz>, Denied> judge_chain_bytes(const driver::bm13xx::ChipModel& chip,
                                                                           std::span<const std::byte> bytes,
                                                                           const ChainLimits& limits) noexcept;

}  // namespace adit::boards::safety
