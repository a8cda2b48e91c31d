// Bits of a register.
#pragma once

#include <cstdint>

namespace adit::boards::virtual_device {

/// Bits high..low of a word, at most 31 of them.
[[nodiscard]] constexpr std::uint32_t field(std::uint32_t word, unsigned high, unsigned low) noexcept {
    return (word >> low) & ((std::uint32_t{1} << (high - low + 1)) - 1);
}

}  // namespace adit::boards::virtual_device
