// See bridge_interlock.hpp. What clears a latched fault is not published for the two-processor bridge: here the host
// must switch 5 V off while the trip input is quiet, the strictest reading.
#include "boards/virtual/bridge_interlock.hpp"

#include <algorithm>

namespace adit::boards::virtual_device {

namespace {
constexpr Percent full{100};
}

InterlockAnswer BridgeInterlock::drive(std::uint8_t line, bool level, Instant now) {
    if (line == bonanza_reset_alias) line = bonanza_reset;
    const bool is_input = line == bonanza_trip || line == bonanza_regulator_good;
    if (is_input || !pins_.line(line)) return InterlockAnswer::invalid;
    if (level && state_ == State::fault_latched) return InterlockAnswer::fault;
    if (line == bonanza_five_volt) return drive_five_volt(level, now);
    if (line == bonanza_reset) return drive_reset(level, now);
    return set(line, level, now);
}

InterlockAnswer BridgeInterlock::drive_five_volt(bool level, Instant now) {
    if (!level) {
        make_safe(now);
        if (pins_.is_tripped(now) && state_ == State::fault_latched) return InterlockAnswer::done;
        state_ = State::safe_off;
        cause_ = Cause::none;
        return InterlockAnswer::done;
    }
    const bool is_on = level_of(bonanza_five_volt);
    const bool may = !level_of(bonanza_reset) && fan_ == full;
    if (firmware_.has_sequence && !is_on && !may) return deny(now);
    return set(bonanza_five_volt, true, now);
}

InterlockAnswer BridgeInterlock::drive_reset(bool level, Instant now) {
    if (firmware_.has_sequence && level && !level_of(bonanza_five_volt)) return deny(now);
    return set(bonanza_reset, level, now);
}

InterlockAnswer BridgeInterlock::set_fan(Percent duty, Instant now) {
    if (duty < full && state_ == State::fault_latched) return InterlockAnswer::fault;
    fan_ = duty;
    pins_.set_fan(duty, now);
    if (duty < full) take_control(now);
    return InterlockAnswer::done;
}

InterlockAnswer BridgeInterlock::set(std::uint8_t line, bool level, Instant now) {
    pins_.set_line(line, level, now);
    if (level) take_control(now);
    return InterlockAnswer::done;
}

InterlockAnswer BridgeInterlock::deny(Instant now) {
    make_safe(now);
    state_ = State::safe_off;
    return InterlockAnswer::denied;
}

void BridgeInterlock::take_control(Instant now) noexcept {
    if (state_ == State::safe_off) lease_until_ = now + lease;
    state_ = State::controlled;
}

void BridgeInterlock::advance(bool is_renewed, Instant now) {
    if (!firmware_.has_lease || state_ != State::controlled) return;
    if (pins_.is_tripped(now)) return latch(Cause::trip, now);
    if (is_renewed)
        lease_until_ = now + lease;
    else if (now >= lease_until_)
        latch(Cause::lease_expired, now);
}

void BridgeInterlock::latch(Cause cause, Instant now) {
    make_safe(now);
    state_ = State::fault_latched;
    cause_ = cause;
}

void BridgeInterlock::make_safe(Instant now) {
    for (const std::uint8_t line : {bonanza_reset, bonanza_five_volt, bonanza_regulator})
        if (pins_.line(line)) pins_.set_line(line, false, now);
    fan_ = full;
    pins_.set_fan(full, now);
}

void BridgeInterlock::reset(Instant now) {
    make_safe(now);
    state_ = State::safe_off;
    cause_ = Cause::none;
}

Duration BridgeInterlock::lease_left(Instant now) const noexcept {
    if (!firmware_.has_lease || state_ != State::controlled) return {};
    return std::max(Duration{}, lease_until_ - now);
}

}  // namespace adit::boards::virtual_device
