// SIGINT and SIGTERM as values: blocked everywhere, fetched by the main thread when it likes.
#pragma once

#include "hal/clock.hpp"

namespace adit::miner::cli {

/// Blocks SIGINT and SIGTERM in this thread and those it starts. Call first in main.
void block_stop_signals();

/// Waits for one of them; 0 when none came in time.
[[nodiscard]] int await_stop_signal(Duration patience);

}  // namespace adit::miner::cli
