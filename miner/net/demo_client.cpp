// Requests of a miner and the answers of a well-behaved pool.
#include "miner/net/demo_client.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "miner/bitcoin/hex.hpp"

namespace adit::miner::net {
namespace {

namespace json = boost::json;

json::value id_of(const json::object& request) {
    const auto* const id = request.if_contains("id");
    return id == nullptr ? json::value{} : *id;
}

json::array params_of(const json::object& request) {
    const auto* const params = request.if_contains("params");
    return params != nullptr && params->is_array() ? params->get_array() : json::array{};
}

std::string text_param(const json::array& params, std::size_t index) {
    if (index >= params.size() || !params[index].is_string()) return {};
    return std::string{params[index].get_string().c_str()};
}

void reply(std::string& answer, const json::object& request, json::value result, json::value error = {}) {
    const json::object message{{"id", id_of(request)}, {"result", std::move(result)}, {"error", std::move(error)}};
    answer += json::serialize(message) + '\n';
}

}  // namespace

DemoClient::DemoClient(DemoTable& table, std::uint32_t number) : table_{&table}, number_{number} {}

bool DemoClient::handle(std::string_view line, std::string& answer) {
    boost::system::error_code error;
    const auto message = json::parse({line.data(), line.size()}, error);
    if (error || !message.is_object()) return false;
    const auto& request = message.get_object();
    const auto* const method = request.if_contains("method");
    if (method == nullptr || !method->is_string()) return true;  // an answer to a request of ours
    return dispatch({method->get_string().data(), method->get_string().size()}, request, answer);
}

bool DemoClient::dispatch(std::string_view method, const json::object& request, std::string& answer) {
    if (method == "mining.configure") {
        if (!table_->options.knows_configure && !peer_.is_subscribed) return false;
        configure(request, answer);
    } else if (method == "mining.subscribe") {
        subscribe(request, answer);
    } else if (method == "mining.authorize") {
        authorise(request, answer);
    } else if (method == "mining.submit") {
        submit(request, answer);
    } else if (method == "mining.suggest_difficulty" || method == "mining.extranonce.subscribe") {
        reply(answer, request, true);
    } else {
        reply(answer, request, nullptr, json::array{-3, "Method not found", nullptr});
    }
    return true;
}

void DemoClient::configure(const json::object& request, std::string& answer) {
    const auto params = params_of(request);
    bool asked = false;
    if (!params.empty() && params[0].is_array()) {
        for (const auto& extension : params[0].get_array()) asked |= extension == "version-rolling";
    }
    if (!asked) return reply(answer, request, json::object{});
    peer_.rolls_versions = true;
    peer_.version_mask = table_->options.version_mask;
    reply(answer, request,
          json::object{{"version-rolling", true}, {"version-rolling.mask", hex32(peer_.version_mask)}});
}

void DemoClient::subscribe(const json::object& request, std::string& answer) {
    if (peer_.is_subscribed) return;  // the second one gets no answer, as with real pools
    peer_.is_subscribed = true;
    peer_.extranonce1.resize(4);
    for (std::size_t i = 0; i < 4; ++i) peer_.extranonce1[i] = static_cast<std::byte>(number_ >> (8 * (3 - i)));
    const auto subscription = to_hex(peer_.extranonce1);
    const json::array notifications{json::array{"mining.set_difficulty", subscription},
                                    json::array{"mining.notify", subscription}};
    reply(answer, request, json::array{notifications, subscription, table_->options.extranonce2_size});
    send_job(answer);
}

void DemoClient::authorise(const json::object& request, std::string& answer) {
    constexpr std::size_t most_workers = 16;
    const auto name = text_param(params_of(request), 0);
    const bool is_good = !name.empty() && peer_.workers.size() < most_workers;
    if (is_good) peer_.workers.insert(name);
    reply(answer, request, is_good);
}

void DemoClient::submit(const json::object& request, std::string& answer) {
    const auto params = params_of(request);
    auto verdict = table_->judge.judge(peer_, params);
    verdict.worker = text_param(params, 0);
    table_->record(verdict);
    if (verdict.accepted) return reply(answer, request, true);
    reply(answer, request, nullptr, json::array{verdict.code, verdict.reason, nullptr});
}

void DemoClient::send_difficulty(std::string& answer) {
    if (!peer_.is_subscribed || announced_difficulty_ == table_->difficulty) return;
    announced_difficulty_ = table_->difficulty;
    answer += fmt::format(R"({{"id":null,"method":"mining.set_difficulty","params":[{}]}})"
                          "\n",
                          announced_difficulty_);
}

void DemoClient::send_job(std::string& answer) {
    if (!peer_.is_subscribed || !table_->job) return;
    send_difficulty(answer);
    if (peer_.jobs.size() >= jobs_kept) peer_.jobs.pop_front();
    peer_.jobs.push_back({table_->job, peer_.extranonce1, table_->options.extranonce2_size, announced_difficulty_});
    answer += notify_line(*table_->job);
}

}  // namespace adit::miner::net
