// See reply.hpp.
#include "hal/bridge/reply.hpp"

#include <algorithm>
#include <string_view>

namespace adit::hal::bridge {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint8_t status_ok = 0x00;  // v1 only
constexpr std::uint8_t error_timeout = 0x10;
constexpr std::uint8_t error_invalid = 0x11;
constexpr std::uint8_t error_overflow = 0x12;  // in bonanza: denied
constexpr std::uint8_t error_fault = 0x13;     // bonanza only
constexpr std::uint8_t error_message = 0xFF;

/// LEN(2) ID, of every dialect.
constexpr std::size_t header_size = 3;
/// LEN(2) ID CODE: an error without text, and a v1 success without data.
constexpr std::size_t code_size = 4;

std::uint8_t byte_at(Bytes bytes, std::size_t index) noexcept { return std::to_integer<std::uint8_t>(bytes[index]); }

bool is_text(Bytes bytes) noexcept {
    return std::ranges::all_of(bytes, [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7F}; });
}

/// The codes of v0 and v1.
ReplyKind kind_of(std::uint8_t code) noexcept {
    switch (code) {
        case error_timeout:
            return ReplyKind::timeout;
        case error_invalid:
            return ReplyKind::invalid;
        case error_overflow:
            return ReplyKind::overflow;
        case error_message:
            return ReplyKind::message;
        default:
            return ReplyKind::foreign;
    }
}

bool is_expected(const Request& request, std::size_t size) noexcept {
    return size >= request.least_reply_size() && size <= request.reply_size();
}

/// A frame LEN ID CODE text whose LEN counts it all: every v1 error, and v0's. Needs the first 3 bytes.
[[gnu::cold]] Reply decode_coded_error(Bytes received, std::size_t length) noexcept {
    if (length < code_size || length > max_frame_size || received.size() > length) return {ReplyKind::foreign, {}};
    if (received.size() < code_size) return {ReplyKind::incomplete, {}};
    const ReplyKind kind = kind_of(byte_at(received, 3));
    const Bytes text = received.subspan(code_size);
    const bool may_have_text = kind == ReplyKind::message;
    if ((!may_have_text && length != code_size) || !is_text(text)) return {ReplyKind::foreign, {}};
    if (received.size() < length) return {ReplyKind::incomplete, {}};
    return {kind, text};
}

Reply decode_v0(const Request& request, Bytes received, std::size_t length, Line line) noexcept {
    if (length != request.reply_size()) return decode_coded_error(received, length);
    // LEN fits a success. It may still be an error of that total length: then nothing follows.
    const std::size_t frame_size = header_size + length;
    if (received.size() == frame_size) return {ReplyKind::data, received.subspan(header_size)};
    if (received.size() > frame_size) return {ReplyKind::foreign, {}};
    const Reply error = decode_coded_error(received, length);
    if (received.size() != length || error.kind == ReplyKind::foreign) return {ReplyKind::incomplete, {}};
    return line == Line::silent ? error : Reply{ReplyKind::ambiguous, {}};
}

Reply decode_v1(const Request& request, Bytes received, std::size_t length) noexcept {
    if (received.size() >= code_size && byte_at(received, 3) != status_ok) return decode_coded_error(received, length);
    if (length < code_size || length > max_reply_size || received.size() > length) return {ReplyKind::foreign, {}};
    if (received.size() < code_size) return {ReplyKind::incomplete, {}};
    if (!is_expected(request, length - code_size)) return {ReplyKind::foreign, {}};
    if (received.size() < length) return {ReplyKind::incomplete, {}};
    return {ReplyKind::data, received.subspan(code_size)};
}

/// What the payload means if it is an error; `foreign` if it cannot be one.
Reply as_bonanza_error(Bytes payload) noexcept {
    if (payload.size() == 1) {
        const std::uint8_t code = byte_at(payload, 0);
        if (code == error_overflow) return {ReplyKind::denied, {}};
        if (code == error_fault) return {ReplyKind::fault, {}};
        return {code == error_message ? ReplyKind::foreign : kind_of(code), {}};
    }
    if (payload.empty() || byte_at(payload, 0) != error_message) return {ReplyKind::foreign, {}};
    const Bytes text = payload.subspan(1);
    if (!is_text(text)) return {ReplyKind::foreign, {}};
    constexpr std::string_view too_long = "Buf";
    const bool is_overflow =
        std::ranges::equal(text, too_long, [](std::byte b, char c) { return b == static_cast<std::byte>(c); });
    return {is_overflow ? ReplyKind::overflow : ReplyKind::message, text};
}

/// True if the command rules out that these bytes are its success.
bool is_surely_error(const Request& request, Bytes payload) noexcept {
    switch (request.answer()) {
        case Answer::level:
        case Answer::zero:
            return true;
        case Answer::count:
            return byte_at(payload, 0) + 1U != request.data().size();  // the address is not counted
        case Answer::bytes:
        case Answer::nothing:
            break;
    }
    return false;
}

Reply decode_bonanza(const Request& request, Bytes received, std::size_t length) noexcept {
    if (length < header_size || length > max_reply_size || received.size() > length) return {ReplyKind::foreign, {}};
    if (received.size() < length) return {ReplyKind::incomplete, {}};
    const Bytes payload = received.subspan(header_size);
    const Reply error = as_bonanza_error(payload);
    if (!is_expected(request, payload.size())) return error;
    if (error.kind == ReplyKind::foreign) return {ReplyKind::data, payload};
    return is_surely_error(request, payload) ? error : Reply{ReplyKind::doubtful, payload};
}

}  // namespace

Reply decode_reply(Dialect dialect, const Request& request, Bytes received, Line line) noexcept {
    if (received.size() < header_size) return {ReplyKind::incomplete, {}};
    if (byte_at(received, 2) != request.id()) return {ReplyKind::foreign, {}};
    const std::size_t length = byte_at(received, 0) + std::size_t{256} * byte_at(received, 1);
    switch (dialect) {
        case Dialect::v0:
            return decode_v0(request, received, length, line);
        case Dialect::v1:
            return decode_v1(request, received, length);
        case Dialect::bonanza:
            break;
    }
    return decode_bonanza(request, received, length);
}

}  // namespace adit::hal::bridge
