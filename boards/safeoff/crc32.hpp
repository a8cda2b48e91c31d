// CRC-32 as in Ethernet and zlib (reflected polynomial EDB88320, start and end inverted; check value of "123456789":
// CBF43926). Guards the records of the state directory; they are small, so no table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace adit::boards::safeoff {

[[nodiscard]] constexpr std::uint32_t crc32(std::span<const std::byte> bytes) noexcept {
    constexpr std::uint32_t polynomial = 0xEDB88320;
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::byte byte : bytes) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
    }
    return ~crc;
}

}  // namespace adit::boards::safeoff
