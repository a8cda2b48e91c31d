// What a reply decoder must keep whatever it is given, in any dialect; the fuzz targets of the dialects share it.
// Input: request, line state, then what was received.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "hal/bridge/bitaxe_raw.hpp"
#include "hal/bridge/pages.hpp"

namespace adit::fuzz {

using namespace hal::bridge;
using Bytes = std::span<const std::byte>;

inline constexpr std::uint8_t request_id = 1;

inline void require(bool condition) {
    if (!condition) std::abort();
}

/// Reads of every size, and, from 60 up, one request of each other kind of answer.
inline Request request_of(std::uint8_t choice) {
    static constexpr std::array<std::byte, 0x11> seventeen{};
    const std::size_t size = choice % 64;
    if (size <= max_i2c_read) return *encode_i2c_read(request_id, 0x24, size);
    if (size == 60) return *encode_i2c_write(request_id, 0x24, Bytes{seventeen}.first(2));
    if (size == 61) return *encode_i2c_write(request_id, 0x24, seventeen);
    if (size == 62) return encode_gpio_write(request_id, 1, hal::Level::high);
    return encode_system_info(request_id);
}

inline bool is_final(ReplyKind kind) { return kind != ReplyKind::incomplete && kind != ReplyKind::ambiguous; }

/// What one call must keep.
inline void check_reply(Dialect dialect, const Request& request, Bytes received, Line line) {
    const Reply reply = decode_reply(dialect, request, received, line);
    if (reply.kind == ReplyKind::data) {
        require(reply.payload.size() <= request.reply_size() && reply.payload.size() >= request.least_reply_size());
        require(reply.payload.empty() ||
                reply.payload.data() + reply.payload.size() == received.data() + received.size());
    }
    if (!reply.payload.empty()) {
        const std::less_equal<> at_most;
        require(at_most(received.data(), reply.payload.data()));
        require(at_most(reply.payload.data() + reply.payload.size(), received.data() + received.size()));
    }
    require(reply.kind != ReplyKind::ambiguous || (line == Line::busy && dialect == Dialect::v0));
    require(reply.kind != ReplyKind::doubtful || dialect == Dialect::bonanza);
    // Nothing without our id counts, except as not ours.
    const bool is_ours = received.size() >= 3 && received[2] == std::byte{request_id};
    require(is_ours || reply.kind == ReplyKind::incomplete || reply.kind == ReplyKind::foreign);
}

/// A verdict on the first bytes must not turn into another success when more arrive: a caller acts on it at once.
inline void check_prefixes(Dialect dialect, const Request& request, Bytes received) {
    const Reply whole = decode_reply(dialect, request, received, Line::busy);
    for (std::size_t size = 0; size < received.size(); ++size) {
        check_reply(dialect, request, received.first(size), Line::busy);
        const Reply early = decode_reply(dialect, request, received.first(size), Line::busy);
        require(!is_final(early.kind) || whole.kind != ReplyKind::data);
    }
}

/// Every well-formed success must decode to its data, or, where errors look like data, to a doubt about it.
inline void check_round_trip(Dialect dialect, Bytes data) {
    std::array<std::byte, max_reply_size> frame{};
    const auto payload = data.first(std::min(data.size(), max_i2c_read));
    const std::size_t header = dialect == Dialect::v1 ? 4 : 3;
    frame[0] = static_cast<std::byte>(payload.size() + (dialect == Dialect::v0 ? 0 : header));
    frame[2] = std::byte{request_id};
    std::ranges::copy(payload, frame.begin() + static_cast<std::ptrdiff_t>(header));
    const Bytes whole{frame.data(), header + payload.size()};
    const auto request = *encode_i2c_read(request_id, 0x24, payload.size());
    const Reply reply = decode_reply(dialect, request, whole, Line::busy);
    require(reply.kind == ReplyKind::data || (dialect == Dialect::bonanza && reply.kind == ReplyKind::doubtful));
    require(std::ranges::equal(payload, reply.payload));
}

/// The pages' own decoders take any payload.
inline void check_pages(Bytes payload) {
    if (const auto info = decode_system_info(payload)) require(info->firmware.size() + 4 == payload.size());
    if (decode_rx_statistics(payload)) require(payload.size() == 9);
    if (const auto status = decode_safety_status(payload))
        require(payload.size() == 17 && status->fan.value >= 0 && status->fan.value <= 100);
}

inline int check_dialect(Dialect dialect, const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const Request request = request_of(data[0]);
    const Line line = data[1] % 2 == 0 ? Line::busy : Line::silent;
    const auto received = std::as_bytes(std::span{data + 2, size - 2});
    check_reply(dialect, request, received, line);
    if (received.size() <= 2 * max_reply_size) check_prefixes(dialect, request, received);
    check_round_trip(dialect, received);
    check_pages(received);
    return 0;
}

}  // namespace adit::fuzz
