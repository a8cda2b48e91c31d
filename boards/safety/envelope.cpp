// Compiled limits with their sources, and narrowing; see envelope.hpp.
#include "boards/safety/envelope.hpp"

#include "boards/definition/board_definition.hpp"

namespace adit::boards::safety {

namespace {

struct ChipLimits {
    Millivolts core_min, core_max;
    Megahertz frequency_max;
    Celsius throttle, emergency;
};

struct RailLimits {
    Millivolts rail_min, rail_max;
};

// BM1370. Voltage: lowest and highest entry of the voltage menu of the open miner firmware, the only range the chip is
// known to be run at. Clock: one ramp step group above the menu's top of 625 MHz; 650 is the fastest setting seen in
// the field's PLL tables that still lies within 25 MHz of that menu. Temperature: small boards throttle at 75 C; 90 C
// is the upper end of their emergency limits.
constexpr ChipLimits bm1370{{1000}, {1250}, {650.0}, {85.0}, {90.0}};

// TPS546D24A in the only configuration its driver knows: one phase, scale 0.25, output range 1.0-2.0 V.
constexpr RailLimits tps546d24a{{1000}, {2000}};

// Whatever the board: regulators of this class throttle at 105 C and die at 145; the largest known small board is
// rated 120 W; its 12 V input then carries 10 A, a 5 V board of 40 W 9 A at its lowest input voltage; a fan below 20 %
// cannot be told from a stalled one.
constexpr Celsius vrm_ceiling{110.0};
constexpr Watts input_power_ceiling{120.0};
constexpr Amperes input_current_ceiling{12.0};
constexpr Percent fan_floor{20};

constexpr ChipLimits limits_of(ChipFamily chip) noexcept {
    switch (chip) {
        case ChipFamily::bm1370:
            return bm1370;
    }
    return {};  // nothing is allowed for a chip nobody described
}

constexpr RailLimits limits_of(RegulatorPart part) noexcept {
    switch (part) {
        case RegulatorPart::tps546d24a:
            return tps546d24a;
    }
    return {};
}

using Checked = Expected<Envelope, EnvelopeError>;

constexpr auto refused(EnvelopeField field, EnvelopeFault fault) { return failure(EnvelopeError{field, fault}); }

/// Written so that a NaN fails.
template <class Quantity>
constexpr bool is_at_most(Quantity a, Quantity b) noexcept {
    return a.value <= b.value;
}

}  // namespace

Envelope compiled_envelope(ChipFamily chip, RegulatorPart part) noexcept {
    const ChipLimits silicon = limits_of(chip);
    const RailLimits rail = limits_of(part);
    return {.core_min = silicon.core_min,
            .core_max = silicon.core_max,
            .rail_min = rail.rail_min,
            .rail_max = rail.rail_max,
            .frequency_max = silicon.frequency_max,
            .throttle = silicon.throttle,
            .emergency = silicon.emergency,
            .vrm_trip = vrm_ceiling,
            .input_power_max = input_power_ceiling,
            .input_current_max = input_current_ceiling,
            .fan_floor = fan_floor};
}

Checked narrow(const Envelope& outer, const Envelope& inner) noexcept {
    using enum EnvelopeField;
    struct Rule {
        bool holds;
        EnvelopeField field;
    };
    const Rule inside[]{{is_at_most(outer.core_min, inner.core_min), core_min},
                        {is_at_most(inner.core_max, outer.core_max), core_max},
                        {is_at_most(outer.rail_min, inner.rail_min), rail},
                        {is_at_most(inner.rail_max, outer.rail_max), rail},
                        {is_at_most(inner.frequency_max, outer.frequency_max), frequency_max},
                        {is_at_most(inner.throttle, outer.throttle), throttle},
                        {is_at_most(inner.emergency, outer.emergency), emergency},
                        {is_at_most(inner.vrm_trip, outer.vrm_trip), vrm_trip},
                        {is_at_most(inner.input_power_max, outer.input_power_max), input_power_max},
                        {is_at_most(inner.input_current_max, outer.input_current_max), input_current_max},
                        {is_at_most(outer.fan_floor, inner.fan_floor), fan_floor}};
    const Rule sane[]{{is_at_most(inner.core_min, inner.core_max) && inner.core_min.value > 0, core_max},
                      {is_at_most(inner.rail_min, inner.rail_max) && inner.rail_min.value > 0, rail},
                      {inner.frequency_max.value > 0, frequency_max},
                      {inner.throttle.value > 0 && inner.throttle < inner.emergency, throttle},
                      {inner.vrm_trip.value > 0, vrm_trip},
                      {inner.input_power_max.value > 0, input_power_max},
                      {inner.input_current_max.value > 0, input_current_max},
                      {is_at_most(inner.fan_floor, Percent{100}), fan_floor}};
    for (const Rule& rule : inside)
        if (!rule.holds) return refused(rule.field, EnvelopeFault::widens);
    for (const Rule& rule : sane)
        if (!rule.holds) return refused(rule.field, EnvelopeFault::contradicts);
    return inner;
}

Checked narrow(const Envelope& outer, const Limits& board, std::uint8_t series_domains) noexcept {
    if (series_domains == 0) return refused(EnvelopeField::series_domains, EnvelopeFault::contradicts);
    Envelope inner = outer;
    inner.core_min = board.core_min;
    inner.core_max = board.core_max;
    if (!is_at_most(outer.core_min, inner.core_min)) return refused(EnvelopeField::core_min, EnvelopeFault::widens);
    if (!is_at_most(inner.core_max, outer.core_max)) return refused(EnvelopeField::core_max, EnvelopeFault::widens);
    inner.rail_min = board.core_min * series_domains;
    inner.rail_max = board.core_max * series_domains;
    inner.frequency_max = board.frequency_max;
    inner.throttle = board.throttle;
    inner.emergency = board.emergency;
    inner.vrm_trip = board.vrm_trip;
    inner.input_power_max = board.input_max;
    return narrow(outer, inner);
}

}  // namespace adit::boards::safety
