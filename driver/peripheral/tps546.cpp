// See tps546.hpp.
#include "driver/peripheral/tps546.hpp"

#include <array>

#include "driver/peripheral/pmbus_access.hpp"
#include "driver/peripheral/register_access.hpp"

namespace adit::driver::peripheral {
namespace {

constexpr std::uint8_t reg_operation = 0x01;
constexpr std::uint8_t reg_on_off_config = 0x02;
constexpr std::uint8_t reg_clear_faults = 0x03;
constexpr std::uint8_t reg_vout_mode = 0x20;
constexpr std::uint8_t reg_vout_command = 0x21;
constexpr std::uint8_t reg_read_vin = 0x88;
constexpr std::uint8_t reg_read_vout = 0x8B;
constexpr std::uint8_t reg_read_iout = 0x8C;
constexpr std::uint8_t reg_read_temperature = 0x8D;
constexpr std::uint8_t reg_device_id = 0xAD;
constexpr std::uint8_t reg_compensation = 0xB1;

constexpr std::uint8_t operation_off = 0x00;
constexpr std::uint8_t operation_on = 0x80;

/// PU|CMD|CP|POLARITY|DELAY: both CONTROL pin and OPERATION must say on; the firmware's first value.
constexpr std::uint8_t on_off_pin_and_command = 0x1F;
/// CP cleared: only OPERATION switches.
constexpr std::uint8_t on_off_command = 0x1B;

constexpr std::array<std::uint8_t, 6> id_d24a{0x54, 0x49, 0x54, 0x6D, 0x24, 0x41};
constexpr std::array<std::uint8_t, 6> id_d24s{0x54, 0x49, 0x54, 0x6D, 0x24, 0x62};

/// One wrong bit here would scale every voltage, limits included, and still read back as written. Only the exponent
/// that these parts are delivered with is believed (data sheet: 0x17 or 0x97), and only when it is read twice.
Expected<VoutMode, PeripheralError> read_vout_mode(hal::I2cDevice& device) {
    const auto byte = read_driven_byte(device, reg_vout_mode);
    if (!byte) return failure(byte.error());
    const auto again = read_driven_byte(device, reg_vout_mode);
    if (!again) return failure(again.error());
    const auto mode = decode_vout_mode(*byte);
    if (!mode || mode->exponent != VoutMode{}.exponent || *again != *byte) return failure(PeripheralError::implausible);
    return *mode;
}

}  // namespace

Expected<Tps546Identity, PeripheralError> Tps546::identify() {
    Tps546Identity identity;
    if (const auto done = read_block(device_, reg_device_id, identity.bytes); !done) return failure(done.error());
    if (identity.bytes == id_d24a) identity.part = Tps546Part::d24a;
    if (identity.bytes == id_d24s) identity.part = Tps546Part::d24s;
    return identity;
}

Expected<void, PeripheralError> Tps546::write_limits(const Tps546Limits& limits) {
    limits_.reset();
    limits_verified_ = false;
    mismatch_.reset();
    if (const auto off = output_off(); !off) return off;
    if (const auto done = write_byte(device_, reg_on_off_config, on_off_pin_and_command); !done) return done;
    const auto mode = read_vout_mode(device_);
    if (!mode) return failure(mode.error());
    if (const auto done = write_byte(device_, reg_on_off_config, on_off_command); !done) return done;
    const auto table = tps546_limit_writes(limits, *mode);
    if (!table) return failure(table.error());
    if (const auto done = write_compensation(limits); !done) return done;
    if (const auto done = write_table(*table); !done) return done;
    limits_ = limits;
    mode_ = *mode;
    return {};
}

Expected<void, PeripheralError> Tps546::write_table(const Tps546LimitTable& table) {
    for (const auto& write : table) {
        if (const auto done = write_register(device_, write); !done) return done;
        if (write.register_number == reg_vout_command) vout_command_ = write.value;
    }
    return {};
}

Expected<void, PeripheralError> Tps546::verify_limits() {
    if (!limits_) return failure(PeripheralError::not_configured);
    limits_verified_ = false;
    mismatch_.reset();
    const auto table = tps546_limit_writes(*limits_, mode_);
    if (!table) return failure(table.error());
    if (const auto same = verify({reg_on_off_config, RegisterFormat::byte, on_off_command}); !same) return same;
    for (RegisterWrite written : *table) {
        if (written.register_number == reg_vout_command) written.value = vout_command_;
        if (const auto same = verify(written); !same) return same;
    }
    const auto same = verify_compensation();
    limits_verified_ = same.has_value();
    return same;
}

Expected<void, PeripheralError> Tps546::verify(const RegisterWrite& written) {
    const auto difference = compare_register(device_, written);
    if (!difference) return failure(difference.error());
    if (!*difference) return {};
    mismatch_ = **difference;
    return failure(PeripheralError::mismatch);
}

Expected<void, PeripheralError> Tps546::write_compensation(const Tps546Limits& limits) {
    if (!limits.compensation) return {};
    return write_block(device_, reg_compensation, *limits.compensation);
}

Expected<void, PeripheralError> Tps546::verify_compensation() {
    if (!limits_->compensation) return {};
    std::array<std::uint8_t, 5> read{};
    if (const auto done = read_block(device_, reg_compensation, read); !done) return done;
    for (std::size_t i = 0; i < read.size(); ++i) {
        const std::uint8_t wrote = (*limits_->compensation)[i];
        if (read[i] == wrote) continue;
        mismatch_ = Tps546Mismatch{reg_compensation, wrote, read[i]};
        return failure(PeripheralError::mismatch);
    }
    return {};
}

Expected<void, PeripheralError> Tps546::clear_faults() { return send_command(device_, reg_clear_faults); }

Expected<void, PeripheralError> Tps546::set_vout(Millivolts rail) {
    if (!limits_) return failure(PeripheralError::not_configured);
    if (rail < limits_->vout_min || rail > limits_->vout_max) return failure(PeripheralError::out_of_range);
    const auto word = encode_ulinear16(rail, mode_.exponent);
    if (!word) return failure(PeripheralError::out_of_range);
    const auto done = write_word(device_, reg_vout_command, *word);
    if (done) vout_command_ = *word;
    return done;
}

Expected<Millivolts, PeripheralError> Tps546::read_back_vout_command() {
    if (!limits_) return failure(PeripheralError::not_configured);
    const auto word = read_driven_word(device_, reg_vout_command);
    if (!word) return failure(word.error());
    return Millivolts{static_cast<std::int32_t>((std::int64_t{*word} * 1000) >> -mode_.exponent)};
}

Expected<void, PeripheralError> Tps546::output_on() {
    if (!limits_ || !limits_verified_) return failure(PeripheralError::not_configured);
    return operate(operation_on);
}

Expected<void, PeripheralError> Tps546::output_off() { return operate(operation_off); }

Expected<void, PeripheralError> Tps546::operate(std::uint8_t operation) {
    if (const auto done = write_byte(device_, reg_operation, operation); !done) return done;
    return verify({reg_operation, RegisterFormat::byte, operation});
}

Expected<bool, PeripheralError> Tps546::is_commanded_on() {
    const auto operation = read_driven_byte(device_, reg_operation);
    if (!operation) return failure(operation.error());
    if (*operation == operation_on) return true;
    if (*operation == operation_off) return false;
    return failure(PeripheralError::implausible);
}

Expected<Tps546Status, PeripheralError> Tps546::read_status_word() { return read_pmbus_status_word(device_); }

Expected<Tps546Status, PeripheralError> Tps546::read_status() {
    static constexpr std::array<PmbusDetail, 7> details{{{0x7A, &PmbusStatus::vout},
                                                         {0x7B, &PmbusStatus::iout},
                                                         {0x7C, &PmbusStatus::input},
                                                         {0x7D, &PmbusStatus::temperature},
                                                         {0x7E, &PmbusStatus::cml},
                                                         {0x7F, &PmbusStatus::other},
                                                         {0x80, &PmbusStatus::manufacturer}}};
    return read_pmbus_status(device_, details);
}

Expected<Volts, PeripheralError> Tps546::read_vin() {
    // Below 2 V the part could not answer; 20 V is above its absolute maximum.
    return read_linear11(device_, reg_read_vin, 2.0, 20.0).map([](double value) { return Volts{value}; });
}

Expected<Volts, PeripheralError> Tps546::read_vout() {
    if (!limits_) return failure(PeripheralError::not_configured);
    const auto word = read_driven_word(device_, reg_read_vout);
    if (!word) return failure(word.error());
    const Volts value = decode_ulinear16(*word, mode_.exponent);
    if (value > Volts{6.0}) return failure(PeripheralError::implausible);  // the part makes 5.5 V at most
    return value;
}

Expected<Amperes, PeripheralError> Tps546::read_iout() {
    // 40 A a part; an idle one may read a little below zero.
    const double highest = limits_ && limits_->stack != 0 ? 120.0 : 60.0;
    return read_linear11(device_, reg_read_iout, -10.0, highest).map([](double value) { return Amperes{value}; });
}

Expected<Celsius, PeripheralError> Tps546::read_temperature() {
    return read_linear11(device_, reg_read_temperature, -40.0, 165.0).map([](double value) { return Celsius{value}; });
}

Result<void> Tps546::do_check_identity() {
    const auto identity = identify();
    if (!identity) return failure(identity.error());
    if (!identity->part) return failure(PeripheralError::wrong_part);
    return {};
}

Result<void> Tps546::do_protect(const RailWindow& window) {
    Tps546Limits limits = family_;
    limits.vout_min = window.lowest;
    limits.vout_max = window.highest;
    limits.vout_initial = window.first;
    if (const auto done = write_limits(limits); !done) return done;
    return verify_limits();
}

Result<RegulatorHealth> Tps546::do_read_health() {
    return read_status().map([](const Tps546Status& status) { return status.health(); });
}

Result<RegulatorGlance> Tps546::do_glance() {
    return read_status_word().map([](const Tps546Status& status) {
        return RegulatorGlance{status.health(), status.word};
    });
}

}  // namespace adit::driver::peripheral
