// See work_feed.hpp.
#include "boards/runtime/work_feed.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace adit::boards {

using namespace std::chrono_literals;

namespace {

constexpr Duration look_interval = 100ms;
/// Field rule: this many results below the limit and the ticket register is taken for lost.
constexpr std::uint8_t below_claim_limit = 4;

}  // namespace

void WorkFeed::look(Instant now) {
    const std::uint32_t generation = source_.generation();
    if (now < next_look_ && generation == looked_generation_) return;
    has_work_ = source_.has_work(now);
    looked_generation_ = generation;
    next_look_ = now + look_interval;
}

void WorkFeed::feed(ChainLink& link, Megahertz clock, Instant now) {
    if (const std::uint32_t generation = source_.generation(); generation != generation_) {
        chain_.void_jobs();
        generation_ = generation;
        next_job_ = now;
    }
    if (now < next_job_ || !link.has_room()) return;
    const auto work = source_.next_work(device_, now);
    const bool is_sent = work && send(*work, link, now);
    if (!is_sent) {
        next_job_ = now + look_interval;
        return;
    }
    // In step with the jobs before, so that a late step does not make all later ones late; but never to catch up.
    const Duration interval = chain_.job_interval(*work, clock);
    next_job_ = std::max(next_job_ + interval, now + interval / 2);
}

bool WorkFeed::send(const driver::Work& work, ChainLink& link, Instant now) {
    generation_ = work.generation;
    if (const auto ticket = chain_.ticket_update(work); ticket && !link.send(ticket->bytes(), now)) return false;
    if (const auto mask = chain_.version_mask_update(work); mask && !link.send(mask->bytes(), now)) return false;
    if (!link.send(chain_.encode_job(work), now)) return false;
    claim_bits_ = work.claim_bits;
    missing_engine_bits_ = chain_.missing_engine_bits(work);
    return true;
}

void WorkFeed::stop() noexcept {
    chain_.void_jobs();
    next_job_ = Instant{};
}

NonceVerdict WorkFeed::book(const driver::Nonce& nonce, Instant now) {
    const NonceVerdict verdict = source_.report(device_, nonce);
    if (verdict == NonceVerdict::credited || verdict == NonceVerdict::share) {
        credit_.add(std::exp2(claim_bits_), now);
        last_verified_ = now;
        below_claim_in_a_row_ = 0;
    } else if (verdict == NonceVerdict::below_claim && ++below_claim_in_a_row_ >= below_claim_limit) {
        chain_.forget_ticket();
        below_claim_in_a_row_ = 0;
    }
    return verdict;
}

}  // namespace adit::boards
