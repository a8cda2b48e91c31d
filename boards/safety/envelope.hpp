// The hard envelope (SA-3): compiled limits of chip family, regulator part and board class, and the one way to change
// them, which is to narrow. Nothing at run time widens it.
#pragma once

#include <cstdint>
#include <string_view>

#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards {
enum class ChipFamily : std::uint8_t;
enum class RegulatorPart : std::uint8_t;
enum class Tps546Family : std::uint8_t;
struct Limits;
}  // namespace adit::boards

namespace adit::boards::safety {

/// Limits of one energised board. Every field is a hard limit; a reading beyond it costs the power.
struct Envelope {
    Millivolts core_min{}, core_max{};  ///< per series domain
    Millivolts rail_min{}, rail_max{};  ///< at the regulator's output
    Megahertz frequency_max{};
    Celsius throttle{}, emergency{};  ///< chip: derate from the one, trip at the other
    Celsius vrm_trip{};
    Watts input_power_max{};
    Amperes input_current_max{};
    Percent fan_floor{};  ///< no fan below this while the board has one
    friend constexpr bool operator==(const Envelope&, const Envelope&) = default;
};

/// The compiled envelope of a chip family behind a regulator part (`family`: of a TPS546), before a board narrows it.
[[nodiscard]] Envelope compiled_envelope(ChipFamily chip, RegulatorPart part, Tps546Family family = {}) noexcept;

enum class EnvelopeField : std::uint8_t {
    core_min,
    core_max,
    rail,
    frequency_max,
    throttle,
    emergency,
    vrm_trip,
    input_power_max,
    input_current_max,
    fan_floor,
    default_core,
    default_frequency,
    series_domains,
    sensors,
};
enum class EnvelopeFault : std::uint8_t {
    widens,       ///< asks for more than the outer envelope allows
    contradicts,  ///< leaves no room, or fields exclude each other
};
struct EnvelopeError {
    EnvelopeField field{};
    EnvelopeFault fault{};
    friend constexpr bool operator==(const EnvelopeError&, const EnvelopeError&) = default;
};
[[nodiscard]] std::string_view name(EnvelopeField field) noexcept;

/// Intersection of `outer` with a narrower wish. Errors: `widens` for the first field that reaches outside `outer`
/// (also when it is not a number), `contradicts` for the first that leaves no room.
[[nodiscard]] Expected<Envelope, EnvelopeError> narrow(const Envelope& outer, const Envelope& inner) noexcept;

/// As above, from the limits of a board file with `series_domains` domains in series, each narrower than or equal to
/// `outer`. The rail range becomes what the core range times the domains needs.
[[nodiscard]] Expected<Envelope, EnvelopeError> narrow(const Envelope& outer, const Limits& board,
                                                       std::uint8_t series_domains) noexcept;

}  // namespace adit::boards::safety
