// The lines we send, as text. Each function appends one line with its LF. Numbers of requests are JSON integers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "miner/job.hpp"
#include "miner/stratum/json.hpp"

namespace adit::miner::stratum {

/// BIP310; asks for version rolling only.
void append_configure(std::string& out, std::uint64_t id, std::uint32_t mask);
/// `resume_id` may be empty.
void append_subscribe(std::string& out, std::uint64_t id, std::string_view user_agent, std::string_view resume_id);
void append_authorise(std::string& out, std::uint64_t id, std::string_view user, std::string_view password);
void append_suggest_difficulty(std::string& out, std::uint64_t id, double difficulty);
void append_extranonce_subscribe(std::string& out, std::uint64_t id);

/// `version_bits`: null while version rolling is off, when the parameter is left out.
void append_submit(std::string& out, std::uint64_t id, std::string_view user, const Share& share,
                   const std::uint32_t* version_bits);

/// Replies to the server's requests; `id` is an integer or a string and is echoed as it came.
void append_reply(std::string& out, JsonView id, std::string_view result);
void append_method_not_found(std::string& out, JsonView id);

}  // namespace adit::miner::stratum
