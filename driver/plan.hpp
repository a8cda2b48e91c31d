// Plans are data: what to do to a chain, step by step, each with its reason and source. The Runner interprets them
// and can be interrupted anywhere; `adit probe --explain` prints them; emulators check them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::driver {

/// A short frame by value (no allocation). Command frames of the families known so far need at most 11 bytes.
class CommandBytes {
public:
    static constexpr std::size_t capacity = 16;

    constexpr CommandBytes() = default;
    constexpr explicit CommandBytes(std::span<const std::byte> bytes) noexcept
        : size_{static_cast<std::uint8_t>(std::min(bytes.size(), capacity))} {
        std::copy_n(bytes.begin(), size_, bytes_.begin());
    }
    [[nodiscard]] constexpr std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }
    friend constexpr bool operator==(const CommandBytes& a, const CommandBytes& b) noexcept {
        return std::ranges::equal(a.bytes(), b.bytes());
    }

private:
    std::array<std::byte, capacity> bytes_{};
    std::uint8_t size_ = 0;
};

/// The kinds of step a chain plan is made of.
namespace step {

/// Send these bytes to the chain.
struct Send {
    CommandBytes frame;
};
/// Let this much time pass (received bytes are still processed).
struct Wait {
    Duration duration;
};
/// Change the hash clock. An energy step: the gate decodes the frame and checks it against its permit.
struct SetFrequency {
    Megahertz frequency;
    CommandBytes frame;
};
/// Wait until `count` chips have answered with `chip_id`, or fail after `within`.
struct ExpectChips {
    std::uint16_t chip_id;
    std::uint16_t count;
    Duration within;
};
/// Change the host's side of the UART.
struct SetHostBaud {
    Baud baud;
};
/// Throw away what was received, and any half frame.
struct PurgeInput {};

}  // namespace step

struct Step {
    std::variant<step::Send, step::Wait, step::SetFrequency, step::ExpectChips, step::SetHostBaud, step::PurgeInput>
        action;
    std::string_view reason;  ///< why, for people
    std::string_view source;  ///< where the fact comes from
    bool redundant = false;   ///< deliberately repeated: the chain must also come up without it
};

}  // namespace adit::driver
