// CLOCK_THREAD_CPUTIME_ID: the time the calling thread has had a processor. On a shared machine it stands still while
// others run, so that rates measured with it stay those of an idle one.
#pragma once

#include "hal/clock.hpp"

namespace adit::miner::bench {

class ThreadClock final : public hal::Clock {
private:
    [[nodiscard]] Instant do_now() const noexcept override;
};

}  // namespace adit::miner::bench
