// See control_port.hpp.
#include "hal/bridge/control_port.hpp"

#include <algorithm>
#include <cassert>

namespace adit::hal::bridge {
namespace {

/// A reply is one USB packet: once it has begun, a gap this long means that nothing more belongs to it.
constexpr Duration silence = std::chrono::milliseconds{10};

ControlError port_failure(SerialError error) noexcept {
    return error == SerialError::disconnected ? ControlError::disconnected : ControlError::io;
}

/// Of a reply that is no success; everything that is not an answer at all counts as a time-out.
ControlError error_of(ReplyKind kind) noexcept {
    switch (kind) {
        case ReplyKind::invalid:
            return ControlError::refused;
        case ReplyKind::overflow:
            return ControlError::overflow;
        case ReplyKind::message:
            return ControlError::no_ack;
        case ReplyKind::denied:
            return ControlError::denied;
        case ReplyKind::fault:
            return ControlError::fault;
        case ReplyKind::doubtful:
            return ControlError::doubtful;
        case ReplyKind::data:
        case ReplyKind::timeout:
        case ReplyKind::incomplete:
        case ReplyKind::ambiguous:
        case ReplyKind::foreign:
            break;
    }
    return ControlError::timeout;
}

/// The data of a success, as far as they fit; else what went wrong.
Expected<std::size_t, ControlError> hand_over(const Reply& reply, std::span<std::byte> into) noexcept {
    if (reply.kind != ReplyKind::data) return failure(error_of(reply.kind));
    const std::size_t count = std::min(into.size(), reply.payload.size());
    std::ranges::copy(reply.payload.first(count), into.begin());
    return count;
}

bool is_unfinished(ReplyKind kind) noexcept { return kind == ReplyKind::incomplete || kind == ReplyKind::ambiguous; }

}  // namespace

Expected<std::size_t, ControlError> ControlPort::transact(Request&& request, std::span<std::byte> into) {
    assert(into.size() == request.reply_size());
    if (options_.pins == PinScope::reset_only && request.drives_other_line()) return failure(ControlError::refused);
    const Instant deadline = clock_.now() + transaction_limit;
    if (is_suspect_) {
        if (const auto probed = probe(deadline); !probed) return failure(probed.error());
    }
    return exchange(request, into, deadline);
}

Expected<void, ControlError> ControlPort::tell(Request request) {
    request.set_id(next_id());
    const auto sent = send(request);
    is_suspect_ = true;
    return sent;
}

Expected<std::uint16_t, ControlError> ControlPort::read_adc(std::uint8_t channel) {
    std::array<std::byte, 2> count{};
    const auto done = transact(encode_adc_read(0, channel), count);
    if (!done) return failure(done.error());
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(count[0]) | std::to_integer<unsigned>(count[1]) << 8);
}

Expected<void, ControlError> ControlPort::probe(Instant deadline) {
    Request request = encode_adc_read(0);
    std::array<std::byte, 2> count{};
    const auto done = exchange(request, count, deadline);
    // Any answer will do, a refusal as well: the link is in step.
    if (is_suspect_) return failure(done.error());
    return {};
}

Expected<std::size_t, ControlError> ControlPort::exchange(Request& request, std::span<std::byte> into,
                                                          Instant deadline) {
    request.set_id(next_id());
    if (const auto sent = send(request); !sent) return failure(suspect(sent.error()));
    const auto reply = await_reply(request, deadline);
    if (!reply) return failure(reply.error() == ControlError::timeout ? suspect(reply.error()) : reply.error());
    is_suspect_ = false;  // whatever it says, it is the answer to this very request
    return hand_over(*reply, into);
}

Expected<void, ControlError> ControlPort::send(const Request& request) {
    received_size_ = 0;
    if (const auto flushed = port_.discard_input(); !flushed) return failure(port_failure(flushed.error()));
    const auto taken = port_.write(request.bytes());
    if (!taken) return failure(port_failure(taken.error()));
    // The firmware drops a request with a 4 ms gap: sending the rest later would only confuse it.
    if (*taken != request.bytes().size()) return failure(ControlError::timeout);
    return {};
}

Expected<Reply, ControlError> ControlPort::await_reply(const Request& request, Instant deadline) {
    Instant until = deadline;
    while (true) {
        const WaitResult waited = port_.wait(until, never_);
        if (const auto got = receive(); !got) return failure(got.error());
        const std::span<const std::byte> received{received_.data(), received_size_};
        const Line line = waited == WaitResult::deadline ? Line::silent : Line::busy;
        const Reply reply = decode_reply(options_.dialect, request, received, line);
        if (waited == WaitResult::disconnected && reply.kind != ReplyKind::data) {
            return failure(ControlError::disconnected);
        }
        if (!is_unfinished(reply.kind) && reply.kind != ReplyKind::foreign) return reply;
        if (reply.kind == ReplyKind::foreign) received_size_ = 0;  // a late answer to an earlier request
        if (clock_.now() >= deadline) return failure(ControlError::timeout);
        until = reply.kind == ReplyKind::ambiguous ? std::min(deadline, clock_.now() + silence) : deadline;
    }
}

Expected<void, ControlError> ControlPort::receive() {
    const auto free = std::span{received_}.subspan(received_size_);
    const auto count = port_.read(free);
    if (!count) return failure(port_failure(count.error()));
    received_size_ += *count;
    return {};
}

std::uint8_t ControlPort::next_id() noexcept {
    ++last_id_;
    if (last_id_ == unparseable_id) last_id_ = 0;
    return last_id_;
}

ControlError ControlPort::suspect(ControlError error) noexcept {
    is_suspect_ = true;
    return error;
}

}  // namespace adit::hal::bridge
