// Where a pool is: the URL of the configuration, parsed once. After this nobody sees the URL text again, so that
// nothing secret in it can reach a log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hal/expected.hpp"

namespace adit::miner::net {

enum class EndpointError : std::uint8_t {
    empty,
    too_long,            ///< more than `max_url_length` characters
    not_printable,       ///< a blank, a control character or anything that is not ASCII
    unknown_scheme,      ///< e.g. http://
    tls_not_built_in,    ///< stratum+ssl, stratum+tls, stratum+tcps, ssl, tls
    v2_not_built_in,     ///< stratum2+tcp
    credentials_in_url,  ///< user:password@host
    bad_host,            ///< empty, over 253 characters, or characters no host name has
    bad_address,         ///< brackets that do not hold an IPv6 address
    missing_port,
    bad_port,         ///< not 1..65535
    unexpected_path,  ///< anything but one "/" or "#xnsub" after the port
};

/// Longest URL taken from a configuration.
inline constexpr std::size_t max_url_length = 512;

struct Endpoint {
    std::string host;  ///< name or address literal as written, without brackets
    std::uint16_t port{};
    bool extranonce_subscribe = false;  ///< the "#xnsub" fragment: send mining.extranonce.subscribe
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Parses `stratum+tcp://host:port`, `tcp://host:port` or `host:port`, IPv6 addresses in brackets.
/// Scheme without regard to case. Errors: see `EndpointError`.
[[nodiscard]] Expected<Endpoint, EndpointError> parse_endpoint(std::string_view url);

/// One line for the person who wrote the URL. Never quotes it.
[[nodiscard]] std::string_view describe(EndpointError error) noexcept;

/// Canonical URL: `stratum+tcp://host:port`, brackets around an IPv6 address. `parse_endpoint` takes it back.
[[nodiscard]] std::string to_url(const Endpoint& endpoint);

/// True for an IPv4 or IPv6 literal: such a host is never given to the resolver.
[[nodiscard]] bool is_address_literal(std::string_view host);

}  // namespace adit::miner::net
