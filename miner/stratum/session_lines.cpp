// What the pool calls: jobs and settings, each taken whole or refused whole.
#include <utility>

#include "miner/stratum/redirect.hpp"
#include "miner/stratum/requests.hpp"
#include "miner/stratum/session.hpp"
#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {
namespace {

constexpr std::size_t max_echoed_id = 128;  // keeps our replies under 1 KB

bool can_be_echoed(JsonView id) {
    if (const auto text = id.string()) return text->size() <= max_echoed_id;
    return id.integer().has_value();
}

}  // namespace

void Session::take_line(std::string_view line, Instant now) {
    const auto object = json_.read(line);
    line_was_refused_ = false;
    if (!object) {
        refuse("line", line, now);
        return;
    }
    const Message message{*object};
    if (message.method)
        take_call(message, now);
    else
        take_reply(message, now);
    if (!line_was_refused_) errors_.good();
}

// A refused message changes nothing but the counters.
void Session::refuse(std::string_view what, std::string_view why, Instant now) {
    line_was_refused_ = true;
    ++counters_.protocol_errors;
    std::string text = "refused ";
    text += what;
    text += ": ";
    text += why.substr(0, max_kept_text);
    events_.push_warning(text, now);
    if (!errors_.bad()) close(CloseReason::protocol_errors, text);
}

void Session::count_unknown(Instant now) {
    ++counters_.unknown_ids;
    if (!unknown_ids_.admit(now)) close(CloseReason::unknown_ids, {});
}

void Session::take_call(const Message& message, Instant now) {
    using Handler = void (Session::*)(const Message&, Instant);
    struct Entry {
        std::string_view method;
        Handler handler;
    };
    static constexpr Entry table[] = {
        {"mining.notify", &Session::on_notify},
        {"mining.set_difficulty", &Session::on_difficulty},
        {"mining.set_extranonce", &Session::on_extranonce},
        {"mining.set_version_mask", &Session::on_version_mask},
        {"client.reconnect", &Session::on_reconnect},
        {"client.show_message", &Session::on_show_message},
    };
    for (const Entry& entry : table) {
        if (entry.method != *message.method) continue;
        if (!message.has_param_list()) return refuse(entry.method, describe(FieldError::parameters), now);
        return (this->*entry.handler)(message, now);
    }
    answer_call(message, now);
}

// Calls that want an answer: asked with an id that is there.
void Session::answer_call(const Message& message, Instant now) {
    if (message.id.is_null_or_missing()) return;
    if (!can_be_echoed(message.id)) return count_unknown(now);
    if (*message.method == "mining.ping")
        append_reply(outbox_.tail(), message.id, "pong");
    else if (*message.method == "client.get_version")
        append_reply(outbox_.tail(), message.id, config_.user_agent);
    else
        append_method_not_found(outbox_.tail(), message.id);
}

void Session::on_notify(const Message& message, Instant now) {
    auto notify = parse_notify(message.params);
    if (!notify) return refuse(*message.method, describe(notify.error()), now);
    if (is_subscribed_)
        adopt(std::move(*notify), now);
    else
        early_notify_ = std::move(*notify);
}

void Session::adopt(Notify notify, Instant now) {
    auto adopted = book_.adopt(std::move(notify), rolling_.effective(), now);
    if (!adopted) return refuse("mining.notify", describe(adopted.error()), now);
    last_job_ = now;
    ++counters_.jobs;
    events_.push_job({std::move(adopted->job), adopted->repeated});
}

void Session::on_difficulty(const Message& message, Instant now) {
    const auto difficulty = parse_difficulty_value(message.params[0]);
    if (!difficulty) return refuse(*message.method, describe(difficulty.error()), now);
    book_.set_difficulty(*difficulty);
}

void Session::on_extranonce(const Message& message, Instant now) {
    auto extranonce = parse_extranonce(message.params[0], message.params[1]);
    if (!extranonce) return refuse(*message.method, describe(extranonce.error()), now);
    if (is_subscribed_) book_.change_extranonce(std::move(*extranonce));  // before: the reply is newer
}

void Session::on_version_mask(const Message& message, Instant now) {
    const auto mask = parse_version_mask(message.params[0]);
    if (!mask) return refuse(*message.method, describe(mask.error()), now);
    const std::uint32_t before = rolling_.effective();
    rolling_.set_mask(*mask);
    announce_mask(before, now);
}

void Session::announce_mask(std::uint32_t before, Instant now) {
    if (rolling_.effective() != before) events_.push_mask({rolling_.effective()});
    if (!rolling_.is_clipped() || std::exchange(warned_of_clipping_, true)) return;
    events_.push_warning("the pool's version mask has bits we did not ask for; they are not rolled", now);
}

void Session::on_reconnect(const Message& message, Instant now) {
    auto redirect = parse_redirect(message.params, config_);
    if (!redirect) return refuse(*message.method, describe(redirect.error()), now);
    if (!is_allowed(*redirect, config_))
        return events_.push_warning("ignored a redirect to a host not listed: " + redirect->host, now);
    if (!config_.reconnects.admit(now)) return events_.push_warning("ignored a redirect: more than 3 in an hour", now);
    events_.push(std::move(*redirect));
}

void Session::on_show_message(const Message& message, Instant now) {
    const auto text = message.params[0].string();
    if (!text) return refuse(*message.method, describe(FieldError::parameters), now);
    events_.push_message(*text, now);
}

}  // namespace adit::miner::stratum
