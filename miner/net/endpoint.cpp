// Parsing of pool URLs. Order of checks: whole text, scheme, tail, host and port.
#include "miner/net/endpoint.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <tuple>

namespace adit::miner::net {
namespace {

constexpr std::size_t max_host_length = 253;  // RFC 1035 section 2.3.4, as text without the final dot
constexpr std::string_view xnsub_fragment = "#xnsub";

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return result;
}

bool is_graphic_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// Removes the scheme from `url`; says what is wrong with it, if anything.
std::optional<EndpointError> take_scheme(std::string_view& url) {
    constexpr std::array plain{"stratum+tcp", "tcp"};
    constexpr std::array secure{"stratum+ssl", "stratum+tls", "stratum+tcps", "ssl", "tls", "tcps"};
    constexpr std::string_view separator = "://";
    const auto at = url.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const auto scheme = lower(url.substr(0, at));
    url.remove_prefix(at + separator.size());
    if (std::find(plain.begin(), plain.end(), scheme) != plain.end()) return std::nullopt;
    if (std::find(secure.begin(), secure.end(), scheme) != secure.end()) return EndpointError::tls_not_built_in;
    if (scheme == "stratum2+tcp") return EndpointError::v2_not_built_in;
    return EndpointError::unknown_scheme;
}

/// Removes "/" and "#xnsub" behind the port.
std::optional<EndpointError> take_tail(std::string_view& rest, bool& extranonce_subscribe) {
    extranonce_subscribe = rest.ends_with(xnsub_fragment);
    if (extranonce_subscribe) rest.remove_suffix(xnsub_fragment.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.find('@') != std::string_view::npos) return EndpointError::credentials_in_url;
    if (rest.find_first_of("/#?") != std::string_view::npos) return EndpointError::unexpected_path;
    return std::nullopt;
}

bool is_v6(std::string_view host) {
    in6_addr address{};
    return inet_pton(AF_INET6, std::string{host}.c_str(), &address) == 1;
}

bool is_v4(std::string_view host) {
    in_addr address{};
    return inet_pton(AF_INET, std::string{host}.c_str(), &address) == 1;
}

bool is_host_name(std::string_view host) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    };
    return !host.empty() && host.size() <= max_host_length && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos && std::all_of(host.begin(), host.end(), fits);
}

Expected<std::uint16_t, EndpointError> parse_port(std::string_view text) {
    constexpr std::size_t longest = 5;
    std::uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    if (!whole || text.size() > longest || port == 0 || port > UINT16_MAX) return failure(EndpointError::bad_port);
    return static_cast<std::uint16_t>(port);
}

struct HostAndPort {
    std::string_view host, port;
};

Expected<HostAndPort, EndpointError> split_bracketed(std::string_view rest) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos || !is_v6(rest.substr(1, close - 1)))
        return failure(EndpointError::bad_address);
    const auto after = rest.substr(close + 1);
    if (after.empty()) return failure(EndpointError::missing_port);
    if (after.front() != ':') return failure(EndpointError::bad_address);
    return HostAndPort{rest.substr(1, close - 1), after.substr(1)};
}

Expected<HostAndPort, EndpointError> split(std::string_view rest) {
    if (rest.starts_with('[')) return split_bracketed(rest);
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) {
        return failure(is_host_name(rest) ? EndpointError::missing_port : EndpointError::bad_host);
    }
    const auto host = rest.substr(0, colon);
    if (!is_host_name(host) || rest.find(':', colon + 1) != std::string_view::npos) {
        return failure(EndpointError::bad_host);
    }
    return HostAndPort{host, rest.substr(colon + 1)};
}

}  // namespace

Expected<Endpoint, EndpointError> parse_endpoint(std::string_view url) {
    if (url.empty()) return failure(EndpointError::empty);
    if (url.size() > max_url_length) return failure(EndpointError::too_long);
    if (!is_graphic_ascii(url)) return failure(EndpointError::not_printable);
    if (const auto error = take_scheme(url)) return failure(*error);
    Endpoint endpoint;
    if (const auto error = take_tail(url, endpoint.extranonce_subscribe)) return failure(*error);
    const auto parts = split(url);
    if (!parts) return failure(parts.error());
    if (parts->port.empty()) return failure(EndpointError::missing_port);
    const auto port = parse_port(parts->port);
    if (!port) return failure(port.error());
    endpoint.host = std::string{parts->host};
    endpoint.port = *port;
    return endpoint;
}

std::string_view describe(EndpointError error) noexcept {
    switch (error) {
        case EndpointError::empty:
            return "the pool URL is empty";
        case EndpointError::too_long:
            return "the pool URL is longer than 512 characters";
        case EndpointError::not_printable:
            return "the pool URL holds a blank, a control or a non-ASCII character";
        case EndpointError::unknown_scheme:
            return "the pool URL's scheme is not stratum+tcp";
        case EndpointError::tls_not_built_in:
            return "TLS is not built in yet: use stratum+tcp";
        case EndpointError::v2_not_built_in:
            return "Stratum V2 is not built in yet: use stratum+tcp";
        case EndpointError::credentials_in_url:
            return "user and password do not belong into the pool URL: use -u and -p";
        case EndpointError::bad_host:
            return "the pool URL's host is neither a name nor an address";
        case EndpointError::bad_address:
            return "the pool URL's brackets do not hold an IPv6 address";
        case EndpointError::missing_port:
            return "the pool URL has no port: write host:port";
        case EndpointError::bad_port:
            return "the pool URL's port is not a number from 1 to 65535";
        case EndpointError::unexpected_path:
            return "the pool URL goes on after the port";
    }
    return "the pool URL is not valid";
}

std::string to_url(const Endpoint& endpoint) {
    const bool brackets = endpoint.host.find(':') != std::string::npos;
    std::string url = "stratum+tcp://";
    url += brackets ? "[" + endpoint.host + "]" : endpoint.host;
    url += ':' + std::to_string(endpoint.port);
    if (endpoint.extranonce_subscribe) url += xnsub_fragment;
    return url;
}

bool is_address_literal(std::string_view host) { return is_v4(host) || is_v6(host); }

}  // namespace adit::miner::net
