// Error codes of the bridge firmwares, and bytes as numbers. Shared by the sources of the bridge model only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace adit::boards::virtual_device {

inline constexpr std::uint8_t error_timeout = 0x10, error_invalid = 0x11, error_overflow = 0x12, error_text = 0xff;
// Bonanza only.
inline constexpr std::uint8_t error_denied = 0x12, error_fault = 0x13;

/// Bytes before the data of a reply, or before the text of an error: LEN(2) ID, and a status or code.
inline constexpr std::size_t plain_header = 3, status_header = 4;

constexpr std::uint8_t number(std::byte byte) noexcept { return std::to_integer<std::uint8_t>(byte); }

}  // namespace adit::boards::virtual_device
