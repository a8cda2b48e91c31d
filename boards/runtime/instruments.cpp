// See instruments.hpp.
#include "boards/runtime/instruments.hpp"

#include <algorithm>
#include <cstdlib>

namespace adit::boards {

using driver::peripheral::PeripheralError;
using safety::Invalid;
using safety::Reading;

namespace {

/// Where no meter measures the input: output power over this efficiency, pessimistic for a 5 V to 1.15 V
/// buck.
constexpr double assumed_efficiency = 0.85;

constexpr Invalid why(PeripheralError error) noexcept {
    switch (error) {
        case PeripheralError::no_ack:
            return Invalid::no_ack;
        case PeripheralError::timeout:
            return Invalid::timeout;
        case PeripheralError::diode_open:
        case PeripheralError::diode_fault:
            return Invalid::open;
        case PeripheralError::diode_short:
            return Invalid::short_circuit;
        case PeripheralError::implausible:
        case PeripheralError::mismatch:
        case PeripheralError::out_of_range:
        case PeripheralError::wrong_part:
        case PeripheralError::unsupported:
            return Invalid::implausible;
        case PeripheralError::not_configured:
        case PeripheralError::not_ready:
        case PeripheralError::power_on_value:
            return Invalid::not_yet;
        case PeripheralError::bus:
        case PeripheralError::disconnected:
        case PeripheralError::no_supply:
            break;
    }
    return Invalid::bus;
}

constexpr auto hotter = [](Celsius a, Celsius b) noexcept { return !(a <= b); };
constexpr auto slower = [](Rpm a, Rpm b) noexcept { return a < b; };

template <class Value>
void publish(Reading<Value>& into, const Gathered<Value>& gathered) noexcept {
    if (gathered.whole()) into = *gathered.whole();
}

}  // namespace

Instruments::Instruments(const BoardInstruments& parts, safety::EnergyGate& gate, const hal::Clock& clock) noexcept
    : parts_{parts}, gate_{gate}, clock_{clock} {
    for (std::size_t kind = 0; kind < counts_.size(); ++kind) counts_[kind] = counted(static_cast<Kind>(kind));
}

void Instruments::count_outcome(bool has_worked, bool is_timeout) noexcept {
    if (has_worked) timeouts_ = 0;
    if (is_timeout) ++timeouts_;
}

bool Instruments::prepare() {
    bool is_all_ready = true;
    for (std::size_t i = 0; i < parts_.preparations.size(); ++i) {
        const std::uint32_t bit = std::uint32_t{1} << i % 32;
        if ((ready_ & bit) != 0) continue;
        const auto done = parts_.preparations[i]->prepare();
        if (done) ready_ |= bit;
        is_all_ready = is_all_ready && done;
        if (!done && done.error() == PeripheralError::timeout) break;  // a stalled bus is not asked twice in a step
    }
    return is_all_ready;
}

bool Instruments::drive_fans(Percent duty) {
    driven_ = duty;
    bool is_driven = true;
    for (const FanPlace& fan : parts_.fans) {
        const auto done = fan.part->drive_fan(fan.channel, duty);
        is_driven = is_driven && done;
        const bool is_timeout = !done && done.error() == PeripheralError::timeout;
        count_outcome(done.has_value(), is_timeout);
        if (is_timeout) break;
    }
    return is_driven;
}

void Instruments::start_round() noexcept {
    if (!is_round_done()) return;
    for (Gathered<Celsius>* gathered : {&chip_, &regulator_, &board_}) gathered->clear();
    slowest_.clear();
    duty_.clear();
    is_bus_stalled_ = false;
    kind_ = Kind::chip;
    which_ = 0;
    skip_absent();
}

void Instruments::read_one() {
    if (is_round_done()) return;
    read(kind_, which_);
    if (++which_ < count_of(kind_)) return;
    publish_finished(kind_);
    which_ = 0;
    kind_ = after(kind_);
    skip_absent();
    if (is_round_done()) estimate_input_power();
}

void Instruments::skip_absent() noexcept {
    while (!is_round_done() && count_of(kind_) == 0) kind_ = after(kind_);
}

std::size_t Instruments::sensors_of(Measures measures) const noexcept {
    return static_cast<std::size_t>(std::ranges::count(parts_.sensors, measures, &SensorPlace::measures));
}

std::size_t Instruments::counted(Kind kind) const noexcept {
    switch (kind) {
        case Kind::chip:
            return sensors_of(Measures::chip);
        case Kind::regulator_sensor:
            return sensors_of(Measures::regulator);
        case Kind::board:
            return sensors_of(Measures::board);
        case Kind::input:
            return parts_.meter == nullptr ? 1 : 0;
        case Kind::meter_voltage:
        case Kind::meter_power:
            return parts_.meter == nullptr ? 0 : 1;
        case Kind::fan_speed:
        case Kind::fan_duty:
            return parts_.fans.size();
        case Kind::status:
        case Kind::regulator:
        case Kind::rail:
        case Kind::current:
        case Kind::none:
            break;
    }
    return 1;
}

const SensorPlace& Instruments::sensor(Measures measures, std::size_t which) const noexcept {
    const auto is_it = [&](const SensorPlace& place) { return place.measures == measures && which-- == 0; };
    return *std::ranges::find_if(parts_.sensors, is_it);
}

template <class Value, class Read>
std::optional<Reading<Value>> Instruments::probe(Read read) {
    if (is_bus_stalled_) return Reading<Value>::invalid(Invalid::bus, clock_.now());
    const auto result = read();
    count_outcome(result.has_value(), !result && result.error() == PeripheralError::timeout);
    if (result) return Reading<Value>::valid(Value{*result}, clock_.now());
    if (result.error() == PeripheralError::unsupported) return std::nullopt;
    is_bus_stalled_ = result.error() == PeripheralError::timeout;
    return Reading<Value>::invalid(why(result.error()), clock_.now());
}

template <class Value, class Read>
void Instruments::store(Reading<Value>& into, Read read) {
    if (const auto reading = probe<Value>(read)) into = *reading;
}

void Instruments::read_sensor(Gathered<Celsius>& into, const SensorPlace& place) {
    const auto reading = probe<Celsius>([&]() -> driver::peripheral::Result<Celsius> {
        const auto read = place.part->read_input(place.input);
        // The definition says that there is such an input: a part that denies it is no missing instrument.
        if (!read && read.error() == PeripheralError::unsupported) return failure(PeripheralError::wrong_part);
        return read.map([&](Celsius raw) { return place.correction.apply(raw); });
    });
    if (reading) into.add(*reading, hotter);
}

void Instruments::read_status() {
    store(readings_.regulator, [&]() -> safety::EnergyGate::Result<safety::RegulatorStatus> {
        const auto glance = gate_.glance();
        if (!glance) return failure(PeripheralError{glance.error()});
        return safety::RegulatorStatus{glance->word, !glance->health.is_on && gate_.core_set().value > 0};
    });
}

void Instruments::read_fan(std::size_t which) {
    const FanPlace& fan = parts_.fans[which];
    // Of several fans the one counts that is furthest from what was asked for.
    const auto stranger = [&](Percent a, Percent b) {
        return std::abs(a.value - driven_.value) > std::abs(b.value - driven_.value);
    };
    if (kind_ == Kind::fan_speed) {
        if (const auto read = probe<Rpm>([&] { return fan.part->read_fan_speed(fan.channel); }))
            slowest_.add(*read, slower);
    } else if (const auto read = probe<Percent>([&] { return fan.part->read_fan_drive(fan.channel); })) {
        duty_.add(*read, stranger);
    }
}

void Instruments::read(Kind kind, std::size_t which) {
    switch (kind) {
        case Kind::chip:
            return read_sensor(chip_, sensor(Measures::chip, which));
        case Kind::regulator_sensor:
            return read_sensor(regulator_, sensor(Measures::regulator, which));
        case Kind::board:
            return read_sensor(board_, sensor(Measures::board, which));
        case Kind::regulator:
            if (const auto own = probe<Celsius>([&] { return gate_.read_temperature(); })) regulator_.add(*own, hotter);
            return;
        case Kind::status:
            return read_status();
        case Kind::rail:
            return store(readings_.rail_voltage, [&] { return gate_.read_rail(); });
        case Kind::current:
            return store(readings_.rail_current, [&] { return gate_.read_current(); });
        case Kind::input:
            return store(readings_.input_voltage, [&] { return gate_.read_input(); });
        case Kind::meter_voltage:
            return store(readings_.input_voltage, [&] { return parts_.meter->measure_voltage(); });
        case Kind::meter_power:
            return store(readings_.input_power, [&] { return parts_.meter->measure_power(); });
        case Kind::fan_speed:
        case Kind::fan_duty:
            return read_fan(which);
        case Kind::none:
            return;
    }
}

/// Kinds of several readings show once the last of them is made.
void Instruments::publish_finished(Kind kind) noexcept {
    if (kind == Kind::chip) publish(readings_.chip, chip_);
    if (kind == Kind::regulator_sensor || (kind == Kind::regulator && count_of(Kind::regulator_sensor) == 0))
        publish(readings_.vrm, regulator_);
    if (kind == Kind::board) publish(readings_.board, board_);
    if (kind == Kind::fan_speed) publish(readings_.fan_speed, slowest_);
    if (kind == Kind::fan_duty) publish(readings_.fan_duty, duty_);
}

void Instruments::reread_chip() {
    Gathered<Celsius> again;
    for (std::size_t which = 0; which < sensors_of(Measures::chip); ++which)
        read_sensor(again, sensor(Measures::chip, which));
    publish(readings_.chip, again);
}

void Instruments::estimate_input_power() noexcept {
    if (parts_.meter != nullptr) return;
    const auto& volts = readings_.rail_voltage;
    const auto& amperes = readings_.rail_current;
    if (volts.is_valid() && amperes.is_valid())
        readings_.input_power = Reading<Watts>::valid(
            Watts{volts.value().value * amperes.value().value / assumed_efficiency}, amperes.at());
    else
        readings_.input_power = Reading<Watts>::invalid(Invalid::bus, clock_.now());
}

}  // namespace adit::boards
