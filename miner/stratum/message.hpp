// A line's object, seen as a JSON-RPC message, and the values messages carry: parsed into typed values or refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "hal/expected.hpp"
#include "miner/job.hpp"
#include "miner/stratum/json.hpp"

namespace adit::miner::stratum {

/// A call when it has a method that is a string, otherwise a reply; the id decides nothing.
struct Message {
    JsonView whole, id, params, result, error;
    std::optional<std::string_view> method;

    explicit Message(JsonView object) noexcept;
    /// No params, or null, are an empty list. False: params are something else than a list.
    [[nodiscard]] bool has_param_list() const noexcept;
    /// `error` is null, false or missing.
    [[nodiscard]] bool has_no_error() const noexcept;
    /// `result` is exactly true and there is no error.
    [[nodiscard]] bool is_accepted() const noexcept;
};

/// Which part of a message was no good.
enum class FieldError : std::uint8_t {
    parameters,
    job_id,
    prev_hash,
    coinbase,
    merkle_branch,
    version,
    nbits,
    ntime,
    clean,
    extranonce1,
    extranonce2_size,
    difficulty,
    version_mask,
    redirect,
};
[[nodiscard]] std::string_view describe(FieldError error) noexcept;

/// IN-3, with the leniency of SEAMS 7: integer job ids, a missing ninth parameter is true.
struct Notify {
    JobId id;
    Hash256 prev_hash{};  ///< header byte order
    Bytes coinbase_head, coinbase_tail;
    std::vector<Hash256> merkle_branch;
    std::uint32_t version{}, nbits{}, ntime{};
    bool clean = true;
    Target256 network_target{};
};
[[nodiscard]] Expected<Notify, FieldError> parse_notify(JsonView params);

/// IN-6: extranonce1 0..32 bytes, extranonce2 1..16 bytes.
struct Extranonce {
    Bytes first;
    std::uint8_t second_size{};
    friend bool operator==(const Extranonce&, const Extranonce&) = default;
};
[[nodiscard]] Expected<Extranonce, FieldError> parse_extranonce(JsonView first, JsonView second_size);

/// A number or a numeric string, IN-5.
[[nodiscard]] Expected<Difficulty, FieldError> parse_difficulty_value(JsonView value);

/// 1..8 hex digits, "0x" before them allowed.
[[nodiscard]] Expected<std::uint32_t, FieldError> parse_version_mask(JsonView value);

}  // namespace adit::miner::stratum
