// See instruments.hpp.
#include "boards/runtime/instruments.hpp"

namespace adit::boards {

using driver::peripheral::PeripheralError;
using safety::Invalid;
using safety::Reading;

namespace {

/// Input power is not measured on these boards: output power over this efficiency, pessimistic for a 5 V to 1.15 V
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

}  // namespace

void Instruments::start_round() noexcept {
    if (!is_round_done()) return;
    next_ = 0;
    is_bus_stalled_ = false;
}

void Instruments::read_one() {
    if (is_round_done()) return;
    read(next_++);
    if (is_round_done()) estimate_input_power();
}

void Instruments::reread_chip() { store(readings_.chip, monitor_.read_external_temperature()); }

template <class Value, class Result>
void Instruments::store(Reading<Value>& into, const Result& result) {
    if (result) {
        into = Reading<Value>::valid(Value{*result}, clock_.now());
        return;
    }
    into = Reading<Value>::invalid(why(result.error()), clock_.now());
    is_bus_stalled_ = is_bus_stalled_ || result.error() == PeripheralError::timeout;
}

void Instruments::read(std::uint8_t probe) {
    const auto unless_stalled = [&](auto& into, auto make) {
        using Value = decltype(into.value());
        if (is_bus_stalled_)
            into = Reading<Value>::invalid(Invalid::bus, clock_.now());
        else
            store(into, make());
    };
    switch (probe) {
        case 0:
            return unless_stalled(readings_.chip, [&] { return monitor_.read_external_temperature(); });
        case 1:
            return unless_stalled(readings_.regulator, [&]() -> safety::EnergyGate::Result<safety::RegulatorStatus> {
                const auto status = gate_.read_status_word();
                if (!status) return failure(PeripheralError{status.error()});
                return safety::RegulatorStatus{status->word, status->is_off() && gate_.core_set().value > 0};
            });
        case 2:
            return unless_stalled(readings_.vrm, [&] { return gate_.read_temperature(); });
        case 3:
            return unless_stalled(readings_.rail_voltage, [&] { return gate_.read_vout(); });
        case 4:
            return unless_stalled(readings_.rail_current, [&] { return gate_.read_iout(); });
        case 5:
            return unless_stalled(readings_.input_voltage, [&] { return gate_.read_vin(); });
        case 6:
            return unless_stalled(readings_.board, [&] { return monitor_.read_internal_temperature(); });
        case 7:
            return unless_stalled(readings_.fan_speed, [&] { return monitor_.read_rpm(); });
        default:
            return unless_stalled(readings_.fan_duty, [&] { return monitor_.read_duty(); });
    }
}

void Instruments::estimate_input_power() noexcept {
    const auto& volts = readings_.rail_voltage;
    const auto& amperes = readings_.rail_current;
    if (volts.is_valid() && amperes.is_valid())
        readings_.input_power = Reading<Watts>::valid(
            Watts{volts.value().value * amperes.value().value / assumed_efficiency}, amperes.at());
    else
        readings_.input_power = Reading<Watts>::invalid(Invalid::bus, clock_.now());
}

}  // namespace adit::boards
