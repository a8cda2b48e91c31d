// Layout: version 1 · flags 1 · unclean starts 1 · reason 1 · device 160 · latched at 8 · chip 4 · regulator 4 · rail 4
// · status 4 · clock 4 · good core 4 · good clock 4 · good minutes 2 · from version 2 on: sags 1 · seconds until they
// are forgotten 2 · for each place of `retry_place` seconds left of three trips 6 · zeros. Reasons are only ever
// appended, so places are as well.
#include "boards/host/device_state.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "boards/safeoff/fields.hpp"
#include "boards/safeoff/off_record.hpp"

namespace adit::boards {

namespace {

using safeoff::FieldReader;
using safeoff::FieldWriter;
using safety::Reason;

constexpr std::uint8_t version_without_debt = 1, version = 2;
constexpr std::uint8_t flag_latch = 1, flag_last_good = 2, flag_energised = 4, known_flags = 7;
constexpr std::size_t device_width = safeoff::longest_device_id + 1;
constexpr std::int32_t unknown = std::numeric_limits<std::int32_t>::min();

/// `value` x `scale` as a whole number.
std::int32_t scaled(double value, double scale) {
    const double product = std::round(value * scale);
    constexpr double most = std::numeric_limits<std::int32_t>::max();
    return product >= -most && product <= most ? static_cast<std::int32_t>(product) : unknown;
}

void write(FieldWriter& out, std::int32_t value) { out.number(static_cast<std::uint32_t>(value)); }
std::int32_t read(FieldReader& in) { return static_cast<std::int32_t>(in.number<std::uint32_t>()); }

constexpr double per_celsius = 100.0, per_megahertz = 1000.0;

void write_latch(FieldWriter& out, const LatchNote& note) {
    write(out, note.chip ? scaled(note.chip->value, per_celsius) : unknown);
    write(out, note.regulator ? scaled(note.regulator->value, per_celsius) : unknown);
    write(out, note.rail ? note.rail->value : unknown);
    write(out, note.regulator_status ? std::int32_t{*note.regulator_status} : unknown);
    write(out, scaled(note.clock.value, per_megahertz));
}

std::optional<Celsius> read_celsius(FieldReader& in) {
    const std::int32_t value = read(in);
    return value == unknown ? std::nullopt : std::optional{Celsius{value / per_celsius}};
}

LatchNote read_latch(FieldReader& in, Reason reason) {
    LatchNote note{.reason = reason};
    note.chip = read_celsius(in);
    note.regulator = read_celsius(in);
    if (const std::int32_t rail = read(in); rail != unknown) note.rail = Millivolts{rail};
    if (const std::int32_t status = read(in); status != unknown)
        note.regulator_status = static_cast<std::uint16_t>(status);
    if (const std::int32_t clock = read(in); clock != unknown) note.clock = Megahertz{clock / per_megahertz};
    return note;
}

void write_debt(FieldWriter& out, const safety::Debt& debt) {
    out.number(debt.sags);
    out.number(debt.sags_for);
    for (const auto& place : debt.trips)
        for (const std::uint16_t left : place) out.number(left);
}

safety::Debt read_debt(FieldReader& in) {
    safety::Debt debt;
    debt.sags = in.number<std::uint8_t>();
    debt.sags_for = in.number<std::uint16_t>();
    for (auto& place : debt.trips)
        for (std::uint16_t& left : place) left = in.number<std::uint16_t>();
    return debt;
}

bool is_latch_reason(std::uint8_t value) noexcept {
    return value < safety::reason_count && safety::is_trip(static_cast<Reason>(value));
}

std::optional<SlotPayload> encode_as(const DeviceState& state, std::uint8_t as_version) {
    const Kept& kept = state.kept;
    SlotPayload payload{};
    FieldWriter out{payload};
    out.number(as_version);
    out.number(static_cast<std::uint8_t>((kept.latch ? flag_latch : 0) | (kept.last_good ? flag_last_good : 0) |
                                         (kept.is_energised ? flag_energised : 0)));
    out.number(kept.unclean_starts);
    out.number(static_cast<std::uint8_t>(kept.latch ? kept.latch->reason : Reason::none));
    out.text(state.device, safeoff::longest_device_id);
    out.number(std::uint8_t{0});
    out.number(static_cast<std::uint64_t>(kept.latch ? state.latched_at : 0));
    write_latch(out, kept.latch.value_or(LatchNote{}));
    const LastGood good = kept.last_good.value_or(LastGood{});
    write(out, good.point.core.value);
    write(out, scaled(good.point.frequency.value, per_megahertz));
    out.number(good.minutes);
    if (as_version != version_without_debt) write_debt(out, kept.debt);
    if (!out.is_good() || state.device.empty()) return std::nullopt;
    return payload;
}

}  // namespace

std::optional<SlotPayload> encode(const DeviceState& state) { return encode_as(state, version); }

std::optional<DeviceState> decode_device_state(const SlotPayload& payload) {
    FieldReader in{payload};
    const auto its_version = in.number<std::uint8_t>();
    const bool is_known_version = its_version == version_without_debt || its_version == version;
    const auto flags = in.number<std::uint8_t>();
    DeviceState state;
    state.kept.unclean_starts = in.number<std::uint8_t>();
    const auto reason = in.number<std::uint8_t>();
    state.device = in.text(device_width);
    state.latched_at = static_cast<std::int64_t>(in.number<std::uint64_t>());
    const LatchNote note = read_latch(in, static_cast<Reason>(reason));
    const Millivolts core{read(in)};
    const Megahertz clock{read(in) / per_megahertz};
    const LastGood good{{core, clock}, in.number<std::uint16_t>()};
    state.kept.debt = read_debt(in);
    if (!is_known_version || flags > known_flags || !in.is_good() || !in.is_rest_empty()) return std::nullopt;
    if ((flags & flag_latch) != 0) {
        if (!is_latch_reason(reason)) return std::nullopt;
        state.kept.latch = note;
    }
    if ((flags & flag_last_good) != 0) state.kept.last_good = good;
    state.kept.is_energised = (flags & flag_energised) != 0;
    // What no version would have written is no state.
    return encode_as(state, its_version) == payload ? std::optional{std::move(state)} : std::nullopt;
}

DeviceState corrupt_state(std::string device) {
    DeviceState state{.device = std::move(device), .kept = {}, .latched_at = 0};
    state.kept.latch = LatchNote{.reason = Reason::state_corrupt};
    state.kept.is_energised = true;
    return state;
}

}  // namespace adit::boards
