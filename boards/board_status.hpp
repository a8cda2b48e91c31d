// What a board shows of itself: plain values for status lines and JSON. Unknown is absent, never zero.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards {

/// A chip that does not do its part. Chips are counted from 0, nearest to the host first.
struct ChipTrouble {
    std::uint16_t chip{};
    std::string_view what;  ///< static text: "silent", "weak" …
    friend bool operator==(const ChipTrouble&, const ChipTrouble&) = default;
};

struct BoardStatus {
    std::string_view state = "unknown";  ///< a state of SA-2, in words; static text
    std::string_view reason;             ///< why it is in that state; static text
    std::optional<Duration> retry_in;    ///< off, and not to be tried again before
    std::uint32_t arming{};              ///< reasons not to arm, as bits; 0 = none
    std::optional<Celsius> chip, board, regulator;
    std::optional<Rpm> fan;
    std::optional<Percent> fan_duty;
    std::optional<Volts> input, core;
    std::optional<Amperes> current;
    Megahertz frequency{};           ///< what the chain was last told
    std::uint16_t chips{};           ///< found on the chain
    std::uint16_t chips_expected{};  ///< that the board has
    std::uint16_t chips_working{};   ///< found, and doing their part as far as that can be told; 0 while not hashing
    /// Of the chips found, at this clock; verified rates are compared with it, never replaced by it.
    HashesPerSecond expected_rate{};
    double bad_share{}, duplicate_share{};     ///< among the last 400 results
    std::array<ChipTrouble, 4> worst_chips{};  ///< the worst of those that do not, worst first
    std::uint8_t worst_chip_count{};           ///< how many of `worst_chips` are filled
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
