// An independent SHA-256, written straight from FIPS 180-4 section 6.2 with nothing shared with the product: the
// oracle.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace adit::test {

/// The digest of any message.
std::array<std::byte, 32> textbook_sha256(std::span<const std::byte> message);

/// SHA-256 of SHA-256.
inline std::array<std::byte, 32> textbook_sha256d(std::span<const std::byte> message) {
    return textbook_sha256(textbook_sha256(message));
}

}  // namespace adit::test
