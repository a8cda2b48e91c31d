// What the pool answers: handshake replies and verdicts, tied to requests by number only.
#include <utility>

#include "miner/stratum/session.hpp"
#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {
namespace {

constexpr std::size_t max_resume_id = 128;

// result[0]: a list of [notification, id] pairs, or one such pair alone; the id beside mining.notify.
std::string_view resume_id_in(JsonView subscriptions) {
    const auto id_of = [](JsonView pair) {
        return pair[0].string() == "mining.notify" ? pair[1].string().value_or("") : std::string_view{};
    };
    if (const auto id = id_of(subscriptions); !id.empty()) return id;
    for (JsonView pair = subscriptions.first(); pair.exists(); pair = pair.next())
        if (const auto id = id_of(pair); !id.empty()) return id;
    return {};
}

}  // namespace

void Session::take_reply(const Message& message, Instant now) {
    const auto number = message.id.integer();
    if (!number || *number < 1) return count_unknown(now);
    const auto id = static_cast<std::uint64_t>(*number);
    if (take_handshake_reply(id, message, now)) return;
    const auto sent = unanswered_.answer(id);
    if (!sent) return count_unknown(now);
    flood_.excuse();
    on_verdict(*sent, message);
}

bool Session::take_handshake_reply(std::uint64_t id, const Message& message, Instant now) {
    if (id == requests_.configure)
        on_configured(message, now);
    else if (id == requests_.subscribe)
        on_subscribed(message, now);
    else if (id == requests_.authorise)
        on_authorised(message, now);
    else if (id == requests_.suggest)
        requests_.suggest = 0;
    else if (id == requests_.extranonce)
        requests_.extranonce = 0;
    else
        return false;
    return true;
}

// Also taken when it comes after its 5 s: the pool wants the sixth parameter from then on.
void Session::on_configured(const Message& message, Instant now) {
    requests_.configure = 0;
    rolling_.reply(message);
    if (const auto why = message.result.member("version-rolling").string())
        events_.push_warning("no version rolling: " + std::string{*why}, now);
    announce_mask(0, now);
    if (state_ == SessionState::configuring) send_handshake(now);
}

void Session::on_subscribed(const Message& message, Instant now) {
    requests_.subscribe = 0;
    if (!message.has_no_error()) return close(CloseReason::subscribe_failed, error_text(message));
    auto extranonce = parse_extranonce(message.result[1], message.result[2]);
    if (!extranonce) return close(CloseReason::subscribe_failed, describe(extranonce.error()));
    const auto resume = resume_id_in(message.result[0]);
    if (resume.size() <= max_resume_id) resume_id_ = resume;
    book_.subscribe(std::move(*extranonce));
    is_subscribed_ = true;
    if (early_notify_) adopt(*std::exchange(early_notify_, std::nullopt), now);
    if (is_open() && is_authorised_) become_ready(now);
}

void Session::on_authorised(const Message& message, Instant now) {
    requests_.authorise = 0;
    if (!message.is_accepted()) {
        const std::string text = error_text(message);
        events_.push(AuthoriseRefused{text});
        return close(CloseReason::authorise_refused, text);
    }
    is_authorised_ = true;
    events_.push(Authorised{});
    if (is_subscribed_) become_ready(now);
}

void Session::on_verdict(const UnansweredShares::Sent& sent, const Message& message) {
    unanswered_in_a_row_ = 0;
    Verdict verdict = read_verdict(message);
    settle(sent.number, verdict.fate, verdict.reason, std::move(verdict.text));
    switch (verdict.fate) {
        case ShareFate::accepted:
            ++counters_.accepted;
            break;
        case ShareFate::stale:
            ++counters_.stale;
            break;
        default:
            ++counters_.rejected;
            break;
    }
    if (verdict.fate == ShareFate::accepted) return rejects_.accepted();
    if (book_.is_current(sent.job) && !rejects_.rejected(verdict.reason)) close(CloseReason::always_rejected);
}

}  // namespace adit::miner::stratum
