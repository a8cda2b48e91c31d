// What a sensor said, or why it said nothing. There is no magic number for "unknown" (SA-9): a reader has to ask.
// Filled by the Runner, judged by the Supervisor.
#pragma once

#include <cstdint>
#include <string_view>

#include "hal/clock.hpp"

namespace adit::boards::safety {

/// Why there is no value.
enum class Invalid : std::uint8_t {
    not_yet,        ///< never read since the board was found
    no_ack,         ///< the part did not answer at its address
    timeout,        ///< the bus or bridge did not answer in time
    bus,            ///< the bus failed, or an earlier time-out in this cycle left it untouched
    open,           ///< the sensor reports an open diode
    short_circuit,  ///< the sensor reports a shorted diode
    implausible,    ///< a number no healthy sensor gives
    stale,          ///< a good value, too old to act on
};

[[nodiscard]] constexpr std::string_view text(Invalid why) noexcept {
    constexpr std::string_view words[]{"not read yet", "no answer",     "time-out",    "bus failure",
                                       "open diode",   "shorted diode", "implausible", "stale"};
    return words[static_cast<std::size_t>(why)];
}

/// One reading with the time of its attempt. The time tells new samples from repeated ones, for debouncing.
template <class Value>
class Reading {
public:
    /// Never read.
    constexpr Reading() = default;

    [[nodiscard]] static constexpr Reading valid(Value value, Instant at) noexcept { return Reading{value, at}; }
    [[nodiscard]] static constexpr Reading invalid(Invalid why, Instant at) noexcept { return Reading{why, at}; }

    [[nodiscard]] constexpr bool is_valid() const noexcept { return is_valid_; }
    /// The value; meaningful only when `is_valid()`.
    [[nodiscard]] constexpr Value value() const noexcept { return value_; }
    /// The reason; meaningful only when not `is_valid()`.
    [[nodiscard]] constexpr Invalid why() const noexcept { return why_; }
    /// When the part was asked.
    [[nodiscard]] constexpr Instant at() const noexcept { return at_; }

    /// Valid and not older than `limit`. A time stamp from the future is not fresh.
    [[nodiscard]] constexpr bool is_fresh(Instant now, Duration limit) const noexcept {
        return is_valid_ && at_ <= now && now - at_ <= limit;
    }

private:
    constexpr Reading(Value value, Instant at) noexcept : value_{value}, at_{at}, is_valid_{true} {}
    constexpr Reading(Invalid why, Instant at) noexcept : at_{at}, why_{why} {}

    Value value_{};
    Instant at_{};
    Invalid why_ = Invalid::not_yet;
    bool is_valid_ = false;
};

}  // namespace adit::boards::safety
