// The one place that sleeps: poll on a port's descriptor beside a wake, against a monotonic deadline.
// Shared by every back-end of this folder.
#pragma once

#include "hal/clock.hpp"
#include "hal/serial.hpp"
#include "hal/wake.hpp"

namespace adit::hal {

/// Sleeps until `descriptor` is readable, `wake` is notified (consumed; checked first, so that a flood of bytes
/// cannot hold back new work), `deadline` passed, or the descriptor hung up with nothing left to read. Interrupted
/// sleeps are resumed. Never spins.
[[nodiscard]] WaitResult wait_on(int descriptor, Instant deadline, const Clock& clock, Wake& wake);

}  // namespace adit::hal
