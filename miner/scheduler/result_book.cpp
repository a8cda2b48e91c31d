#include "miner/scheduler/result_book.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace adit::miner {
namespace {

using boards::NonceVerdict;

/// All bits that differ from the job's version are still allowed.
bool is_within_mask(const LiveJob& job, std::uint32_t version) noexcept {
    return ((version ^ job.job->version) & ~job.mask) == 0;
}

}  // namespace

NonceVerdict ResultBook::book(const WorkRecord& record, const driver::Nonce& result, const Judgement& judgement) {
    ResultCounts& counts = device.counts;
    switch (judgement.merit) {
        case Merit::nothing:
            ++counts.hw_errors;
            return NonceVerdict::hardware_error;
        case Merit::below_claim:
            ++counts.below_claim;
            return NonceVerdict::below_claim;
        case Merit::credited:
            break;
    }
    if (!device.results_seen.insert(judgement.hash)) {
        ++counts.duplicates;
        return NonceVerdict::duplicate;
    }
    return book_good(record, result, judgement.hash);
}

NonceVerdict ResultBook::book_good(const WorkRecord& record, const driver::Nonce& result, const Hash256& hash) {
    const LiveJob* job = jobs.find(record.job);
    const Freshness freshness = job != nullptr ? job->freshness(result.at, grace) : Freshness::dead;
    if (freshness == Freshness::fresh) return book_fresh(*job, record, result, hash);
    return book_stale(job, record, result, hash, freshness);
}

NonceVerdict ResultBook::book_fresh(const LiveJob& job, const WorkRecord& record, const driver::Nonce& result,
                                    const Hash256& hash) {
    ++device.counts.credited;
    device.rate.add(std::ldexp(1.0, record.work.claim_bits), result.at);
    device.best = std::min(device.best, as_number(hash));
    if (!meets(hash, job.share_target)) return NonceVerdict::credited;
    if (is_within_mask(job, result.version))
        send(job, record, result, hash);
    else
        ledger.book(index, ShareFate::lost, FateReason::mask_shrank);
    return NonceVerdict::share;
}

NonceVerdict ResultBook::book_stale(const LiveJob* job, const WorkRecord& record, const driver::Nonce& result,
                                    const Hash256& hash, Freshness freshness) {
    ++device.counts.stale;
    if (!meets(hash, job != nullptr ? job->share_target : record.share_target)) return NonceVerdict::stale;
    const bool wins_block = freshness == Freshness::late && meets(hash, job->job->network_target);
    if (wins_block && is_within_mask(*job, result.version))
        send(*job, record, result, hash);
    else
        ledger.book(index, ShareFate::stale, FateReason::job_void);
    return NonceVerdict::stale;
}

void ResultBook::send(const LiveJob& job, const WorkRecord& record, const driver::Nonce& result, const Hash256& hash) {
    if (shares.is_full()) {
        ledger.book(index, ShareFate::lost, FateReason::not_sent);
        return;
    }
    const std::uint64_t number = ledger.open(index);
    if (number == 0) return;
    shares.push({.number = number,
                 .device = static_cast<std::uint16_t>(index),
                 .job = job.job,
                 .extranonce2 = extranonce2_bytes(record.point.extranonce2, job.job->extranonce2_size),
                 .ntime = record.point.ntime,
                 .nonce = result.nonce,
                 .version = result.version,
                 .hash = hash,
                 .meets_network = meets(hash, job.job->network_target),
                 .found = result.at});
}

}  // namespace adit::miner
