// Reject classes: by code, without a code by text.
#include "miner/stratum/verdict.hpp"

#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {
namespace {

std::optional<std::int64_t> code_of(const Message& reply) {
    const JsonView code = reply.error.is(JsonKind::object) ? reply.error.member("code") : reply.error[0];
    return code.integer();
}

// [code, "text", …] · {"code": …, "message": "text"} · "text" · {"reject-reason": "text", …} around a null error
std::string_view words_of(const Message& reply) {
    if (const auto text = reply.error.string()) return *text;
    if (const auto text = reply.error[1].string()) return *text;
    if (const auto text = reply.error.member("message").string()) return *text;
    return reply.whole.member("reject-reason").string().value_or("");
}

FateReason by_code(std::int64_t code) {
    switch (code) {
        case 21:
            return FateReason::job_not_found;
        case 22:
            return FateReason::duplicate;
        case 23:
            return FateReason::low_difficulty;
        case 24:
            return FateReason::unauthorised;
        case 25:
            return FateReason::not_subscribed;
        default:
            return FateReason::other;
    }
}

FateReason by_text(std::string_view text) {
    const auto says = [text](std::string_view words) { return contains_ignoring_case(text, words); };
    if (says("stale") || says("job not found") || says("invalid jobid")) return FateReason::job_not_found;
    if (says("duplicate")) return FateReason::duplicate;
    if (says("above target") || says("low diff") || says("high-hash")) return FateReason::low_difficulty;
    return FateReason::other;
}

}  // namespace

std::string error_text(const Message& reply) { return printable(words_of(reply)); }

Verdict read_verdict(const Message& reply) {
    if (reply.is_accepted()) return {ShareFate::accepted, FateReason::none, {}};
    const auto code = code_of(reply);
    const FateReason reason = code ? by_code(*code) : by_text(words_of(reply));
    const bool is_stale = reason == FateReason::job_not_found;
    return {is_stale ? ShareFate::stale : ShareFate::rejected, reason, error_text(reply)};
}

}  // namespace adit::miner::stratum
