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

// Voltage: lowest and highest entry of the voltage menu that the open miner firmware has for the chip, the only range
// it is known to be run at. Clock: the top of its frequency menu and one ramp step group of 25 MHz. Temperature: small
// boards throttle at 75 C; 90 C is the upper end of their emergency limits.
constexpr ChipLimits bm1370{{1000}, {1250}, {650.0}, {85.0}, {90.0}};
constexpr ChipLimits bm1368{{1100}, {1300}, {600.0}, {85.0}, {90.0}};
constexpr ChipLimits bm1366{{1100}, {1300}, {600.0}, {85.0}, {90.0}};
constexpr ChipLimits bm1397{{1100}, {1500}, {625.0}, {85.0}, {90.0}};
// Two firmwares disagree about this chip; the lower of each limit. Boards with it stay unconfirmed.
constexpr ChipLimits bm1373{{1000}, {1250}, {435.0}, {85.0}, {90.0}};
// No public firmware has a voltage menu for this chip: 42 domains of it are run at 12.6 to 15.5 V, and 525 MHz is the
// clock of every capture. Boards with it stay unconfirmed.
constexpr ChipLimits bm1362{{300}, {370}, {550.0}, {85.0}, {90.0}};
// 21 domains behind a supply that the open firmware sets from 7.95 to 9.4 V, 200 to 900 MHz, hot at 100 C.
constexpr ChipLimits bm1387{{378}, {447}, {900.0}, {85.0}, {90.0}};

struct PartLimits {
    Millivolts rail_min, rail_max;
    Watts input_power;
    Amperes input_current;
};

// TPS546D24A, by the output ranges its families are protected to. The largest known board with one is rated 120 W; its
// 12 V input then carries 10 A, a 5 V board of 40 W 9 A at its lowest input voltage.
constexpr PartLimits tps546_single{{1000}, {2000}, {120.0}, {12.0}};
constexpr PartLimits tps546_series{{2500}, {4500}, {120.0}, {12.0}};
constexpr PartLimits tps546_stacked{{1000}, {3000}, {120.0}, {12.0}};
// Multiphase controllers: the range all known firmware keeps to; the largest boards are rated 250 and 350 W at 11 V.
constexpr PartLimits tps53647{{1005}, {1400}, {250.0}, {23.0}};
constexpr PartLimits tps53667{{1005}, {1400}, {350.0}, {32.0}};
// Current DAC on a fixed buck: what 127 steps reach; the largest known board is rated 40 W at 5 V.
constexpr PartLimits ds4432u{{990}, {1927}, {40.0}, {9.0}};

// Whatever the board: regulators of this class throttle at 105 C and die at 145; a fan below 20 % cannot be told from a
// stalled one.
constexpr Celsius vrm_ceiling{110.0};
constexpr Percent fan_floor{20};

constexpr ChipLimits limits_of(ChipFamily chip) noexcept {
    switch (chip) {
        case ChipFamily::bm1370:
            return bm1370;
        case ChipFamily::bm1368:
            return bm1368;
        case ChipFamily::bm1366:
            return bm1366;
        case ChipFamily::bm1397:
            return bm1397;
        case ChipFamily::bm1373:
            return bm1373;
        case ChipFamily::bm1362:
            return bm1362;
        case ChipFamily::bm1387:
            return bm1387;
    }
    return {};  // nothing is allowed for a chip nobody described
}

constexpr PartLimits limits_of(Tps546Family family) noexcept {
    switch (family) {
        case Tps546Family::single_5v:
            return tps546_single;
        case Tps546Family::series_12v:
            return tps546_series;
        case Tps546Family::stacked_12v:
            return tps546_stacked;
    }
    return {};
}

constexpr PartLimits limits_of(RegulatorPart part, Tps546Family family) noexcept {
    switch (part) {
        case RegulatorPart::tps546d24a:
            return limits_of(family);
        case RegulatorPart::tps53647:
            return tps53647;
        case RegulatorPart::tps53667:
            return tps53667;
        case RegulatorPart::ds4432u:
            return ds4432u;
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

Envelope compiled_envelope(ChipFamily chip, RegulatorPart part, Tps546Family family) noexcept {
    const ChipLimits silicon = limits_of(chip);
    const PartLimits supply = limits_of(part, family);
    return {.core_min = silicon.core_min,
            .core_max = silicon.core_max,
            .rail_min = supply.rail_min,
            .rail_max = supply.rail_max,
            .frequency_max = silicon.frequency_max,
            .throttle = silicon.throttle,
            .emergency = silicon.emergency,
            .vrm_trip = vrm_ceiling,
            .input_power_max = supply.input_power,
            .input_current_max = supply.input_current,
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
