// Physical quantities as types, so that a millivolt is never a megahertz. Formatting lives elsewhere (host only).
#pragma once

#include <compare>
#include <cstdint>

namespace adit {

/// A number with a unit. Same-unit sums, differences and scaling only; everything else goes through `value`.
template <class Unit, class Number>
struct Quantity {
    Number value{};

    friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
    friend constexpr bool operator==(const Quantity&, const Quantity&) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {static_cast<Number>(a.value + b.value)}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {static_cast<Number>(a.value - b.value)}; }
    friend constexpr Quantity operator*(Quantity a, Number factor) { return {static_cast<Number>(a.value * factor)}; }
};

using Millivolts = Quantity<struct MillivoltUnit, std::int32_t>;
using Megahertz = Quantity<struct MegahertzUnit, double>;
using Celsius = Quantity<struct CelsiusUnit, double>;
using Volts = Quantity<struct VoltUnit, double>;
using Amperes = Quantity<struct AmpereUnit, double>;
using Watts = Quantity<struct WattUnit, double>;
using HashesPerSecond = Quantity<struct HashRateUnit, double>;
using Rpm = Quantity<struct RpmUnit, std::uint32_t>;
/// 0..100.
using Percent = Quantity<struct PercentUnit, std::int32_t>;
/// Bits per second on an asynchronous serial line.
using Baud = Quantity<struct BaudUnit, std::uint32_t>;

}  // namespace adit
