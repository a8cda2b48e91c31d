// See energy_gate.hpp.
#include "boards/safety/energy_gate.hpp"

#include <algorithm>
#include <utility>

#include "boards/safety/chain_policy.hpp"

namespace adit::boards::safety {

using driver::peripheral::PeripheralError;
using driver::peripheral::Tps546;
using driver::peripheral::tps546_vout_step;
using driver::peripheral::Tps546Limits;
using driver::peripheral::Tps546Status;

namespace {

constexpr int identify_tries = 6;  // the part may be slow to answer after power-up

/// A part that answers wrongly is there; one that does not answer is not.
NotArmed missing_or_faulty(PeripheralError error) noexcept {
    return error == PeripheralError::mismatch ? NotArmed::reg_fault : NotArmed::reg_absent;
}

}  // namespace

Tps546Limits regulator_limits(const Profile& profile) noexcept {
    const Envelope& envelope = profile.envelope;
    return {.vout_initial = envelope.rail_min,
            .vout_min = envelope.rail_min,
            .vout_max = envelope.rail_max,
            .temperature_warning = profile.vrm_warm};
}

EnergyGate::EnergyGate(Tps546 regulator, const Profile& profile) noexcept
    : regulator_{std::move(regulator)}, profile_{profile} {}

EnergyGate::~EnergyGate() {
    // Nobody is left to tell about a failure; the lease's other ends (heartbeat, safe-off) remain.
    if (may_be_on_) (void)core_off();
}

bool EnergyGate::is_understood(const Permit& permit) const noexcept {
    const Envelope& envelope = profile_.envelope;
    return permit.max_core >= envelope.core_min && permit.max_core <= envelope.core_max &&
           permit.max_frequency.value > 0.0 && permit.max_frequency.value <= envelope.frequency_max.value;
}

void EnergyGate::set_permit(const Permit& permit, Instant now) {
    permit_ = permit;
    permit_.lease_until = std::min(permit.lease_until, now + profile_.timings.lease);
    if (!is_understood(permit)) permit_.power = false;
    if (!has_live_permit(now)) {
        if (may_be_on_) (void)core_off();  // `poll` tries again
        return;
    }
    lower_to_permit(now);
}

void EnergyGate::lower_to_permit(Instant now) {
    if (core_set_ <= permit_.max_core) return;
    if (set_rail(permit_.max_core))
        remember(permit_.max_core, now);
    else
        (void)core_off();
}

bool EnergyGate::has_live_permit(Instant now) const noexcept { return permit_.power && now < permit_.lease_until; }

bool EnergyGate::poll(Instant now) {
    // Not armed and maybe on: an earlier attempt to switch off failed.
    if (may_be_on_ && !(is_armed_ && has_live_permit(now))) (void)core_off();
    return may_be_on_ && is_armed_ && has_live_permit(now);
}

ArmingBits EnergyGate::preflight() {
    is_armed_ = false;
    auto identity = regulator_.identify();
    for (int tries = 1; tries < identify_tries && !identity; ++tries) identity = regulator_.identify();
    if (!identity) return {NotArmed::reg_absent};
    identity_ = *identity;
    if (!identity->part) return {NotArmed::id_mismatch};
    if (const auto off = core_off(); !off) return {missing_or_faulty(off.error())};
    if (!regulator_.write_limits(regulator_limits(profile_)) || !regulator_.verify_limits())
        return {NotArmed::limits_unverified};
    if (!regulator_.clear_faults()) return {NotArmed::reg_absent};
    const ArmingBits bits = check_supply();
    is_armed_ = bits.is_empty();
    return bits;
}

ArmingBits EnergyGate::check_supply() {
    const auto status = regulator_.read_status_word();
    if (!status) return {NotArmed::reg_absent};
    ArmingBits bits;
    bits.insert_if(status->has_fault(false), NotArmed::reg_fault);
    const auto input = regulator_.read_vin();
    const Tps546Limits limits = regulator_limits(profile_);
    bits.insert_if(!input || *input < limits.vin_on || *input > limits.vin_overvoltage, NotArmed::vin_out);
    return bits;
}

std::optional<Denied> EnergyGate::refuse_core(Millivolts core, Instant now) const noexcept {
    if (core.value <= 0) return Denied::not_a_voltage;
    if (core < profile_.envelope.core_min || core > profile_.envelope.core_max) return Denied::outside_envelope;
    if (!has_live_permit(now)) return Denied::no_permit;
    if (core > permit_.max_core) return Denied::above_permit;
    return is_armed_ ? std::nullopt : std::optional{Denied::not_armed};
}

std::optional<Denied> EnergyGate::refuse_step(Millivolts core, Instant now) const noexcept {
    if (const auto refused = refuse_core(core, now)) return refused;
    if (core_set_.value == 0) return Denied::output_off;
    if (core <= core_set_) return std::nullopt;
    if (core - core_set_ > core_step_max) return Denied::step_too_large;
    return now - core_set_at_ < core_step_time ? std::optional{Denied::step_too_soon} : std::nullopt;
}

Expected<void, Denied> EnergyGate::core_on(Millivolts core, Instant now) {
    if (core_set_.value > 0) return step_core(core, now);
    if (const auto refused = refuse_core(core, now)) return deny(*refused);
    if (!set_rail(core)) return deny(Denied::regulator_failed);
    may_be_on_ = true;
    if (!regulator_.output_on()) {
        (void)core_off();
        return deny(Denied::regulator_failed);
    }
    remember(core, now);
    return {};
}

Expected<void, Denied> EnergyGate::step_core(Millivolts core, Instant now) {
    if (const auto refused = refuse_step(core, now)) return deny(*refused);
    if (!set_rail(core)) {
        (void)core_off();
        return deny(Denied::regulator_failed);
    }
    remember(core, now);
    return {};
}

Millivolts EnergyGate::next_step(Millivolts target) const noexcept {
    return core_set_.value > 0 ? std::min(target, core_set_ + core_step_max) : target;
}

/// HZ-10: what does not read back is written once more.
bool EnergyGate::set_rail(Millivolts core) { return set_rail_once(core) || set_rail_once(core); }

bool EnergyGate::set_rail_once(Millivolts core) {
    const Millivolts rail = profile_.rail(core);
    if (!regulator_.set_vout(rail)) return false;
    const auto read = regulator_.read_back_vout_command();
    return read && *read <= rail && *read >= rail - tps546_vout_step;
}

void EnergyGate::remember(Millivolts core, Instant now) noexcept {
    core_set_ = core;
    core_set_at_ = now;
}

EnergyGate::Result<void> EnergyGate::core_off() {
    is_armed_ = false;
    may_be_on_ = true;
    const auto off = regulator_.output_off();
    if (!off) return off;
    may_be_on_ = false;
    core_set_ = {};
    clock_ = {};
    return {};
}

Expected<void, Denied> EnergyGate::admit(std::span<const std::byte> chain_bytes, Instant now) {
    if (!has_live_permit(now)) return deny(Denied::no_permit);
    const ChainLimits limits{
        .clock_max = permit_.max_frequency, .clock_present = clock_, .envelope_max = profile_.envelope.frequency_max};
    const auto verdict = judge_chain_bytes(chain_bytes, limits);
    if (!verdict) return deny(verdict.error());
    if (*verdict) clock_ = **verdict;
    return {};
}

Expected<void, Denied> EnergyGate::deny(Denied why) noexcept {
    ++denials_;
    last_denied_ = why;
    return failure(why);
}

}  // namespace adit::boards::safety
