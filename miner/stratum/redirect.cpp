// Reading and judging redirects.
#include "miner/stratum/redirect.hpp"

#include <algorithm>
#include <charconv>

namespace adit::miner::stratum {
namespace {

constexpr std::size_t max_host = 253;  // RFC 1035
constexpr std::int64_t max_wait_s = 300;

std::optional<std::int64_t> port_of(JsonView value) {
    if (const auto number = value.integer()) return number;
    const auto text = value.string().value_or("");
    std::int64_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

std::optional<std::int64_t> wait_of(JsonView value) {
    if (!value.exists()) return 0;
    return value.integer();
}

}  // namespace

Expected<ReconnectAsked, FieldError> parse_redirect(JsonView params, const SessionConfig& config) {
    if (params.size() == 0) return ReconnectAsked{config.host, config.port, std::chrono::seconds{0}};
    const auto host = params[0].string();
    const auto port = port_of(params[1]);
    const auto wait = wait_of(params[2]);
    if (!host || host->empty() || host->size() > max_host) return failure(FieldError::redirect);
    if (!port || *port < 1 || *port > 65535) return failure(FieldError::redirect);
    if (!wait || *wait < 0 || *wait > max_wait_s) return failure(FieldError::redirect);
    return ReconnectAsked{std::string{*host}, static_cast<std::uint16_t>(*port), std::chrono::seconds{*wait}};
}

bool is_allowed(const ReconnectAsked& redirect, const SessionConfig& config) noexcept {
    return redirect.host == config.host ||
           std::ranges::find(config.reconnect_hosts, redirect.host) != config.reconnect_hosts.end();
}

}  // namespace adit::miner::stratum
