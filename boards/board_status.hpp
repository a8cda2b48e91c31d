// What a board shows of itself: plain values for status lines and JSON. Unknown is absent, never zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hal/units.hpp"

namespace adit::boards {

struct BoardStatus {
    std::string_view state = "unknown";  ///< a state of SA-2, in words; static text
    std::string_view reason;             ///< why it is in that state; static text
    std::uint32_t arming{};              ///< reasons not to arm, as bits; 0 = none
    std::optional<Celsius> chip, board, regulator;
    std::optional<Rpm> fan;
    std::optional<Percent> fan_duty;
    std::optional<Volts> input, core;
    std::optional<Amperes> current;
    Megahertz frequency{};      ///< what the chain was last told
    std::uint16_t chips{};      ///< found on the chain
    int missing_engine_bits{};  ///< above 0: the pool allows too few version bits, the rate is nominal x 2^-bits
    bool was_energised{};       ///< power was on at some time in this run
    std::uint64_t progress{};   ///< counts Runner steps; a watchdog looks whether it moves
    std::uint64_t crc_errors{}, garbage_bytes{};
    /// Results refused before hashing: engine and version contradict each other, or a job that was never sent.
    std::uint64_t refused_results{};
    std::uint32_t alarms{};  ///< how often the Supervisor called for an operator
    std::string_view alarm;  ///< the reason of the last time; static text
};

}  // namespace adit::boards
