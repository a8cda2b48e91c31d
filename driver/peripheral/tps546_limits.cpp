// See tps546_limits.hpp. Register numbers and values: TPS546D24A data sheet (PMBus commands), as the open miner
// firmware writes them.
#include "driver/peripheral/tps546_limits.hpp"

#include <initializer_list>

namespace adit::driver::peripheral {
namespace {

/// Collects the table. After the first value that its format cannot hold, the result is an error.
class TableBuilder {
public:
    explicit TableBuilder(VoutMode mode) noexcept : mode_{mode} {}

    void byte(std::uint8_t number, std::uint8_t value) noexcept { add({number, RegisterFormat::byte, value}); }
    void word(std::uint8_t number, std::uint16_t value) noexcept { add({number, RegisterFormat::word, value}); }
    void whole(std::uint8_t number, std::uint16_t value) noexcept {
        add({number, RegisterFormat::linear11, encode_linear11_whole(value)});
    }
    void linear(std::uint8_t number, double value) noexcept {
        const auto encoded = encode_linear11(value);
        is_good_ = is_good_ && encoded && value > 0.0;
        add({number, RegisterFormat::linear11, encoded ? *encoded : std::uint16_t{0}});
    }
    void voltage(std::uint8_t number, Millivolts value) noexcept {
        const auto encoded = encode_ulinear16(value, mode_.exponent);
        is_good_ = is_good_ && encoded;
        add({number, RegisterFormat::word, encoded ? *encoded : std::uint16_t{0}});
    }
    /// `thousandths` of VOUT_COMMAND; where the part counts volts, of `reference`.
    void ratio(std::uint8_t number, std::int32_t thousandths, Millivolts reference) noexcept {
        voltage(number, mode_.relative ? Millivolts{thousandths} : Millivolts{reference.value * thousandths / 1000});
    }

    [[nodiscard]] Expected<Tps546LimitTable, PeripheralError> finish() const {
        if (!is_good_ || table_.is_overfull()) return failure(PeripheralError::out_of_range);
        return table_;
    }

private:
    void add(const RegisterWrite& write) noexcept { table_.add(write); }

    VoutMode mode_;
    Tps546LimitTable table_{};
    bool is_good_ = true;
};

/// The part's own rail range; a limit outside it is a mistake in units.
constexpr Millivolts rail_lowest{250}, rail_highest{5500};

template <class Value>
bool ascending(std::initializer_list<Value> values) noexcept {
    for (auto next = values.begin() + 1; next < values.end(); ++next) {
        if (!(*(next - 1) < *next)) return false;  // written so that a NaN fails
    }
    return true;
}

/// What the part can divide its feedback by.
bool is_scale(double value) noexcept { return value == 1.0 || value == 0.5 || value == 0.25 || value == 0.125; }

bool is_consistent(const Tps546Limits& limits) noexcept {
    if (!is_scale(limits.feedback_scale)) return false;
    const auto& warning = limits.vin_undervoltage_warning;
    if (warning && !(*warning > Volts{0.0} && *warning <= limits.vin_on)) return false;
    return ascending({Volts{0.0}, limits.vin_off, limits.vin_on, limits.vin_overvoltage}) &&
           ascending({Amperes{0.0}, limits.iout_warning, limits.iout_fault}) &&
           ascending({Celsius{0.0}, limits.temperature_warning, limits.temperature_fault, Celsius{151.0}}) &&
           rail_lowest <= limits.vout_min && limits.vout_min < limits.vout_max && limits.vout_max <= rail_highest &&
           limits.vout_min <= limits.vout_initial && limits.vout_initial <= limits.vout_max;
}

void add_converter(TableBuilder& table, const Tps546Limits& limits) noexcept {
    table.word(0xEC, limits.stack);  // STACK_CONFIG
    table.byte(0xE4, limits.sync);   // SYNC_CONFIG
    table.byte(0x04, limits.phase);  // PHASE
    table.whole(0x33, 650);          // FREQUENCY_SWITCH, kHz
}

void add_input(TableBuilder& table, const Tps546Limits& limits) noexcept {
    if (limits.vin_undervoltage_warning) table.linear(0x58, limits.vin_undervoltage_warning->value);  // VIN_UV_WARN
    table.linear(0x35, limits.vin_on.value);                                                          // VIN_ON
    table.linear(0x36, limits.vin_off.value);                                                         // VIN_OFF
    table.linear(0x55, limits.vin_overvoltage.value);  // VIN_OV_FAULT_LIMIT
    table.byte(0x56, 0xB7);                            // VIN_OV_FAULT_RESPONSE: shut down, retry
}

void add_output_voltage(TableBuilder& table, const Tps546Limits& limits) noexcept {
    table.linear(0x29, limits.feedback_scale);  // VOUT_SCALE_LOOP
    // The ceiling before the command, so that no command is ever above it; the floor after it, since the part takes
    // no floor above its command. The open miner firmware commands first.
    table.voltage(0x24, limits.vout_max);      // VOUT_MAX
    table.voltage(0x21, limits.vout_initial);  // VOUT_COMMAND
    table.voltage(0x2B, limits.vout_min);      // VOUT_MIN
    table.ratio(0x40, 1250, limits.vout_max);  // VOUT_OV_FAULT_LIMIT
    table.ratio(0x42, 1160, limits.vout_max);  // VOUT_OV_WARN_LIMIT
    table.ratio(0x25, 1100, limits.vout_max);  // VOUT_MARGIN_HIGH, unused
    table.ratio(0x26, 900, limits.vout_min);   // VOUT_MARGIN_LOW, unused
    table.ratio(0x43, 900, limits.vout_min);   // VOUT_UV_WARN_LIMIT
    table.ratio(0x44, 750, limits.vout_min);   // VOUT_UV_FAULT_LIMIT
}

void add_current_and_heat(TableBuilder& table, const Tps546Limits& limits) noexcept {
    table.linear(0x4A, limits.iout_warning.value);  // IOUT_OC_WARN_LIMIT
    table.linear(0x46, limits.iout_fault.value);    // IOUT_OC_FAULT_LIMIT
    table.byte(0x47, 0xC0);                         // IOUT_OC_FAULT_RESPONSE: shut down, no retry
    table.whole(0x51, static_cast<std::uint16_t>(limits.temperature_warning.value));  // OT_WARN_LIMIT
    table.whole(0x4F, static_cast<std::uint16_t>(limits.temperature_fault.value));    // OT_FAULT_LIMIT
    table.byte(0x50, 0xFF);  // OT_FAULT_RESPONSE: retry when cool
}

void add_timing(TableBuilder& table) noexcept {
    table.whole(0x60, 0);      // TON_DELAY, ms
    table.whole(0x61, 3);      // TON_RISE, ms
    table.whole(0x62, 0);      // TON_MAX_FAULT_LIMIT: none
    table.byte(0x63, 0x3B);    // TON_MAX_FAULT_RESPONSE
    table.whole(0x64, 0);      // TOFF_DELAY, ms
    table.whole(0x65, 0);      // TOFF_FALL, ms
    table.word(0xEE, 0xFFFF);  // PIN_DETECT_OVERRIDE: registers, not strapping resistors
}

}  // namespace

Expected<Tps546LimitTable, PeripheralError> tps546_limit_writes(const Tps546Limits& limits, VoutMode mode) {
    if (!is_consistent(limits)) return failure(PeripheralError::out_of_range);
    TableBuilder table{mode};
    add_converter(table, limits);
    add_input(table, limits);
    add_output_voltage(table, limits);
    add_current_and_heat(table, limits);
    add_timing(table);
    return table.finish();
}

}  // namespace adit::driver::peripheral
