// See sim_serial.hpp.
#include "boards/simulation/sim_serial.hpp"

#include <algorithm>

namespace adit::boards::simulation {

using hal::SerialError;

namespace {

/// Nothing on a wire is faster: an emulator that calls itself due at once would otherwise stop the clock.
constexpr Duration shortest_wait = std::chrono::microseconds{100};

}  // namespace

void SimSerial::put(std::byte byte) noexcept {
    if (end_ == arrived_.size()) {
        std::copy(arrived_.begin() + static_cast<std::ptrdiff_t>(first_), arrived_.end(), arrived_.begin());
        end_ -= first_;
        first_ = 0;
    }
    if (end_ < arrived_.size()) arrived_[end_++] = byte;
}

/// What the cable makes of bytes on their way to the host.
void SimSerial::disturb(std::span<const std::byte> bytes) {
    for (std::byte byte : bytes) {
        if (random_.happens(noise.drop)) continue;
        if (random_.happens(noise.insert)) put(static_cast<std::byte>(random_.next32() & 0xff));
        if (random_.happens(noise.flip)) byte ^= static_cast<std::byte>(1U << (random_.next32() & 7U));
        put(byte);
        if (random_.happens(noise.repeat)) put(byte);
    }
}

void SimSerial::drain() {
    const Instant now = clock_.now();
    if (port_ == Port::control ? now < answers_at_ : board_.is_chain_silent(now)) return;
    while (fetch() == packet_size) continue;
}

/// Takes up to a packet from the board, straight into what has arrived where nothing is in its way.
std::size_t SimSerial::fetch() {
    if (first_ == end_) first_ = end_ = 0;
    const bool is_direct = noise.is_quiet() && arrived_.size() - end_ >= packet_size;
    const std::span<std::byte, packet_size> into{is_direct ? arrived_.data() + end_ : disturbed_.data(), packet_size};
    const bool is_control = port_ == Port::control;
    const std::size_t count =
        is_control ? board_.control_pending(into, clock_.now()) : board_.data_pending(into, baud_, clock_.now());
    if (count == 0) return 0;
    if (trace_ != nullptr)
        trace_->bytes(is_control ? TraceKind::control_in : TraceKind::data_in, index_, clock_.now(), into.first(count));
    if (is_direct)
        end_ += count;
    else
        disturb(into.first(count));
    return count;
}

Expected<std::size_t, SerialError> SimSerial::do_read(std::span<std::byte> into) {
    if (is_unplugged) return failure(SerialError::disconnected);
    if (first_ == end_ || port_ == Port::data) drain();
    const std::size_t count = std::min(into.size(), end_ - first_);
    std::copy_n(arrived_.begin() + static_cast<std::ptrdiff_t>(first_), count, into.begin());
    first_ += count;
    return count;
}

Expected<std::size_t, SerialError> SimSerial::do_write(std::span<const std::byte> bytes) {
    if (is_unplugged) return failure(SerialError::disconnected);
    if (is_write_blocked) return 0;
    if (port_ == Port::control)
        write_control(bytes);
    else
        write_data(bytes);
    return bytes.size();
}

void SimSerial::write_control(std::span<const std::byte> bytes) {
    const Instant now = clock_.now();
    if (trace_ != nullptr) trace_->bytes(TraceKind::control_out, index_, now, bytes);
    const bool has_changed = watch == nullptr || watch->look(bytes, now);
    board_.control_received(bytes, now);
    answers_at_ = now + latency;
    if (has_changed && listener != nullptr) listener->board_changed();
}

void SimSerial::write_data(std::span<const std::byte> bytes) {
    const Instant now = clock_.now();
    if (trace_ != nullptr) trace_->bytes(TraceKind::data_out, index_, now, bytes);
    board_.data_received(bytes, baud_, now);
    if (listener != nullptr) listener->board_changed();
}

Expected<void, SerialError> SimSerial::do_set_baud(Baud baud) {
    baud_ = baud;
    if (trace_ != nullptr) trace_->note(TraceKind::baud, index_, clock_.now(), baud.value, 0);
    return {};
}

Expected<void, SerialError> SimSerial::do_discard_input() {
    if (is_unplugged) return failure(SerialError::disconnected);
    if (port_ == Port::data || !board_.is_control_idle()) drain();
    first_ = end_ = 0;
    return {};
}

hal::WaitResult SimSerial::do_wait(Instant deadline, hal::Wake& wake) {
    while (true) {
        if (is_unplugged) {
            clock_.advance_to(deadline);
            return hal::WaitResult::disconnected;
        }
        if (wake.take()) return hal::WaitResult::woken;
        const bool is_answering = port_ == Port::control && clock_.now() < answers_at_;
        if (is_answering) clock_.advance_to(std::min(deadline, answers_at_));
        drain();
        if (first_ != end_) return hal::WaitResult::readable;
        if (clock_.now() >= deadline) return hal::WaitResult::deadline;
        const Instant next = std::max(board_.next_event(clock_.now()), clock_.now() + shortest_wait);
        clock_.advance_to(std::min(deadline, next));
    }
}

}  // namespace adit::boards::simulation
