// How each firmware frames what it says, and what can happen to it on its way to the host.
#include <algorithm>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "boards/virtual/bridge_codes.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr std::size_t id_at = 2, status_at = 3;

void put_length(std::span<std::byte> frame, std::size_t length) noexcept {
    frame[0] = static_cast<std::byte>(length & 0xff);
    frame[1] = static_cast<std::byte>(length >> 8);
}

}  // namespace

/// Sends the first `size` bytes of `reply_data`.
void BitaxeRawBridge::reply_with(std::size_t size, Instant now) {
    const auto frame = replies_.room();
    put_length(frame, size + (firmware_.dialect == BridgeDialect::v0 ? 0 : reply_header_));
    frame[id_at] = std::byte{id_};
    if (reply_header_ == status_header) frame[status_at] = std::byte{0};
    send(reply_header_ + size, now);
}

void BitaxeRawBridge::reply(Bytes data, Instant now) {
    std::ranges::copy(data, reply_data(data.size()).begin());
    reply_with(data.size(), now);
}

void BitaxeRawBridge::reply_level(bool level, Instant now) {
    const std::array data{static_cast<std::byte>(level ? 1 : 0)};
    reply(data, now);
}

void BitaxeRawBridge::reply_word(std::uint16_t word, Instant now) {
    const std::array data{static_cast<std::byte>(word & 0xff), static_cast<std::byte>(word >> 8)};
    reply(data, now);
}

void BitaxeRawBridge::reply_invalid(Instant now) { reply_error(error_invalid, now); }

/// In all dialects the same bytes: LEN of the whole frame, id, code, text. The plain firmware marks errors with id FF
/// and then overwrites that with the request's id; its manual knows the first half of this.
void BitaxeRawBridge::reply_error(std::uint8_t code, Instant now, std::string_view text) {
    const bool is_overflow = code == error_overflow && firmware_.dialect == BridgeDialect::bonanza;
    if (is_overflow) text = "Buf";
    const auto frame = replies_.room();
    const std::size_t size = status_header + std::min<std::size_t>(text.size(), 32);
    put_length(frame, faults_.documented_errors ? size - plain_header : size);
    frame[id_at] = faults_.documented_errors ? std::byte{0xff} : std::byte{id_};
    frame[status_at] = static_cast<std::byte>(is_overflow ? error_text : code);
    std::ranges::transform(text.substr(0, size - status_header), frame.begin() + status_header,
                           [](char letter) { return static_cast<std::byte>(letter); });
    send(size, now);
}

bool BitaxeRawBridge::was_refused(InterlockAnswer answer, Instant now) {
    switch (answer) {
        case InterlockAnswer::done:
            return false;
        case InterlockAnswer::invalid:
            reply_invalid(now);
            break;
        case InterlockAnswer::denied:
            // Not `reply_error`: 12 is an overflow there.
            reply(std::array{std::byte{error_denied}}, now);
            break;
        case InterlockAnswer::fault:
            reply(std::array{std::byte{error_fault}}, now);
            break;
    }
    return true;
}

/// What stands in the room for the next reply.
void BitaxeRawBridge::send(std::size_t size, Instant now) {
    const Instant due = now + work_time_ + faults_.delay;
    if (faults_.spoils_replies()) return send_badly(size, due);
    replies_.add(size, due);
}

void BitaxeRawBridge::send_badly(std::size_t size, Instant due) {
    std::array<std::byte, BridgeReplies::longest_frame> made;
    const auto frame = std::span{made}.first(size);
    std::ranges::copy(replies_.room().first(size), frame.begin());
    if (random_.happens(faults_.stale_reply) && last_frame_size_ > 0)
        replies_.push(std::span{last_frame_}.first(last_frame_size_), due);
    if (faults_.stale_reply > 0.0) {
        std::ranges::copy(frame, last_frame_.begin());
        last_frame_size_ = size;
    }
    if (random_.happens(faults_.wrong_id)) frame[id_at] ^= std::byte{0x55};
    if (!random_.happens(faults_.lose_reply)) replies_.push(frame, due);
}

}  // namespace adit::boards::virtual_device
