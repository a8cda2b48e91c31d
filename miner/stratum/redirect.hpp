// client.reconnect: the one message that can carry hash rate away. Same host or a listed one, byte for byte (IN-20).
#pragma once

#include "miner/stratum/config.hpp"
#include "miner/stratum/events.hpp"
#include "miner/stratum/message.hpp"

namespace adit::miner::stratum {

/// Parameters [] (the configured address) or [host, port, wait]; port a number or a string, 1..65535; wait in whole
/// seconds, 0..300, missing: 0. Errors: `redirect`.
[[nodiscard]] Expected<ReconnectAsked, FieldError> parse_redirect(JsonView params, const SessionConfig& config);

/// The configured host or one of those it lists.
[[nodiscard]] bool is_allowed(const ReconnectAsked& redirect, const SessionConfig& config) noexcept;

}  // namespace adit::miner::stratum
