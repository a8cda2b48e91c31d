// The bridge's reply decoder: any bytes, any expectation. Input: expected size, line state, then what was received.
// links: hal
#include <cstdint>
#include <cstdlib>
#include <functional>

#include "hal/bridge/bitaxe_raw.hpp"

using namespace adit::hal::bridge;

namespace {

constexpr std::uint8_t id = 1;

void require(bool condition) {
    if (!condition) std::abort();
}

bool is_final(ReplyKind kind) { return kind != ReplyKind::incomplete && kind != ReplyKind::ambiguous; }

/// What one call must keep whatever it was given.
void check_reply(const Reply& reply, std::span<const std::byte> received, std::size_t reply_size, Line line) {
    if (reply.kind == ReplyKind::data) {
        require(reply.payload.size() == reply_size && received.size() == reply_header_size + reply_size);
    }
    if (!reply.payload.empty()) {
        const std::less_equal<> at_most;
        require(at_most(received.data(), reply.payload.data()));
        require(at_most(reply.payload.data() + reply.payload.size(), received.data() + received.size()));
    }
    require(reply.kind != ReplyKind::ambiguous || line == Line::busy);
    // Nothing without our id counts, except as not ours.
    const bool is_ours = received.size() >= reply_header_size && received[2] == std::byte{id};
    require(is_ours || reply.kind == ReplyKind::incomplete || reply.kind == ReplyKind::foreign);
}

/// A verdict on the first bytes must not turn into another success when more arrive: a caller acts on it at once.
void check_prefixes(std::span<const std::byte> received, std::size_t reply_size) {
    for (std::size_t size = 0; size < received.size(); ++size) {
        const Reply early = decode_reply(received.first(size), id, reply_size, Line::busy);
        check_reply(early, received.first(size), reply_size, Line::busy);
        const Reply whole = decode_reply(received, id, reply_size, Line::busy);
        require(!is_final(early.kind) || whole.kind != ReplyKind::data);
    }
}

/// Every well-formed success must decode to its data.
void check_round_trip(std::span<const std::byte> data) {
    std::array<std::byte, max_frame_size> frame{};
    const auto payload = data.first(std::min(data.size(), max_i2c_read));
    frame[0] = static_cast<std::byte>(payload.size());
    frame[2] = std::byte{id};
    std::copy(payload.begin(), payload.end(), frame.begin() + reply_header_size);
    const std::span whole{frame.data(), reply_header_size + payload.size()};
    const Reply reply = decode_reply(whole, id, payload.size(), Line::busy);
    require(reply.kind == ReplyKind::data && std::equal(payload.begin(), payload.end(), reply.payload.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::size_t reply_size = data[0] % (max_i2c_read + 1);
    const Line line = data[1] % 2 == 0 ? Line::busy : Line::silent;
    const auto received = std::as_bytes(std::span{data + 2, size - 2});
    check_reply(decode_reply(received, id, reply_size, line), received, reply_size, line);
    if (received.size() <= 2 * max_frame_size) check_prefixes(received, reply_size);
    check_round_trip(received);
    return 0;
}
