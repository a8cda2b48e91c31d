// Error codes of the bridge firmwares, and bytes as numbers. Shared by the sources of the bridge model only.
#pragma once

#include <cstddef>
#include <cstdint>

namespace adit::boards::virtual_device {

inline constexpr std::uint8_t error_timeout = 0x10, error_invalid = 0x11, error_overflow = 0x12, error_text = 0xff;
// Bonanza only.
inline constexpr std::uint8_t error_denied = 0x12, error_fault = 0x13;

constexpr std::uint8_t number(std::byte byte) noexcept { return std::to_integer<std::uint8_t>(byte); }

}  // namespace adit::boards::virtual_device
