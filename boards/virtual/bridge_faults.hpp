// What a bridge can be made to do wrong on its control port and its I2C bus. All off by default, and then free.
#pragma once

#include <array>
#include <cstdint>

#include "hal/clock.hpp"

namespace adit::boards::virtual_device {

struct BridgeFaults {
    // Replies; probabilities from 0 to 1.
    double lose_reply = 0.0;   ///< not sent at all
    double wrong_id = 0.0;     ///< sent under another request's id
    double stale_reply = 0.0;  ///< the reply before is sent once more in front of it
    Duration delay{};          ///< every reply comes so much later
    [[nodiscard]] constexpr bool spoils_replies() const noexcept { return lose_reply + wrong_id + stale_reply > 0.0; }

    /// Errors as the manual has them (id FF, LEN counting data only), not as the firmware really sends them.
    bool documented_errors = false;

    // I2C.
    bool i2c_hangs = false;           ///< the firmware waits for its bus for ever: no answer
    bool i2c_stuck = false;           ///< a line is held low: every transfer times out in the firmware
    Duration i2c_stretch{};           ///< parts hold the clock: every transfer takes so much longer
    std::array<float, 128> no_ack{};  ///< by address: so probably a transfer is not acknowledged

    /// Bonanza: the second processor stops renewing the lease of the outputs.
    bool lease_lost = false;
};

}  // namespace adit::boards::virtual_device
