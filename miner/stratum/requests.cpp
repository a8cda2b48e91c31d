// JSON text of requests and replies. Written by hand: the hot one must not allocate.
#include "miner/stratum/requests.hpp"

#include <array>
#include <charconv>
#include <span>

#include "miner/bitcoin/hex.hpp"
#include "miner/stratum/text.hpp"

namespace adit::miner::stratum {
namespace {

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

void append_hex(std::string& out, std::span<const std::byte> bytes) {
    const std::size_t at = out.size();
    out.resize(at + 2 * bytes.size());
    encode_hex(bytes, std::span{out}.subspan(at));
}

void append_hex32(std::string& out, std::uint32_t number) {
    std::array<std::byte, 4> bytes{};
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::byte>(number >> (24 - 8 * i) & 0xff);
    append_hex(out, bytes);
}

// {"id":7,"method":"…","params":[
void open_request(std::string& out, std::uint64_t id, std::string_view method) {
    out += R"({"id":)";
    append_number(out, id);
    out += R"(,"method":")";
    out += method;
    out += R"(","params":[)";
}

void shut_request(std::string& out) { out += "]}\n"; }

void append_job_id(std::string& out, const JobId& id) {
    if (const auto* number = std::get_if<std::int64_t>(&id))
        append_number(out, *number);
    else
        append_json_string(out, std::get<std::string>(id));
}

void append_id(std::string& out, JsonView id) {
    if (const auto text = id.string())
        append_json_string(out, *text);
    else
        out += id.number().value_or("null");
}

}  // namespace

void append_configure(std::string& out, std::uint64_t id, std::uint32_t mask) {
    open_request(out, id, "mining.configure");
    out += R"(["version-rolling"],{"version-rolling.mask":")";
    append_hex32(out, mask);
    // BIP310 requires the member; two bits are enough to be useful, and fewer are no error for us.
    out += R"(","version-rolling.min-bit-count":2})";
    shut_request(out);
}

void append_subscribe(std::string& out, std::uint64_t id, std::string_view user_agent, std::string_view resume_id) {
    open_request(out, id, "mining.subscribe");
    append_json_string(out, user_agent);
    if (!resume_id.empty()) {
        out += ',';
        append_json_string(out, resume_id);
    }
    shut_request(out);
}

void append_authorise(std::string& out, std::uint64_t id, std::string_view user, std::string_view password) {
    open_request(out, id, "mining.authorize");
    append_json_string(out, user);
    out += ',';
    append_json_string(out, password);
    shut_request(out);
}

void append_suggest_difficulty(std::string& out, std::uint64_t id, double difficulty) {
    open_request(out, id, "mining.suggest_difficulty");
    append_number(out, difficulty);
    shut_request(out);
}

void append_extranonce_subscribe(std::string& out, std::uint64_t id) {
    open_request(out, id, "mining.extranonce.subscribe");
    shut_request(out);
}

void append_submit(std::string& out, std::uint64_t id, std::string_view user, const Share& share,
                   const std::uint32_t* version_bits) {
    open_request(out, id, "mining.submit");
    append_json_string(out, user);
    out += ',';
    append_job_id(out, share.job->id);
    out += ",\"";
    append_hex(out, std::span{share.extranonce2}.first(share.job->extranonce2_size));
    out += "\",\"";
    append_hex32(out, share.ntime);
    out += "\",\"";
    append_hex32(out, share.nonce);
    if (version_bits != nullptr) {
        out += "\",\"";
        append_hex32(out, *version_bits);
    }
    out += '"';
    shut_request(out);
}

void append_reply(std::string& out, JsonView id, std::string_view result) {
    out += R"({"id":)";
    append_id(out, id);
    out += R"(,"result":)";
    append_json_string(out, result);
    out += ",\"error\":null}\n";
}

void append_method_not_found(std::string& out, JsonView id) {
    out += R"({"id":)";
    append_id(out, id);
    out += ",\"result\":null,\"error\":[-3,\"Method not found\",null]}\n";
}

}  // namespace adit::miner::stratum
