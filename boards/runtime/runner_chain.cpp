// The Runner's side towards the chain: replies in, jobs and questions out, the bus kept alive beside it. See
// runner.hpp.
#include <algorithm>
#include <utility>

#include "boards/runtime/runner.hpp"

namespace adit::boards {

using safety::Event;

void Runner::take_replies() {
    for (auto bytes = link_.receive(); !bytes.empty(); bytes = link_.receive()) {
        const Instant now = clock_.now();
        chain_.receive(bytes, now);
        while (const auto event = chain_.next_event()) handle(*event, now);
        if (bytes.size() < ChainLink::most_at_once) break;  // what comes now is the next step's
    }
    if (link_.is_lost() && !std::exchange(is_lost_told_, true)) events_.post(Event::bus_lost);
}

void Runner::handle(const driver::bm13xx::Event& event, Instant now) {
    using namespace driver::bm13xx;
    tell_bench(event);
    if (const auto* chip = std::get_if<ChipSeen>(&event)) return plan_.chip_seen(chip->chip_id);
    if (std::holds_alternative<ConfigurationLost>(event)) {
        chips_.note_configuration_lost(now);
        if (is_hashing(memory_.state)) events_.post(Event::chain_failed);
        return;
    }
    if (now < plan_.quiet_until()) return;
    if (const auto* value = std::get_if<RegisterValue>(&event)) chips_.note(*value, now);
    if (const auto* nonce = std::get_if<driver::Nonce>(&event)) handle_result(*nonce, now);
    if (const auto* stale = std::get_if<StaleNonce>(&event)) handle_result(stale->nonce, now);
    if (const auto* unknown = std::get_if<UnknownJob>(&event)) chips_.note_impossible(unknown->chip);
}

void Runner::handle_result(const driver::Nonce& nonce, Instant now) {
    chips_.note(nonce.chip, feed_.book(nonce, now), now);
}

void Runner::feed_chain() {
    if (is_hashing(memory_.state) && !plan_.is_changing_baud()) feed_.feed(link_, plan_.clock(), clock_.now());
}

/// While the chain hashes undisturbed its chips are asked how they are; every other clock is a new beginning.
void Runner::watch_chips() {
    const Instant now = clock_.now();
    if (!is_hashing(memory_.state)) return chips_.end(now);
    if (plan_.is_busy()) return;
    if (chips_.clock() != plan_.clock()) {
        chips_.begin(plan_.clock(), now);
        reads_.restart(now + ChipWatch::settle);
    }
    if (!link_.has_room()) return;
    if (const auto frame = reads_.next(link_.baud(), now)) (void)link_.send(frame->bytes(), now);
    serve_bench(now);
}

void Runner::serve_bench(Instant now) {
    if (config_.bench == nullptr || !link_.has_room()) return;
    if (const auto command = config_.bench->next_command(now)) config_.bench->judged(link_.send(command->bytes(), now));
}

void Runner::tell_bench(const driver::bm13xx::Event& event) const noexcept {
    using namespace driver::bm13xx;
    if (config_.bench == nullptr) return;
    if (const auto* value = std::get_if<RegisterValue>(&event)) config_.bench->seen(*value);
    if (const auto* chip = std::get_if<ChipSeen>(&event))
        config_.bench->seen({chip->address, Register::chip_id, std::uint32_t{chip->chip_id} << 16 | chip->address});
}

/// HZ-29. Readings stay invalid until the parts answer again; the Supervisor's patience with them runs on.
void Runner::care_for_bus() {
    if (recovery_ == nullptr || !bus_care_.is_due(instruments_.timeouts(), clock_.now())) return;
    (void)recovery_->recover();
    instruments_.forget_timeouts();
    bus_care_.note(clock_.now());
}

/// Said once by the Supervisor; a plan under way is done first.
void Runner::start_wanted_plans() {
    if (!is_hashing(memory_.state)) is_rewrite_wanted_ = is_resync_wanted_ = false;
    if (plan_.is_busy()) return;
    if (std::exchange(is_resync_wanted_, false)) {
        plan_.start_resync();
        feed_.resend();
    } else if (std::exchange(is_rewrite_wanted_, false)) {
        plan_.start_ramp(last_.target);
        reads_.restart(clock_.now());
    }
}

}  // namespace adit::boards
