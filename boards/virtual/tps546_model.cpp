// Registers and output stage of the emulated regulator.
#include "boards/virtual/tps546_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "boards/virtual/pmbus_numbers.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr std::array<unsigned char, 6> device_id{0x54, 0x49, 0x54, 0x6d, 0x24, 0x41};  // TPS546D24A
constexpr std::uint8_t store_default_all = 0x11, restore_default_all = 0x12, store_default_code = 0x13;
constexpr std::uint8_t store_user_all = 0x15, restore_user_all = 0x16, store_user_code = 0x17;

// Detail bits. VOUT: 7 OV fault, 3 VOUT_MAX; IOUT: 7 OC fault, 5 OC warning; INPUT: 7 OV fault, 3 off for low input;
// TEMPERATURE: 7 fault, 6 warning; CML: 7 bad command, 6 bad data, 1 other.
constexpr unsigned vout_ov_fault = 0x80, vout_max_warning = 0x08, oc_fault = 0x80, oc_warning = 0x20,
                   vin_ov_fault = 0x80, vin_low = 0x08;
constexpr unsigned ot_fault = 0x80, ot_warning = 0x40, cml_command = 0x80, cml_data = 0x40, cml_other = 0x02;

constexpr bool is_store(std::uint8_t code) noexcept {
    return code == store_default_all || code == store_default_code || code == store_user_all || code == store_user_code;
}

}  // namespace

Tps546Model::Tps546Model(double divider) : divider_{divider} {
    power_on_values();
    set_faults({});
}

void Tps546Model::set_faults(const SupplyFaults& faults) noexcept {
    faults_ = faults;
    is_settled_ = false;
    for (std::size_t i = 0; i < device_id.size(); ++i) blocks_[pmbus::ic_device_id][i] = std::byte{device_id[i]};
    constexpr std::byte relative{0x6b};  // of a TPS546B24A
    if (faults.is_wrong_part) blocks_[pmbus::ic_device_id][3] = relative;
}

void Tps546Model::power_on_values() noexcept {
    for (unsigned code = 0; code < registers_.size(); ++code) {
        const PmbusCommand command = pmbus_command(static_cast<std::uint8_t>(code));
        registers_[code] = command.kind == PmbusKind::block ? std::uint16_t{0} : command.initial;
    }
    decode_limits();
}

bool Tps546Model::write(std::span<const std::byte> bytes, Instant now) {
    if (is_bricked_ || bytes.empty()) return !is_bricked_;
    const auto code = std::to_integer<std::uint8_t>(bytes[0]);
    const PmbusCommand& command = pmbus_command(code);
    selected_ = code;
    const bool is_known = command.kind != PmbusKind::unknown && (bytes.size() == 1 || command.is_writable);
    const bool is_whole = bytes.size() == 1 || bytes.size() == 1U + command.data_bytes;
    if (!is_known || !is_whole) {
        latch(pmbus::status_cml, is_known ? cml_other : cml_command);
        return false;
    }
    const bool is_order = command.kind == PmbusKind::send || bytes.size() > 1;
    if (!is_order && is_settled_) return true;  // a register was named, to be read
    bool is_taken = true;
    if (command.kind == PmbusKind::send)
        is_taken = execute(code);
    else if (is_order)
        is_taken = take_value(command, bytes.subspan(1));
    settle(now);
    return is_taken;
}

bool Tps546Model::execute(std::uint8_t code) {
    if (is_store(code)) is_bricked_ = true;
    if (code == restore_default_all || code == restore_user_all) power_on_values();
    if (code == pmbus::clear_faults)
        for (unsigned status = pmbus::status_vout; status <= pmbus::status_mfr; ++status) registers_[status] = 0;
    return !is_bricked_;
}

bool Tps546Model::take_value(const PmbusCommand& command, std::span<const std::byte> data) {
    if (is_store(command.code)) return execute(command.code);
    if (command.kind == PmbusKind::block) {
        const auto length = std::to_integer<std::size_t>(data[0]);
        if (length != command.initial) {
            latch(pmbus::status_cml, cml_data);
            return true;
        }
        std::ranges::copy(data.subspan(1), blocks_[command.code].begin());
        return true;
    }
    constexpr unsigned flipped_bit = 0x20;  // 62.5 mV
    const bool is_voltage = command.code == pmbus::vout_command;
    auto value = std::to_integer<std::uint16_t>(data[0]);
    if (is_voltage && faults_.flips_bit) value = static_cast<std::uint16_t>(value ^ flipped_bit);
    if (data.size() == 2) value = static_cast<std::uint16_t>(value | (std::to_integer<unsigned>(data[1]) << 8));
    if (!is_acceptable(command.code, value)) {
        latch(pmbus::status_cml, cml_data);
        return true;
    }
    if (is_voltage && faults_.ignores_voltage) return true;
    registers_[command.code] = value;
    decode_limits();
    if (command.code == pmbus::operation && (value & 0x80) == 0) is_tripped_ = false;
    return true;
}

bool Tps546Model::is_acceptable(std::uint8_t code, std::uint16_t value) noexcept {
    switch (code) {
        case pmbus::operation:
            return value == 0x00 || value == 0x40 || value == 0x80;  // off, soft off, on
        case pmbus::vout_mode:
            return value == 0x97 || value == 0x17;  // the exponent is fixed
        case pmbus::vout_command: {
            const bool is_within = value >= reg(pmbus::vout_min) && value <= reg(pmbus::vout_max);
            if (!is_within) latch(pmbus::status_vout, vout_max_warning);
            return is_within;
        }
        case pmbus::vout_scale_loop: {
            const double scale = from_linear11(value);
            return scale == 1.0 || scale == 0.5 || scale == 0.25 || scale == 0.125;  // what the part can divide by
        }
        case pmbus::vout_max:
            return value >= reg(pmbus::vout_command);
        case pmbus::vout_min:
            return value <= reg(pmbus::vout_command);
        default:
            return true;
    }
}

bool Tps546Model::read(std::span<std::byte> into, Instant now) {
    const PmbusCommand& command = pmbus_command(selected_);
    const std::size_t size = command.data_bytes;
    if (is_bricked_ || size == 0) {
        latch(pmbus::status_cml, cml_command);
        return false;
    }
    if (into.size() > size) std::ranges::fill(into.subspan(size), std::byte{0xff});
    if (into.empty()) return true;
    if (command.kind == PmbusKind::block) {
        into[0] = static_cast<std::byte>(command.initial);
        for (std::size_t i = 1; i < std::min(into.size(), size); ++i) into[i] = blocks_[selected_][i - 1];
        return true;
    }
    std::uint16_t value = value_of(selected_, now);
    constexpr unsigned over_current_word = 0x4010;
    if (selected_ == pmbus::status_word && std::exchange(blinks_, false))
        value = static_cast<std::uint16_t>(value | over_current_word);
    into[0] = static_cast<std::byte>(value & 0xff);
    if (size == 2 && into.size() > 1) into[1] = static_cast<std::byte>(value >> 8);
    return true;
}

std::uint16_t Tps546Model::value_of(std::uint8_t code, Instant now) const noexcept {
    switch (code) {
        case pmbus::status_byte:
            return status_word() & 0xff;
        case pmbus::status_word:
            return status_word();
        case pmbus::read_vin:
            return to_linear11(surroundings_.input.value);
        case pmbus::read_vout:
            return to_ulinear16(rail(now).value);
        case pmbus::read_iout:
            return to_linear11(surroundings_.output_current.value);
        case pmbus::read_temperature:
            return to_linear11(std::round(surroundings_.temperature.value));
        default:
            return reg(code);
    }
}

std::uint16_t Tps546Model::status_word() const noexcept {
    const auto bit = [](bool is_set, unsigned position) { return is_set ? 1u << position : 0u; };
    const unsigned iout = reg(pmbus::status_iout), input = reg(pmbus::status_input);
    const unsigned temperature = reg(pmbus::status_temperature);
    const unsigned word =
        bit(reg(pmbus::status_vout) != 0, 15) | bit(iout != 0, 14) | bit(input != 0, 13) |
        bit(reg(pmbus::status_mfr) != 0, 12) | bit(!is_on_, 11) | bit(reg(pmbus::status_other) != 0, 9) |
        bit(!is_on_, 6) | bit((reg(pmbus::status_vout) & vout_ov_fault) != 0, 5) | bit((iout & oc_fault) != 0, 4) |
        bit((input & vin_low) != 0, 3) | bit(temperature != 0, 2) | bit(reg(pmbus::status_cml) != 0, 1);
    return static_cast<std::uint16_t>(word);
}

void Tps546Model::latch(std::uint8_t status, unsigned bits) noexcept {
    registers_[status] = static_cast<std::uint16_t>(registers_[status] | bits);
}

void Tps546Model::trip(std::uint8_t status, unsigned bits) noexcept {
    latch(status, bits);
    is_tripped_ = is_tripped_ || is_on_;
}

void Tps546Model::set_surroundings(const RegulatorSurroundings& surroundings, Instant now) {
    surroundings_ = surroundings;
    settle(now);
}

void Tps546Model::settle(Instant now) noexcept {
    const bool was_on = is_on_;
    protect();
    update_output(now);
    is_settled_ = is_on_ == was_on;  // what an output may not meet is another thing when it is on
}

void Tps546Model::decode_limits() noexcept {
    asked_ = from_ulinear16(reg(pmbus::vout_command)) * from_linear11(reg(pmbus::vout_scale_loop));
    const auto limit = [this](std::uint8_t code) { return from_linear11(reg(code)); };
    limits_ = {.input_on = limit(pmbus::vin_on),
               .input_off = limit(pmbus::vin_off),
               .input_over = limit(pmbus::vin_ov_fault),
               .current_warning = limit(pmbus::iout_oc_warn),
               .current_fault = limit(pmbus::iout_oc_fault),
               .temperature_warning = limit(pmbus::ot_warn),
               .temperature_fault = limit(pmbus::ot_fault)};
}

void Tps546Model::protect() noexcept {
    const double input = surroundings_.input.value, current = surroundings_.output_current.value;
    const double temperature = surroundings_.temperature.value;
    if (input < limits_.input_off) is_input_low_ = true;
    if (input >= limits_.input_on) is_input_low_ = false;
    // Seen in the field: a sag leaves the output off, and once the input is back no detail bit tells why.
    if (is_input_low_)
        trip(pmbus::status_input, vin_low);
    else
        registers_[pmbus::status_input] = static_cast<std::uint16_t>(reg(pmbus::status_input) & ~vin_low);
    if (input > limits_.input_over) trip(pmbus::status_input, vin_ov_fault);
    if (current > limits_.current_warning) latch(pmbus::status_iout, oc_warning);
    if (current > limits_.current_fault) trip(pmbus::status_iout, oc_fault);
    if (temperature > limits_.temperature_warning) latch(pmbus::status_temperature, ot_warning);
    if (temperature > limits_.temperature_fault) trip(pmbus::status_temperature, ot_fault);
}

void Tps546Model::happen(SupplyEvent event, Instant now) {
    switch (event) {
        case SupplyEvent::over_voltage:
            trip(pmbus::status_vout, vout_ov_fault);
            break;
        case SupplyEvent::over_current:
            trip(pmbus::status_iout, oc_fault);
            break;
        case SupplyEvent::input_low:
            trip(pmbus::status_input, vin_low);
            break;
        case SupplyEvent::over_temperature:
            trip(pmbus::status_temperature, ot_fault);
            break;
        case SupplyEvent::no_cause:
            is_tripped_ = is_tripped_ || is_on_;
            break;
        case SupplyEvent::blink:
            blinks_ = true;
            break;
    }
    update_output(now);
    is_settled_ = false;
}

bool Tps546Model::is_commanded_on() const noexcept {
    // ON_OFF_CONFIG: bit 4 wait for a command at all, 3 obey OPERATION, 2 obey the CONTROL pin (tied high here).
    const unsigned config = reg(pmbus::on_off_config);
    const bool waits = (config & 0x10) != 0, obeys_operation = (config & 0x08) != 0;
    return !waits || !obeys_operation || (reg(pmbus::operation) & 0x80) != 0;
}

Volts Tps546Model::target() const noexcept {
    const Volts reached = std::max(Volts{}, Volts{asked_ / divider_} - faults_.droop);
    return std::min(reached, surroundings_.input);  // a buck cannot go above its input
}

void Tps546Model::update_output(Instant now) noexcept {
    const bool was_on = is_on_;
    is_on_ = is_commanded_on() && !is_tripped_ && !is_input_low_ && !is_bricked_;
    output_.set_target(is_on_ ? target() : Volts{0.0}, now, was_on && is_on_ ? faults_.delay : Duration{});
}

}  // namespace adit::boards::virtual_device
