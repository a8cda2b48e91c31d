// The safe-off record (SEAMS section 3): written, synced and read back before a board gets its first power, so that a
// program without configuration and catalogue can switch it off. Fixed size, guarded by a checksum.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "boards/safeoff/off_steps.hpp"

namespace adit::boards::safeoff {

struct OffRecord {
    std::string device;  ///< stable id, as in `adit latches`
    std::string board;
    std::string port;  ///< the bridge's control port
    std::vector<OffStep> steps;
    hal::bridge::Dialect dialect{};  ///< of the bridge; records of the first version knew v0 only
    friend bool operator==(const OffRecord&, const OffRecord&) = default;
};

inline constexpr std::size_t off_record_size = 768;
inline constexpr std::size_t longest_device_id = 159, longest_board_name = 47, longest_port = 159;
using OffRecordBytes = std::array<std::byte, off_record_size>;

/// None when a text or the list of steps does not fit, is empty, or holds other than printable characters.
[[nodiscard]] std::optional<OffRecordBytes> encode(const OffRecord& record);
/// None for anything this or an earlier `encode` would not have written; every flipped bit is noticed.
[[nodiscard]] std::optional<OffRecord> decode_off_record(std::span<const std::byte> bytes);

}  // namespace adit::boards::safeoff
