// A TPS53647 (four phases) or TPS53667 (six): VID, EN pin, protections, what it reports.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "boards/virtual/core_supply.hpp"
#include "boards/virtual/pmbus_numbers.hpp"
#include "boards/virtual/register_model.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class Tps53647Model final : public RegisterModel {
public:
    explicit Tps53647Model(bool has_six_phases = false) noexcept : is_six_phase_{has_six_phases} {
        hold(device_code, has_six_phases ? 0x01f8 : 0x01f0);
        restore_defaults();
    }

    /// The EN pin.
    void set_enabled(bool is_enabled) noexcept {
        is_enabled_ = is_enabled;
        if (!is_enabled) is_tripped_ = false;
        protect();
    }
    void set_surroundings(const RegulatorSurroundings& surroundings) noexcept {
        surroundings_ = surroundings;
        protect();
    }
    /// What the strapping resistors choose until a VID is written.
    void restore_defaults() noexcept {
        for (unsigned code = 0x01; code < 0x70; ++code) hold(static_cast<std::uint8_t>(code), 0);
        for (unsigned code = 0xd0; code < 0xf0; ++code) hold(static_cast<std::uint8_t>(code), 0);
        hold(vid, boot_vid);
        hold(vout_max, 0xff);
        hold(iout_fault, to_linear11(400.0));
        hold(ot_fault, to_linear11(150.0));
        note();
    }
    /// A detail bit is set and stays until CLEAR_FAULTS (HZ-08).
    void raise(std::uint8_t status, unsigned bits) noexcept { hold(status, held(status) | bits); }
    void set_faults(const SupplyFaults& faults) noexcept {
        droop_ = faults.droop;
        set_deaf(vid, faults.ignores_voltage);
        set_flipped(vid, faults.flips_bit ? flipped_bit : std::uint16_t{0});
        hold(device_code, (is_six_phase_ ? 0x01f8 : 0x01f0) ^ (faults.is_wrong_part ? 0x0004 : 0));
    }
    void happen(SupplyEvent event) noexcept {
        switch (event) {
            case SupplyEvent::over_voltage:
                return trip(status_vout, 0x80);
            case SupplyEvent::over_current:
                return trip(status_iout, 0x80);
            case SupplyEvent::input_low:
                return trip(status_input, 0x10);
            case SupplyEvent::over_temperature:
                return trip(status_temperature, 0x80);
            case SupplyEvent::blink:
                blinks_ = true;
                return;
            case SupplyEvent::no_cause:
                is_tripped_ = is_tripped_ || is_on();
        }
    }

    [[nodiscard]] bool is_tripped() const noexcept { return is_tripped_; }
    [[nodiscard]] bool is_on() const noexcept { return is_enabled_ && !is_tripped_ && has_supply() && held(vid) != 0; }
    [[nodiscard]] Volts rail() const noexcept {
        const double ordered = (std::min(held(vid), held(vout_max)) - 1) * 0.005 + 0.25;
        return is_on() ? std::max(Volts{}, Volts{ordered} - droop_) : Volts{};
    }
    /// Since construction.
    [[nodiscard]] Volts highest_rail() const noexcept { return highest_; }
    /// A STORE command was sent.
    [[nodiscard]] bool was_stored() const noexcept { return was_stored_; }

    static constexpr std::uint8_t boot_vid = 0xe7;  // 1.4 V

private:
    static constexpr std::uint8_t clear_faults = 0x03, store_all = 0x11, restore_all = 0x12, vid = 0x21;
    static constexpr std::uint8_t vout_max = 0x24, iout_fault = 0x46, ot_fault = 0x4f;
    static constexpr std::uint8_t status_byte = 0x78, status_word = 0x79, status_vout = 0x7a, status_iout = 0x7b;
    static constexpr std::uint8_t status_input = 0x7c, status_temperature = 0x7d, status_mfr = 0x80;
    static constexpr std::uint8_t read_vin = 0x88, read_iin = 0x89, read_iout = 0x8c, read_temperature = 0x8d;
    static constexpr std::uint8_t read_pout = 0x96, read_pin = 0x97, read_vout = 0xd4, phase_status = 0xe8;
    static constexpr std::uint8_t device_code = 0xfc;
    static constexpr std::uint16_t flipped_bit = 0x20;  // 160 mV

    [[nodiscard]] bool has_supply() const noexcept { return surroundings_.input >= Volts{6.0}; }

    [[nodiscard]] std::size_t width(std::uint8_t number) const noexcept override {
        switch (number) {
            case 0x01:
            case 0x02:
            case 0xda:
            case 0xdc:
            case 0xdd:
            case 0xe4:
            case status_byte:
            case status_vout:
            case status_iout:
            case status_input:
            case status_temperature:
            case status_mfr:
            case 0x7e:
                return 1;
            case vid:
            case vout_max:
            case iout_fault:
            case 0x4a:
            case ot_fault:
            case 0x51:
            case status_word:
            case read_vin:
            case read_iin:
            case read_iout:
            case read_temperature:
            case read_pout:
            case read_pin:
            case read_vout:
            case device_code:
                return 2;
            case 0xd0:
            case 0xe0:
            case phase_status:
                return is_six_phase_ ? 1 : 0;
            case 0xe3:
            case 0x5b:
            case 0x5d:
                return is_six_phase_ ? 2 : 0;
            default:
                return 0;
        }
    }

    bool execute(std::uint8_t command) override {
        was_stored_ = was_stored_ || command == store_all;
        if (command == restore_all) restore_defaults();
        if (command == clear_faults)
            for (unsigned status = status_vout; status <= status_mfr; ++status)
                hold(static_cast<std::uint8_t>(status), 0);
        return command == clear_faults || command == store_all || command == restore_all;
    }

    void store(std::uint8_t number, std::uint16_t value, Instant /*now*/) override {
        const bool is_read_only = (number >= status_byte && number < 0xd0) || number == read_vout;
        const bool is_beyond = number == vid && value > held(vout_max);
        if (is_beyond) raise(status_vout, 0x08);
        if (!is_read_only && !is_beyond && number != device_code) hold(number, value);
        protect();
    }

    [[nodiscard]] std::uint16_t load(std::uint8_t number, Instant /*now*/) override {
        const bool is_status = number >= status_byte && number <= status_mfr;
        if (is_status && !has_supply()) return 0xffff;
        const double volts = rail().value, amperes = is_on() ? surroundings_.output_current.value : 0.0;
        switch (number) {
            case status_byte:
                return word_of_status() & 0xff;
            case status_word:
                return static_cast<std::uint16_t>(word_of_status() | (std::exchange(blinks_, false) ? 0x4010u : 0u));
            case read_vin:
                return to_linear11(surroundings_.input.value);
            case read_iin:
                return to_linear11(volts * amperes / 0.9 / std::max(1.0, surroundings_.input.value));
            case read_iout:
                return to_linear11(amperes);
            case read_temperature:
                return to_linear11(surroundings_.temperature.value);
            case read_pout:
                return to_linear11(volts * amperes);
            case read_pin:
                return to_linear11(volts * amperes / 0.9);
            case read_vout:
                return to_ulinear16(volts);
            default:
                return held(number);
        }
    }

    [[nodiscard]] std::uint16_t word_of_status() const noexcept {
        const auto bit = [](bool is_set, unsigned position) { return is_set ? 1u << position : 0u; };
        const unsigned vout = held(status_vout), iout = held(status_iout), input = held(status_input);
        const unsigned word = bit(vout != 0, 15) | bit(iout != 0, 14) | bit(input != 0, 13) |
                              bit(held(status_mfr) != 0, 12) | bit(!is_on(), 11) | bit(!is_on(), 6) |
                              bit((vout & 0x80) != 0, 5) | bit((iout & 0x80) != 0, 4) | bit((input & 0x10) != 0, 3) |
                              bit(held(status_temperature) != 0, 2);
        return static_cast<std::uint16_t>(word);
    }

    void protect() noexcept {
        if (is_on() && surroundings_.output_current.value > from_linear11(held(iout_fault))) trip(status_iout, 0x80);
        if (surroundings_.temperature.value > from_linear11(held(ot_fault))) trip(status_temperature, 0x80);
        note();
    }
    void trip(std::uint8_t status, unsigned bits) noexcept {
        raise(status, bits);
        is_tripped_ = true;
    }
    void note() noexcept { highest_ = std::max(highest_, rail()); }

    bool is_six_phase_;
    bool is_enabled_ = false, is_tripped_ = false, was_stored_ = false, blinks_ = false;
    Volts droop_{};
    RegulatorSurroundings surroundings_{Volts{12.0}, Amperes{}, Celsius{25.0}};
    Volts highest_{};
};

}  // namespace adit::boards::virtual_device
