// Host frame recognition; see the header.
#include "boards/virtual/host_frame.hpp"

#include <algorithm>

#include "driver/bm13xx/crc.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;

namespace {

constexpr std::size_t preamble = 2, flags_and_length = 2;

/// Whole frame on the wire; 0 for flags no chip knows.
constexpr std::size_t frame_bytes(std::uint8_t frame_flags) noexcept {
    switch (frame_flags) {
        case bm::flags::set_address:
        case bm::flags::read_one:
        case bm::flags::read_all:
        case bm::flags::inactive:
            return bm::frame_size::short_command;
        case bm::flags::write_one:
        case bm::flags::write_all:
            return bm::frame_size::write;
        case bm::flags::job:
            return bm::frame_size::job;
        default:
            return 0;
    }
}

constexpr bool is_length_known(std::uint8_t frame_flags, std::uint8_t length) noexcept {
    if (frame_flags == bm::flags::job)
        return length == bm::length::job || length == bm::length::job_factory || length == bm::length::job_open;
    return length == frame_bytes(frame_flags) - preamble;
}

bool is_checksum_right(std::uint8_t frame_flags, std::span<const std::byte> covered_and_crc) noexcept {
    const auto number = [](std::byte byte) { return std::to_integer<unsigned>(byte); };
    if (frame_flags == bm::flags::job) {
        const auto covered = covered_and_crc.first(covered_and_crc.size() - 2);
        const auto sent = covered_and_crc.last(2);
        return bm::crc16(covered) == ((number(sent[0]) << 8) | number(sent[1]));
    }
    return bm::crc5(covered_and_crc.first(covered_and_crc.size() - 1)) == number(covered_and_crc.back());
}

}  // namespace

std::uint32_t HostFrame::value() const noexcept {
    std::uint32_t value = 0;
    for (std::size_t i = 2; i < 6; ++i) value = (value << 8) | std::to_integer<std::uint32_t>(payload[i]);
    return value;
}

HostFrameParser::HostFrameParser() { buffer_.reserve(bm::frame_size::job); }

HostFrameParser::Look HostFrameParser::look() const noexcept {
    const auto matching = std::min(buffer_.size(), preamble);
    if (!std::equal(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(matching),
                    bm::host_preamble.begin()))
        return Look::refused;
    if (buffer_.size() < preamble + flags_and_length) return Look::incomplete;
    const auto frame_flags = std::to_integer<std::uint8_t>(buffer_[2]);
    const std::size_t size = frame_bytes(frame_flags);
    if (size == 0 || !is_length_known(frame_flags, std::to_integer<std::uint8_t>(buffer_[3]))) return Look::refused;
    if (buffer_.size() < size) return Look::incomplete;
    const auto covered_and_crc = std::span{buffer_}.subspan(preamble, size - preamble);
    return is_checksum_right(frame_flags, covered_and_crc) ? Look::intact : Look::refused;
}

HostFrame HostFrameParser::take() {
    HostFrame frame;
    frame.flags = std::to_integer<std::uint8_t>(buffer_[2]);
    const std::size_t size = frame_bytes(frame.flags);
    const std::size_t checksum = frame.flags == bm::flags::job ? 2 : 1;
    constexpr std::size_t start = preamble + flags_and_length;
    for (std::size_t i = start; i + checksum < size; ++i) frame.payload[i - start] = buffer_[i];
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
    return frame;
}

std::optional<HostFrame> HostFrameParser::next() {
    while (!buffer_.empty()) {
        const Look seen = look();
        if (seen == Look::incomplete) return std::nullopt;
        if (seen == Look::intact) return take();
        refused_ += buffer_.size() >= preamble + flags_and_length ? 1 : 0;
        drop_one();
    }
    return std::nullopt;
}

}  // namespace adit::boards::virtual_device
