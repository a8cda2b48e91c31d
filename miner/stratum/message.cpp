// Field by field, each range checked before it is used.
#include "miner/stratum/message.hpp"

#include <algorithm>
#include <array>

#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/hex.hpp"

namespace adit::miner::stratum {
namespace {

constexpr std::size_t max_job_id = 128, max_coinbase_part = 64 * 1024, max_branches = 32;  // IN-3
constexpr std::size_t max_extranonce1 = 32;                                                // IN-6
constexpr std::int64_t max_extranonce2 = 16;

// Positions in mining.notify.
enum : std::size_t { at_id, at_prev, at_head, at_tail, at_branches, at_version, at_nbits, at_ntime, at_clean };
using NotifyFields = std::array<JsonView, at_clean + 1>;

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool read(JsonView value, JobId& into) {
    if (const auto number = value.integer()) {
        into = *number;
        return true;
    }
    const auto text = value.string();
    if (!text || text->empty() || text->size() > max_job_id || !is_printable(*text)) return false;
    into = std::string{*text};
    return true;
}

bool read(JsonView value, Hash256& into) { return decode_hex(value.string().value_or(""), std::span{into}); }

bool read(JsonView value, Bytes& into, std::size_t most) {
    const auto text = value.string();
    if (!text) return false;
    auto bytes = decode_hex(*text, most);
    if (!bytes) return false;
    into = std::move(*bytes);
    return true;
}

bool read(JsonView value, std::vector<Hash256>& into) {
    if (!value.is(JsonKind::array) || value.size() > max_branches) return false;
    into.reserve(value.size());
    for (JsonView element = value.first(); element.exists(); element = element.next())
        if (!read(element, into.emplace_back())) return false;
    return true;
}

bool read(JsonView value, std::uint32_t& into) {
    const auto number = parse_hex32(value.string().value_or(""));
    into = number.value_or(0);
    return number.has_value();
}

bool read(JsonView value, bool& into) {
    if (!value.exists()) return true;  // stays what it is
    into = value.boolean().value_or(false);
    return value.is(JsonKind::boolean);
}

NotifyFields fields_of(JsonView params) {
    NotifyFields fields;
    JsonView next = params.first();
    for (JsonView& field : fields) {
        field = next;
        next = next.next();
    }
    return fields;
}

std::optional<FieldError> read(const NotifyFields& fields, Notify& into) {
    if (!read(fields[at_id], into.id)) return FieldError::job_id;
    if (!read(fields[at_prev], into.prev_hash)) return FieldError::prev_hash;
    if (!read(fields[at_head], into.coinbase_head, max_coinbase_part)) return FieldError::coinbase;
    if (!read(fields[at_tail], into.coinbase_tail, max_coinbase_part)) return FieldError::coinbase;
    if (!read(fields[at_branches], into.merkle_branch)) return FieldError::merkle_branch;
    if (!read(fields[at_version], into.version)) return FieldError::version;
    if (!read(fields[at_nbits], into.nbits)) return FieldError::nbits;
    if (!read(fields[at_ntime], into.ntime) || into.ntime == 0) return FieldError::ntime;
    if (!read(fields[at_clean], into.clean)) return FieldError::clean;
    return std::nullopt;
}

}  // namespace

Message::Message(JsonView object) noexcept
    : whole{object},
      id{object.member("id")},
      params{object.member("params")},
      result{object.member("result")},
      error{object.member("error")},
      method{object.member("method").string()} {}

bool Message::has_param_list() const noexcept { return params.is_null_or_missing() || params.is(JsonKind::array); }

bool Message::has_no_error() const noexcept { return error.is_null_or_missing() || error.boolean() == false; }

bool Message::is_accepted() const noexcept { return has_no_error() && result.boolean() == true; }

Expected<Notify, FieldError> parse_notify(JsonView params) {
    if (params.size() < at_clean) return failure(FieldError::parameters);
    Notify notify;
    if (const auto error = read(fields_of(params), notify)) return failure(*error);
    notify.prev_hash = swap_words(notify.prev_hash);
    const auto target = from_compact(notify.nbits);
    if (!target) return failure(FieldError::nbits);
    notify.network_target = *target;
    return notify;
}

Expected<Extranonce, FieldError> parse_extranonce(JsonView first, JsonView second_size) {
    Extranonce extranonce;
    if (!read(first, extranonce.first, max_extranonce1)) return failure(FieldError::extranonce1);
    const auto size = second_size.integer();
    if (!size || *size < 1 || *size > max_extranonce2) return failure(FieldError::extranonce2_size);
    extranonce.second_size = static_cast<std::uint8_t>(*size);
    return extranonce;
}

Expected<Difficulty, FieldError> parse_difficulty_value(JsonView value) {
    const auto text = value.number().has_value() ? value.number() : value.string();
    const auto difficulty = parse_difficulty(text.value_or(""));
    if (!difficulty) return failure(FieldError::difficulty);
    return *difficulty;
}

Expected<std::uint32_t, FieldError> parse_version_mask(JsonView value) {
    std::string_view digits = value.string().value_or("");
    if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
    if (digits.empty() || digits.size() > 8) return failure(FieldError::version_mask);
    std::uint32_t mask = 0;
    for (const char c : digits) {
        const auto digit = hex_digit(c);
        if (!digit) return failure(FieldError::version_mask);
        mask = mask << 4 | *digit;
    }
    return mask;
}

std::string_view describe(FieldError error) noexcept {
    switch (error) {
        case FieldError::parameters:
            return "wrong number or kind of parameters";
        case FieldError::job_id:
            return "job id";
        case FieldError::prev_hash:
            return "previous hash";
        case FieldError::coinbase:
            return "coinbase";
        case FieldError::merkle_branch:
            return "merkle branch";
        case FieldError::version:
            return "version";
        case FieldError::nbits:
            return "nbits";
        case FieldError::ntime:
            return "ntime";
        case FieldError::clean:
            return "clean flag";
        case FieldError::extranonce1:
            return "extranonce1";
        case FieldError::extranonce2_size:
            return "extranonce2 size";
        case FieldError::difficulty:
            return "difficulty";
        case FieldError::version_mask:
            return "version mask";
        case FieldError::redirect:
            return "reconnect parameters";
    }
    return "?";
}

}  // namespace adit::miner::stratum
