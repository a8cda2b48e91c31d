// See energy_gate.hpp.
#include "boards/safety/energy_gate.hpp"

#include <algorithm>
#include <utility>

#include "boards/safety/chain_policy.hpp"

namespace adit::boards::safety {

using driver::peripheral::PeripheralError;
using driver::peripheral::RailWindow;
using driver::peripheral::Regulator;
using driver::peripheral::RegulatorGlance;

namespace {

constexpr int identify_tries = 6;  // the part may be slow to answer after power-up

/// A part that answers wrongly is there; one that does not answer is not.
NotArmed missing_or_faulty(PeripheralError error) noexcept {
    return error == PeripheralError::mismatch ? NotArmed::reg_fault : NotArmed::reg_absent;
}

}  // namespace

RailWindow rail_window(const Profile& profile) noexcept {
    const Envelope& envelope = profile.envelope;
    return {.lowest = envelope.rail_min, .highest = envelope.rail_max, .first = envelope.rail_min};
}

EnergyGate::EnergyGate(Regulator& regulator, const Profile& profile, const driver::bm13xx::ChipModel& chip) noexcept
    : regulator_{regulator}, chip_{chip}, profile_{profile} {}

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
    const Instant lease_before = permit_.lease_until;
    permit_ = permit;
    permit_.lease_until = std::min(permit.lease_until, now + profile_.timings.lease);
    if (!is_understood(permit)) permit_.power = false;
    if (!has_live_permit(now)) {
        if (may_be_on_) (void)core_off();  // `poll` tries again
        return;
    }
    lower_to_permit(now);
    // SA-5: nothing but a lease that was renewed lets the hardware go on. A beat that is lost costs the power, no more.
    if (permit_.lease_until > lease_before) (void)regulator_.heartbeat();
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
    return may_be_on_ && is_armed_;
}

EnergyGate::Result<void> EnergyGate::identify() {
    auto identity = regulator_.check_identity();
    // A bus that does not answer at all is not asked again at once; a part that denies its address is.
    const auto may_yet_answer = [&] {
        return !identity && identity.error() != PeripheralError::wrong_part &&
               identity.error() != PeripheralError::timeout;
    };
    for (int tries = 1; tries < identify_tries && may_yet_answer(); ++tries) identity = regulator_.check_identity();
    return identity;
}

/// Once more after a mismatch: a part may refuse a voltage outside the limits it still has, and take it behind them.
EnergyGate::Result<void> EnergyGate::protect() {
    const auto done = regulator_.protect(rail_window(profile_));
    const bool is_refused = !done && done.error() == PeripheralError::mismatch;
    return is_refused ? regulator_.protect(rail_window(profile_)) : done;
}

ArmingBits EnergyGate::preflight() {
    is_armed_ = false;
    if (const auto identity = identify(); !identity)
        return {identity.error() == PeripheralError::wrong_part ? NotArmed::id_mismatch : NotArmed::reg_absent};
    if (const auto off = core_off(); !off) return {missing_or_faulty(off.error())};
    if (const auto done = protect(); !done) return {NotArmed::limits_unverified};
    ArmingBits bits = clear_faults();  // a statement of its own: what is read first is the same with every compiler
    bits = bits | check_supply();
    is_armed_ = bits.is_empty();
    return bits;
}

/// SA-11: nothing is cleared that was not kept before. What comes back at once is a fault.
ArmingBits EnergyGate::clear_faults() {
    found_health_.reset();
    const auto found = regulator_.read_health();
    if (!found && found.error() == PeripheralError::unsupported) return {};
    if (!found) return {found.error() == PeripheralError::no_supply ? NotArmed::vin_out : NotArmed::reg_absent};
    found_health_ = *found;
    if (!regulator_.clear_fault_flags()) return {NotArmed::reg_absent};
    const auto left = regulator_.glance();
    if (!left) return {NotArmed::reg_absent};
    ArmingBits bits;
    bits.insert_if(left->health.has_fault(false), NotArmed::reg_fault);
    return bits;
}

ArmingBits EnergyGate::check_supply() {
    const auto input = regulator_.measure_input();
    if (!input && input.error() == PeripheralError::unsupported) return {};
    ArmingBits bits;
    bits.insert_if(!input || *input < profile_.input_min || *input > profile_.input_max, NotArmed::vin_out);
    return bits;
}

EnergyGate::Result<RegulatorGlance> EnergyGate::glance() {
    auto status = regulator_.glance();
    const bool has_none = !status && status.error() == PeripheralError::unsupported;
    return has_none ? check_setting() : status;
}

EnergyGate::Result<RegulatorGlance> EnergyGate::check_setting() {
    const auto setting = regulator_.read_rail_setting();
    const bool is_on = core_set_.value > 0;
    const bool is_unset = !setting && setting.error() == PeripheralError::power_on_value;
    if (!setting && !(is_unset && !is_on)) return failure(PeripheralError{setting.error()});
    const Millivolts rail = profile_.rail(core_set_);
    const bool is_kept = !is_on || (*setting <= rail && *setting >= rail - regulator_.rail_step());
    if (!is_kept) return failure(PeripheralError::mismatch);
    return RegulatorGlance{.health = {.is_on = is_on, .has_power_good = is_on}};
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
    if (!regulator_.switch_on()) {
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
bool EnergyGate::set_rail(Millivolts core) {
    const Millivolts rail = profile_.rail(core);
    return regulator_.set_rail(rail).has_value() || regulator_.set_rail(rail).has_value();
}

void EnergyGate::remember(Millivolts core, Instant now) noexcept {
    core_set_ = core;
    core_set_at_ = now;
}

EnergyGate::Result<void> EnergyGate::core_off() {
    is_armed_ = false;
    may_be_on_ = true;
    const auto off = regulator_.switch_off();
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
    const auto verdict = judge_chain_bytes(chip_, chain_bytes, limits);
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
