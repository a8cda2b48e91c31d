// The verdicts, one step after the other.
#include "miner/net/demo_judge.hpp"

#include <algorithm>
#include <optional>

#include "driver/sha256/sha256.hpp"
#include "miner/bitcoin/hex.hpp"
#include "miner/bitcoin/target.hpp"

namespace adit::miner::net {
namespace {

namespace json = boost::json;

constexpr std::uint32_t longest_ntime_roll = 7000;  // seconds, the common limit of pools
constexpr std::size_t most_seen = 1U << 16U;

struct Submission {
    Bytes extranonce2;
    std::uint32_t ntime{}, nonce{};
    std::optional<std::uint32_t> version_bits;
};

DemoVerdict refuse(int code, std::string reason) {
    DemoVerdict verdict;
    verdict.code = code;
    verdict.reason = std::move(reason);
    return verdict;
}

std::string_view text_at(const json::array& params, std::size_t index) {
    if (index >= params.size() || !params[index].is_string()) return {};
    const auto& text = params[index].get_string();
    return {text.data(), text.size()};
}

const DemoSentJob* find_job(const DemoPeer& peer, std::string_view id) {
    const auto found =
        std::find_if(peer.jobs.rbegin(), peer.jobs.rend(), [&](const auto& sent) { return sent.job->id == id; });
    return found == peer.jobs.rend() ? nullptr : &*found;
}

std::optional<Submission> read_submission(const json::array& params, const DemoSentJob& sent) {
    if (params.size() < 5) return std::nullopt;
    Submission submission;
    submission.extranonce2.resize(sent.extranonce2_size);
    const auto ntime = parse_hex32(text_at(params, 3));
    const auto nonce = parse_hex32(text_at(params, 4));
    if (!decode_hex(text_at(params, 2), std::span{submission.extranonce2}) || !ntime || !nonce) return std::nullopt;
    submission.ntime = *ntime;
    submission.nonce = *nonce;
    submission.version_bits = parse_hex32(text_at(params, 5));
    return submission;
}

void put_le32(std::span<std::byte> at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) at[i] = static_cast<std::byte>(number >> (8 * i));
}

Hash256 root_of(const DemoSentJob& sent, const Bytes& extranonce2) {
    Bytes coinbase = sent.job->head;
    for (const auto* part : {&sent.extranonce1, &extranonce2, &sent.job->tail}) {
        coinbase.insert(coinbase.end(), part->begin(), part->end());
    }
    auto root = driver::sha256::hash_twice(coinbase);
    for (const auto& hash : sent.job->branch) {
        std::array<std::byte, 64> pair;
        std::copy(root.begin(), root.end(), pair.begin());
        std::copy(hash.begin(), hash.end(), pair.begin() + 32);
        root = driver::sha256::hash_twice(pair);
    }
    return root;
}

std::array<std::byte, 80> header_of(const DemoSentJob& sent, const Submission& submission, std::uint32_t version) {
    std::array<std::byte, 80> header{};
    const std::span all{header};
    const auto root = root_of(sent, submission.extranonce2);
    put_le32(all.subspan(0), version);
    std::copy(sent.job->prev_hash.begin(), sent.job->prev_hash.end(), header.begin() + 4);
    std::copy(root.begin(), root.end(), header.begin() + 36);
    put_le32(all.subspan(68), submission.ntime);
    put_le32(all.subspan(72), sent.job->nbits);
    put_le32(all.subspan(76), submission.nonce);
    return header;
}

/// The header version, or nothing when the sixth parameter is not what was agreed.
std::optional<std::uint32_t> version_of(const DemoPeer& peer, const DemoSentJob& sent, const Submission& submission) {
    if (!peer.rolls_versions) return sent.job->version;
    const auto bits = submission.version_bits;
    if (!bits || (*bits & ~peer.version_mask) != 0) return std::nullopt;
    return (sent.job->version & ~peer.version_mask) | *bits;
}

}  // namespace

void DemoJudge::set_tip(const Hash256& prev_hash) {
    if (prev_hash == tip_) return;
    tip_ = prev_hash;
    seen_.clear();
}

DemoVerdict DemoJudge::judge(const DemoPeer& peer, const json::array& params) {
    if (!peer.is_subscribed) return refuse(25, "not subscribed");
    if (!peer.workers.contains(std::string{text_at(params, 0)})) return refuse(24, "unauthorised worker");
    const auto* const sent = find_job(peer, text_at(params, 1));
    if (sent == nullptr) return refuse(21, "job not found");
    const auto submission = read_submission(params, *sent);
    if (!submission) return refuse(20, "malformed parameters");
    const auto version = version_of(peer, *sent, *submission);
    if (!version) return refuse(23, "bad-version");

    const auto header = header_of(*sent, *submission, *version);
    const Hash256 hash = driver::sha256::hash_header(header);
    auto verdict = judge_hash(*sent, submission->ntime, hash);
    verdict.header = to_hex(header);
    verdict.difficulty = difficulty_of(as_number(hash));
    return verdict;
}

DemoVerdict DemoJudge::judge_hash(const DemoSentJob& sent, std::uint32_t ntime, const Hash256& hash) {
    const auto network = from_compact(sent.job->nbits);
    const bool is_block = network && meets(hash, *network);
    auto verdict = judge_worth(sent, ntime, hash);
    verdict.is_block = is_block;
    return verdict;
}

DemoVerdict DemoJudge::judge_worth(const DemoSentJob& sent, std::uint32_t ntime, const Hash256& hash) {
    if (sent.job->prev_hash != tip_) return refuse(21, "stale previous block");
    if (ntime < sent.job->ntime || ntime - sent.job->ntime > longest_ntime_roll) {
        return refuse(20, "ntime out of range");
    }
    const auto target = target_of(sent.difficulty);
    if (!target || !meets(hash, *target)) return refuse(23, "above target");
    if (seen_.size() >= most_seen) seen_.clear();
    if (!seen_.insert(hash).second) return refuse(22, "duplicate share");
    DemoVerdict verdict;
    verdict.accepted = true;
    return verdict;
}

}  // namespace adit::miner::net
