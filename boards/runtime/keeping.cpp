// See keeping.hpp.
#include "boards/runtime/keeping.hpp"

#include <limits>

namespace adit::boards {

using namespace std::chrono_literals;
using safety::NotArmed;

Keeping::Keeping(Keeper* keeper) noexcept : keeper_{keeper} {
    if (keeper_ == nullptr) return;
    kept_ = keeper_->found();
    // Not stored here: a start that never asks for power leaves what it found. The mark stays until off is proven.
    if (kept_.is_energised && kept_.unclean_starts < std::numeric_limits<std::uint8_t>::max()) ++kept_.unclean_starts;
}

safety::Memory Keeping::memory_at_start(const safety::Profile& profile, Instant now) noexcept {
    const auto latched = kept_.latch ? std::optional{kept_.latch->reason} : std::nullopt;
    const safety::StartHistory history{.unclean = kept_.unclean_starts, .debt = kept_.debt};
    const safety::Memory memory = safety::memory_at_start(profile, latched, history, now);
    booked_ = last_booking(memory);
    retry_window_ = profile.timings.retry_window;
    return memory;
}

void Keeping::prepare(const safety::Memory& memory, safety::ArmingBits standing_holds, Instant now) noexcept {
    const bool may_follow = memory.wanted && !memory.latched && now >= memory.not_before && standing_holds.is_empty();
    if (keeper_ == nullptr || is_prepared_ || !may_follow) return;
    is_prepared_ = true;
    kept_.is_energised = true;
    keep(memory, now);
}

safety::ArmingBits Keeping::holds() const noexcept {
    const bool is_ready = keeper_ == nullptr || (is_prepared_ && keeper_->is_stored());
    return is_ready ? safety::ArmingBits{} : safety::ArmingBits{NotArmed::config_unverified};
}

void Keeping::latch(const LatchNote& note, const safety::Memory& memory, Instant now) noexcept {
    kept_.latch = note;
    keep(memory, now);
}

void Keeping::book(const safety::Memory& memory, Instant now) noexcept {
    if (last_booking(memory) != booked_) keep(memory, now);
}

void Keeping::look(const safety::Decision& decision, HashesPerSecond expected, HashesPerSecond verified,
                   Instant now) noexcept {
    constexpr double least_of_expected = 0.5;
    const bool is_good = decision.next.state == safety::State::hashing && expected.value > 0.0 &&
                         verified.value >= least_of_expected * expected.value;
    if (!is_good || decision.target != point_ || !good_since_) {
        point_ = decision.target;
        good_since_ = is_good ? std::optional{now} : std::nullopt;
        return;
    }
    const LastGood good{point_, static_cast<std::uint16_t>(good_after.count())};
    if (now - *good_since_ < good_after || (kept_.last_good == good && kept_.unclean_starts == 0)) return;
    kept_.last_good = good;
    kept_.unclean_starts = 0;
    keep(decision.next, now);
}

void Keeping::close(const safety::Memory& memory, Instant now) noexcept {
    if (!kept_.is_energised) return;
    is_prepared_ = false;
    kept_.is_energised = false;
    kept_.unclean_starts = 0;
    keep(memory, now);
}

void Keeping::keep(const safety::Memory& memory, Instant now) noexcept {
    kept_.debt = debt_of(memory, now, retry_window_);
    booked_ = last_booking(memory);
    if (keeper_ != nullptr) keeper_->keep(kept_);
}

}  // namespace adit::boards
