// See tps53647.hpp.
#include "driver/peripheral/tps53647.hpp"

#include <array>

#include "driver/peripheral/pmbus.hpp"
#include "driver/peripheral/pmbus_access.hpp"
#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_clear_faults = 0x03, reg_restore_defaults = 0x12, reg_vid = 0x21, reg_status_word = 0x79;
constexpr std::uint8_t reg_read_vin = 0x88, reg_read_iin = 0x89, reg_read_iout = 0x8C, reg_read_temperature = 0x8D;
constexpr std::uint8_t reg_read_pout = 0x96, reg_read_pin = 0x97, reg_read_vout = 0xD4, reg_phases = 0xE8;
constexpr std::uint8_t reg_device_code = 0xFC;

constexpr std::uint16_t code_53647 = 0x01F0, code_53667 = 0x01F8;
constexpr int vout_exponent = -9;
constexpr Volts highest_rail{2.0};  // 8 bits of VID end at 1.52 V

constexpr std::array<PmbusDetail, 5> details{{{0x7A, &PmbusStatus::vout},
                                              {0x7B, &PmbusStatus::iout},
                                              {0x7C, &PmbusStatus::input},
                                              {0x7D, &PmbusStatus::temperature},
                                              {0x80, &PmbusStatus::manufacturer}}};

template <class Unit>
Result<Unit> with_unit(const Result<double>& reading) {
    if (!reading) return failure(reading.error());
    return Unit{*reading};
}

}  // namespace

Result<void> Tps53647::do_check_identity() {
    const auto code = read_driven_word(device_, reg_device_code);
    if (!code) return failure(code.error());
    const auto expected = setup_.part == Tps53647Part::tps53667 ? code_53667 : code_53647;
    if (*code != expected) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Tps53647::do_protect(const RailWindow& window) {
    mismatch_.reset();
    if (const auto off = enable_.switch_off(); !off) return off;
    const auto table = tps53647_writes(setup_, window);
    if (!table) return failure(table.error());
    if (const auto done = send_command(device_, reg_restore_defaults); !done) return done;
    if (const auto done = write_all(*table); !done) return done;
    return verify_all(*table);
}

Result<void> Tps53647::write_all(const Tps53647Table& table) {
    for (const auto& write : table) {
        if (const auto done = write_register(device_, write); !done) return done;
        if (write.register_number == reg_vid) vid_ = write.value;
    }
    if (setup_.part == Tps53647Part::tps53647) return {};
    return write_byte(device_, reg_phases, 0x00);  // clears the phase faults; nothing to read back
}

Result<void> Tps53647::verify_all(const Tps53647Table& table) {
    for (const auto& written : table) {
        const auto difference = compare_register(device_, written);
        if (!difference) return failure(difference.error());
        if (!*difference) continue;
        mismatch_ = **difference;
        return failure(PeripheralError::mismatch);
    }
    return {};
}

Result<void> Tps53647::do_write_rail(Millivolts rail) {
    const auto vid = tps53647_vid(rail);
    if (!vid) return failure(vid.error());
    const auto done = write_word(device_, reg_vid, *vid);
    if (done) vid_ = *vid;
    return done;
}

Result<Millivolts> Tps53647::do_read_rail_setting() {
    const auto vid = read_driven_word(device_, reg_vid);
    if (!vid) return failure(vid.error());
    return tps53647_rail(*vid);
}

Millivolts Tps53647::do_rail_step() const noexcept { return Millivolts{4}; }

Result<void> Tps53647::do_switch_on() {
    // Up to here a brown-out of the part would have brought back its strapped boot voltage.
    const auto vid = read_driven_word(device_, reg_vid);
    if (!vid) return failure(vid.error());
    if (*vid != vid_) return failure(PeripheralError::mismatch);
    return enable_.switch_on();
}

Result<PmbusStatus> Tps53647::read_status() {
    const auto word = read_word(device_, reg_status_word);
    if (!word) return failure(word.error());
    PmbusStatus status{.word = *word};
    bool is_all_ones = *word == 0xFFFF;
    for (const auto& detail : details) {
        const auto value = read_byte(device_, detail.register_number);
        if (!value) return failure(value.error());
        status.*detail.field = *value;
        is_all_ones = is_all_ones && *value == 0xFF;
    }
    if (is_all_ones) return failure(PeripheralError::no_supply);
    return status;
}

Result<std::uint8_t> Tps53647::read_phase_status() {
    if (setup_.part != Tps53647Part::tps53667) return failure(PeripheralError::unsupported);
    return read_driven_byte(device_, reg_phases);
}

Result<void> Tps53647::clear_faults() { return send_command(device_, reg_clear_faults); }

Result<RegulatorHealth> Tps53647::do_read_health() {
    return read_status().map([](const PmbusStatus& status) { return status.health(); });
}

Result<RegulatorGlance> Tps53647::do_glance() {
    return read_pmbus_status_word(device_).map([](const PmbusStatus& status) {
        return RegulatorGlance{status.health(), status.word};
    });
}

Result<Volts> Tps53647::do_measure_input() { return with_unit<Volts>(read_linear11(device_, reg_read_vin, 0.0, 20.0)); }

Result<Volts> Tps53647::do_measure_rail() {
    const auto word = read_driven_word(device_, reg_read_vout);
    if (!word) return failure(word.error());
    const Volts rail = decode_ulinear16(*word, vout_exponent);
    if (rail > highest_rail) return failure(PeripheralError::implausible);
    return rail;
}

Result<Amperes> Tps53647::do_measure_current() {
    return with_unit<Amperes>(read_linear11(device_, reg_read_iout, -10.0, 320.0));
}

Result<Celsius> Tps53647::do_measure_temperature() {
    return with_unit<Celsius>(read_linear11(device_, reg_read_temperature, -40.0, 165.0));
}

Result<Amperes> Tps53647::read_input_current() {
    return with_unit<Amperes>(read_linear11(device_, reg_read_iin, -1.0, 60.0));
}

Result<Watts> Tps53647::read_input_power() {
    return with_unit<Watts>(read_linear11(device_, reg_read_pin, -1.0, 600.0));
}

Result<Watts> Tps53647::read_output_power() {
    return with_unit<Watts>(read_linear11(device_, reg_read_pout, -1.0, 500.0));
}

}  // namespace adit::driver::peripheral
