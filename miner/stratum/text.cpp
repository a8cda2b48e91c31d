// Sanitising and escaping.
#include "miner/stratum/text.hpp"

#include <algorithm>

namespace adit::miner::stratum {
namespace {

constexpr unsigned char delete_byte = 0x7f;

bool is_control(unsigned char byte) { return byte < 0x20 || byte == delete_byte; }
// The second and later bytes of a UTF-8 character.
bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string printable(std::string_view text) {
    std::string kept;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_control(byte) || is_continuation(byte)) continue;
        if (kept.size() == max_kept_text) break;
        kept += byte < 0x80 ? c : '?';
    }
    return kept;
}

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 0xf];
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

bool contains_ignoring_case(std::string_view text, std::string_view words) noexcept {
    const auto same = [](char a, char b) { return lower(a) == b; };
    return std::search(text.begin(), text.end(), words.begin(), words.end(), same) != text.end();
}

}  // namespace adit::miner::stratum
