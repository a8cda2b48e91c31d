// Reply frames: AA 55, body of six or eight bytes, and a tail of type and CRC-5.
#include "boards/virtual/chip_voice.hpp"

#include <algorithm>
#include <array>

#include "driver/bm13xx/crc.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;

namespace {

constexpr std::size_t longest_queue = 8192;  // bytes; a host that never reads must not cost memory
constexpr std::int64_t bits_per_byte = 10;   // 8N1
using Body = std::array<std::byte, 8>;

constexpr std::byte byte_of(std::uint32_t value, unsigned shift) noexcept {
    return static_cast<std::byte>((value >> shift) & 0xffu);
}

constexpr Body body_of(std::uint32_t value, std::uint8_t fifth, std::uint8_t sixth, std::uint16_t last) noexcept {
    return {byte_of(value, 24), byte_of(value, 16), byte_of(value, 8), byte_of(value, 0),
            std::byte{fifth},   std::byte{sixth},   byte_of(last, 8),  byte_of(last, 0)};
}

}  // namespace

bool ChipVoice::say_register(std::uint8_t chip, std::uint8_t reg, std::uint32_t value, Instant at) {
    return say(body_of(value, chip, reg, 0), bm::reply_type_register, at);
}

bool ChipVoice::say_nonce(const NonceReport& r, Instant at) {
    return say(body_of(r.nonce_wire, r.aux, r.job, r.version_bits), bm::reply_type_nonce, at);
}

bool ChipVoice::say(std::span<const std::byte> body, std::uint8_t type, Instant at) {
    const auto sent = is_rolling_ ? body : body.first(bm::frame_size::reply_plain - 3);
    if (queue_.size() + bm::frame_size::reply_rolling > longest_queue) {
        lost_ += static_cast<std::uint32_t>(sent.size() + 3);
        return false;
    }
    const Duration byte_time{bits_per_byte * 1'000'000'000 / std::max<std::int64_t>(1, baud_.value)};
    line_free_ = std::max(line_free_, at);
    for (const std::byte byte : bm::chip_preamble) queue_byte(byte, byte_time);
    for (const std::byte byte : sent) queue_byte(byte, byte_time);
    queue_byte(bm::reply_tail(sent, type), byte_time);
    return true;
}

void ChipVoice::queue_byte(std::byte byte, Duration byte_time) {
    if (random_.happens(garbage_)) byte ^= static_cast<std::byte>(1u << (random_.next32() % 8));
    line_free_ += byte_time;
    queue_.push_back({line_free_, baud_, byte});
}

std::size_t ChipVoice::take(std::span<std::byte> into, Baud host_baud, Instant now) {
    std::size_t taken = 0;
    while (taken < into.size() && !queue_.empty() && queue_.front().ready <= now) {
        if (rates_match(queue_.front().baud, host_baud))
            into[taken++] = queue_.front().byte;
        else
            ++lost_;
        queue_.pop_front();
    }
    return taken;
}

}  // namespace adit::boards::virtual_device
