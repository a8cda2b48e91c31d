// Reply frames (AA 55, body, tail of type and CRC-5) and the line that carries them one after the other.
#include "boards/virtual/chain_line.hpp"

#include <algorithm>

#include "boards/virtual/chip_baud.hpp"
#include "driver/bm13xx/crc.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;

namespace {

constexpr std::size_t longest_queue = 8192;  // bytes; a host that never reads must not cost memory
constexpr std::int64_t bits_per_byte = 10;   // 8N1
constexpr std::size_t short_body = 6, long_body = 8;
using Body = std::array<std::byte, long_body>;

constexpr std::byte byte_of(std::uint32_t value, unsigned shift) noexcept {
    return static_cast<std::byte>((value >> shift) & 0xffu);
}

constexpr Body body_of(std::uint32_t value, std::uint8_t fifth, std::uint8_t sixth, std::uint16_t last) noexcept {
    return {byte_of(value, 24), byte_of(value, 16), byte_of(value, 8), byte_of(value, 0),
            std::byte{fifth},   std::byte{sixth},   byte_of(last, 8),  byte_of(last, 0)};
}

ReplyFrame frame_of(Wire wire, bool is_long, const Body& whole, std::uint8_t type) noexcept {
    const auto body = std::span{whole}.first(is_long ? long_body : short_body);
    ReplyFrame frame;
    const auto put = [&](std::byte byte) { frame.bytes[frame.size++] = byte; };
    if (wire == Wire::framed) std::ranges::for_each(bm::chip_preamble, put);
    std::ranges::for_each(body, put);
    put(bm::reply_tail(body, type));
    return frame;
}

}  // namespace

ReplyFrame register_reply(Wire wire, bool is_long, std::uint8_t chip, std::uint8_t reg, std::uint32_t value) noexcept {
    return frame_of(wire, is_long, body_of(value, chip, reg, 0), bm::reply_type_register);
}

ReplyFrame nonce_reply(Wire wire, bool is_long, const NonceReport& r) noexcept {
    return frame_of(wire, is_long, body_of(r.nonce_wire, r.aux, r.job, r.version_bits), bm::reply_type_nonce);
}

namespace {

/// Heap order: the latest at the bottom.
constexpr auto is_later = [](const auto& a, const auto& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; };

}  // namespace

bool ChainLine::say(const ReplyFrame& frame, Baud baud, Instant at, double garbage) {
    if (bytes_held_ + frame.bytes.size() > longest_queue) {
        lost_ += static_cast<std::uint32_t>(frame.size);
        return false;
    }
    bytes_held_ += frame.size;
    waiting_.push_back({at, next_order_++, baud, garbage, frame});
    std::ranges::push_heap(waiting_, is_later);
    return true;
}

void ChainLine::fall_silent() noexcept {
    waiting_.clear();
    sending_.clear();
    sent_of_first_ = bytes_held_ = 0;
}

void ChainLine::fall_silent(std::uint16_t sender) {
    const auto is_senders = [&](const auto& entry) { return entry.frame.sender == sender; };
    if (!sending_.empty() && is_senders(sending_.front())) {
        bytes_held_ += sent_of_first_;
        sent_of_first_ = 0;
    }
    const auto drop = [&](auto& entries) {
        for (const auto& entry : entries)
            if (is_senders(entry)) bytes_held_ -= entry.frame.size;
        std::erase_if(entries, is_senders);
    };
    drop(waiting_);
    drop(sending_);
    std::ranges::make_heap(waiting_, is_later);
}

void ChainLine::send_until(Instant now) {
    while (!waiting_.empty() && waiting_.front().at <= now) {
        std::ranges::pop_heap(waiting_, is_later);
        send(waiting_.back());
        waiting_.pop_back();
    }
}

void ChainLine::send(const Waiting& waiting) {
    const Duration byte_time{bits_per_byte * 1'000'000'000 / std::max<std::int64_t>(1, waiting.baud.value)};
    line_free_ = std::max(line_free_, waiting.at);
    Sending& next = sending_.emplace_back(Sending{line_free_, byte_time, waiting.baud, waiting.frame});
    for (std::size_t i = 0; i < next.frame.size; ++i)
        if (random_.happens(waiting.garbage))
            next.frame.bytes[i] ^= static_cast<std::byte>(1u << (random_.next32() % 8));
    line_free_ += byte_time * static_cast<Duration::rep>(next.frame.size);
}

std::size_t ChainLine::take(std::span<std::byte> into, Baud host_baud, Instant now) {
    if (waiting_.empty() && sending_.empty()) return 0;
    send_until(now);
    std::size_t taken = 0;
    while (!sending_.empty()) {
        const Sending& first = sending_.front();
        const std::size_t out = first.out_by(now);
        const bool is_heard = rates_match(first.baud, host_baud);
        for (; sent_of_first_ < out && taken < into.size(); ++sent_of_first_, --bytes_held_) {
            if (is_heard)
                into[taken++] = first.frame.bytes[sent_of_first_];
            else
                ++lost_;
        }
        if (sent_of_first_ < first.frame.size) break;
        sending_.pop_front();
        sent_of_first_ = 0;
    }
    return taken;
}

Instant ChainLine::next_byte() const noexcept {
    if (!sending_.empty()) return sending_.front().ready(sent_of_first_);
    return waiting_.empty() ? Instant::max() : waiting_.front().at;
}

Instant ChainLine::quiet_until() const noexcept {
    const Instant byte = next_byte();
    return waiting_.empty() ? byte : std::min(byte, waiting_.front().at);
}

}  // namespace adit::boards::virtual_device
