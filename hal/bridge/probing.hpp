// What may be asked of a bridge before it is certain which board is behind it: products with the same USB strings
// number their lines differently, and a line that is the reset of one is the supply of another. So: no pin at all,
// only reads, until the parts have answered. Pure; a cursor, like every plan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hal/bridge/request.hpp"

namespace adit::hal::bridge {

struct ProbeStep {
    Request request;
    std::uint8_t address{};  ///< I2C address asked; 0: the bridge itself
    std::string_view reason;

    /// True if this reply to `request` is one the step was made for: any, or one of the ids known for the part.
    [[nodiscard]] bool accepts(std::span<const std::byte> payload) const noexcept;
};

/// The bus clock while probing: the slowest that every part knows.
inline constexpr std::uint32_t probing_hz = 100'000;

class SafeProbing {
public:
    /// `addresses`: the I2C addresses of all boards that it could be (7 bits, in any order; must outlive this).
    explicit SafeProbing(std::span<const std::uint8_t> addresses) noexcept : addresses_{addresses} {}

    /// The next step; none at the end. First the bridge (is the link in step), then the bus clock, then each address:
    /// its id where the part has one and it is known, else whether anybody answers. Ids: TPS546D24A/S at 24, EMC2101
    /// at 4C. A part that gives another id is not what its address suggests.
    [[nodiscard]] std::optional<ProbeStep> next() noexcept;

private:
    std::span<const std::uint8_t> addresses_;
    std::size_t position_ = 0;
};

}  // namespace adit::hal::bridge
