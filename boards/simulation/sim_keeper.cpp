// See sim_keeper.hpp.
#include "boards/simulation/sim_keeper.hpp"

namespace adit::boards::simulation {

void SimKeeper::settle() const noexcept {
    if (!is_pending_ || is_full || clock_.now() < stored_at_) return;
    disk_ = newest_;
    is_pending_ = false;
}

void SimKeeper::do_keep(const Kept& kept) noexcept {
    settle();
    newest_ = kept;
    is_pending_ = true;
    stored_at_ = clock_.now() + delay;
    settle();
}

bool SimKeeper::do_is_stored() const noexcept {
    settle();
    return !is_pending_;
}

void SimKeeper::flush() noexcept {
    stored_at_ = clock_.now();
    settle();
}

void SimKeeper::crash() noexcept {
    settle();
    newest_ = disk_;
    is_pending_ = false;
}

void SimKeeper::clear_latch() noexcept {
    crash();
    disk_.latch.reset();
    disk_.debt.trips = {};
    newest_ = disk_;
}

}  // namespace adit::boards::simulation
