// What the state directory holds about one device, and its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "boards/host/two_slots.hpp"
#include "boards/runtime/keeper.hpp"

namespace adit::boards {

struct DeviceState {
    std::string device;  ///< stable id
    Kept kept;
    std::int64_t latched_at = 0;  ///< seconds since 1970 by the wall clock, for people only; 0: unknown
    friend bool operator==(const DeviceState&, const DeviceState&) = default;
};

/// None when the id does not fit or holds other than printable characters. Temperatures are rounded to 0.01 C, clocks
/// to 1 kHz; what does not fit its field counts as unknown.
[[nodiscard]] std::optional<SlotPayload> encode(const DeviceState& state);
/// None for what this or an earlier `encode` would not have written: also for a later version or a reason this build
/// does not know.
[[nodiscard]] std::optional<DeviceState> decode_device_state(const SlotPayload& payload);

/// What a file without a valid slot means: a latch may be lost, so there is one (never "no latch").
[[nodiscard]] DeviceState corrupt_state(std::string device);

}  // namespace adit::boards
