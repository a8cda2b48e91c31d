// See pmbus_status.hpp.
#include "driver/peripheral/pmbus_status.hpp"

#include <array>

namespace adit::driver::peripheral {
namespace {

// STATUS_VOUT, _IOUT, _INPUT and _TEMPERATURE: the faults among the warnings.
constexpr std::uint8_t vout_overvoltage_fault = 0x80, vout_undervoltage_fault = 0x10;
constexpr std::uint8_t iout_overcurrent_faults = 0x80 | 0x40;  // also "over-current, output low"
constexpr std::uint8_t input_faults = 0x80 | 0x10 | 0x08 | 0x04;
constexpr std::uint8_t overtemperature_fault = 0x80;

using Names = std::array<std::string_view, 16>;  // bit 0 first

constexpr Names word_names{
    "none_of_the_above", "cml",   "temperature", "vin_uv_fault",   "iout_oc_fault", "vout_ov_fault", "off",  "busy",
    "unknown",           "other", "fans",        "power_not_good", "manufacturer",  "input",         "iout", "vout"};
constexpr Names vout_names{"vout_tracking_error", "toff_max_warning", "ton_max_fault",   "vout_max_warning",
                           "vout_uv_fault",       "vout_uv_warning",  "vout_ov_warning", "vout_ov_fault"};
constexpr Names iout_names{"pout_op_warning", "pout_op_fault",   "power_limiting",   "current_share_fault",
                           "iout_uc_fault",   "iout_oc_warning", "iout_oc_lv_fault", "iout_oc_fault"};
constexpr Names input_names{"pin_op_warning", "iin_oc_warning", "iin_oc_fault",   "off_for_low_input",
                            "vin_uv_fault",   "vin_uv_warning", "vin_ov_warning", "vin_ov_fault"};
constexpr Names temperature_names{"", "", "", "", "ut_fault", "ut_warning", "ot_warning", "ot_fault"};
constexpr Names cml_names{
    "memory_logic_fault", "other_communication_fault", "", "processor_fault", "memory_fault", "pec_failed", "bad_data",
    "bad_command"};
constexpr Names other_names{"first_to_alert",
                            "output_oring_fault",
                            "input_b_oring_fault",
                            "input_a_oring_fault",
                            "input_b_fuse_fault",
                            "input_a_fuse_fault",
                            "",
                            ""};

struct Named {
    std::uint8_t register_number;
    const Names* names;
};
constexpr std::array<Named, 7> registers{{{0x79, &word_names},
                                          {0x7A, &vout_names},
                                          {0x7B, &iout_names},
                                          {0x7C, &input_names},
                                          {0x7D, &temperature_names},
                                          {0x7E, &cml_names},
                                          {0x7F, &other_names}}};

}  // namespace

RegulatorHealth PmbusStatus::health() const noexcept {
    return {.is_on = !is_off(),
            .has_power_good = has_power_good(),
            .has_overvoltage = has_overvoltage() || (vout & vout_overvoltage_fault) != 0,
            .has_undervoltage = (vout & vout_undervoltage_fault) != 0,
            .has_overcurrent = has_overcurrent() || (iout & iout_overcurrent_faults) != 0,
            .has_input_fault = has_input_undervoltage() || (input & input_faults) != 0,
            .has_overtemperature = has_temperature_fault() || (temperature & overtemperature_fault) != 0,
            .has_communication_error = has_communication_error() || cml != 0};
}

std::string_view pmbus_status_bit_name(std::uint8_t register_number, unsigned bit) noexcept {
    for (const auto& entry : registers) {
        if (entry.register_number == register_number && bit < entry.names->size()) return (*entry.names)[bit];
    }
    return {};
}

}  // namespace adit::driver::peripheral
