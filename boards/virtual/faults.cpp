// The names of the faults, in the order of the enumeration.
#include "boards/virtual/faults.hpp"

namespace adit::boards::virtual_device {

namespace {

using enum FaultKind;
using enum FaultPlace;

constexpr std::array<FaultName, fault_count> names{{
    {"mute", Fault::mute, toggle, chip},
    {"lose_ticket", Fault::lose_ticket, toggle, chip},
    {"brownout", Fault::brownout, event, chip},
    {"garbage", Fault::garbage, probability, chip},
    {"duplicate", Fault::duplicate, probability, chip},
    {"bad_nonce", Fault::bad_nonce, probability, chip},
    {"flatline", Fault::flatline, toggle, chip},
    {"dead", Fault::dead, toggle, chip},
    {"mute_registers", Fault::mute_registers, toggle, chip},
    {"lose_lock", Fault::lose_lock, toggle, chip},
    {"weak", Fault::weak, probability, chip},
    {"domain_dead", Fault::domain_dead, amount, chip, 4.0},
    {"wrong_job", Fault::wrong_job, probability, chip},
    {"flood", Fault::flood, toggle, chip},
    {"double_answer", Fault::double_answer, toggle, chip},
    {"share_address", Fault::share_address, toggle, chip},
    {"temp_open", Fault::temp_open},
    {"temp_short", Fault::temp_short},
    {"temp_stuck", Fault::temp_stuck},
    {"temp_noise", Fault::temp_noise, amount, board, 20.0, 5.0},
    {"temp_spike", Fault::temp_spike, event},
    {"temp_drift", Fault::temp_drift, amount, board, 10.0, 0.1},
    {"temp_negative", Fault::temp_negative},
    {"temp_detached", Fault::temp_detached},
    {"fan_stall", Fault::fan_stall, toggle, fan},
    {"fan_stall_high", Fault::fan_stall_high, toggle, fan},
    {"fan_swapped", Fault::fan_swapped},
    {"tach_half", Fault::tach_half, toggle, fan},
    {"tach_double", Fault::tach_double, toggle, fan},
    {"tach_glitch", Fault::tach_glitch, probability, fan},
    {"ambient_rise", Fault::ambient_rise, amount, board, 80.0, 30.0},
    {"air_blocked", Fault::air_blocked},
    {"heatsink_off", Fault::heatsink_off},
    {"vrm_hot", Fault::vrm_hot, amount, board, 150.0, 60.0},
    {"vin_sag", Fault::vin_sag, amount, board, 0.9, 0.17},
    {"extra_load", Fault::extra_load, amount, board, 5.0, 0.3},
    {"regulator_trip", Fault::regulator_trip},
    {"reg_ov", Fault::reg_ov},
    {"reg_oc", Fault::reg_oc},
    {"reg_vin_uv", Fault::reg_vin_uv},
    {"reg_temp", Fault::reg_temp},
    {"reg_blink", Fault::reg_blink, event},
    {"reg_id", Fault::reg_id},
    {"ignore_vout_write", Fault::ignore_vout_write},
    {"vout_late", Fault::vout_late, amount, board, 5000.0, 500.0},
    {"vout_bit_flip", Fault::vout_bit_flip},
    {"rail_low", Fault::rail_low, amount, board, 500.0, 100.0},
    {"hang_i2c", Fault::hang_i2c},
    {"i2c_slow", Fault::i2c_slow, amount, board, 5000.0, 50.0},
    {"nak", Fault::nak, probability, address},
    {"read_ff", Fault::read_ff, probability, address},
    {"read_zero", Fault::read_zero, probability, address},
    {"read_old", Fault::read_old, probability, address},
    {"read_flip", Fault::read_flip, probability, address},
    {"unplug", Fault::unplug},
}};

constexpr bool is_in_order() noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (static_cast<std::size_t>(names[i].fault) != i) return false;
    return true;
}
static_assert(is_in_order());

}  // namespace

std::span<const FaultName, fault_count> fault_names() noexcept { return names; }

const FaultName& name_of(Fault fault) noexcept { return names[static_cast<std::size_t>(fault)]; }

}  // namespace adit::boards::virtual_device
