// Host frame recognition; see the header.
#include "boards/virtual/host_frame.hpp"

#include <algorithm>

#include "driver/bm13xx/crc.hpp"
#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace bm = driver::bm13xx;

namespace {

constexpr std::size_t flags_and_length = 2, job_checksum = 2, command_checksum = 1;
constexpr std::uint8_t short_length = 5, write_length = 9;

struct CommandByte {
    std::uint8_t framed, bare;
    Command command;
};
constexpr std::array command_bytes{
    CommandByte{bm::flags::set_address, 0x41, Command::set_address},
    CommandByte{bm::flags::write_one, 0x48, Command::write_one},
    CommandByte{bm::flags::write_all, 0x58, Command::write_all},
    CommandByte{bm::flags::read_one, 0x44, Command::read_one},
    CommandByte{bm::flags::read_all, 0x54, Command::read_all},
    CommandByte{bm::flags::inactive, 0x55, Command::inactive},
    CommandByte{bm::flags::job, bm::flags::job, Command::job},
};

std::optional<Command> command_of(Wire wire, std::uint8_t byte) noexcept {
    for (const CommandByte& entry : command_bytes)
        if ((wire == Wire::framed ? entry.framed : entry.bare) == byte) return entry.command;
    return std::nullopt;
}

constexpr std::uint8_t length_of(Command command) noexcept {
    return command == Command::write_one || command == Command::write_all ? write_length : short_length;
}

bool is_checksum_right(Command command, std::span<const std::byte> covered_and_crc) noexcept {
    const auto number = [](std::byte byte) { return std::to_integer<unsigned>(byte); };
    if (command == Command::job) {
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

HostFrameParser::HostFrameParser(Wire wire, JobForm jobs)
    : wire_{wire}, jobs_{jobs}, preamble_{wire == Wire::framed ? bm::host_preamble.size() : 0} {
    buffer_.reserve(preamble_ + flags_and_length + HostFrame::longest_payload + job_checksum);
}

std::optional<std::size_t> HostFrameParser::job_payload(std::uint8_t length) const noexcept {
    constexpr std::size_t head = 18, midstate = 32, around = flags_and_length + job_checksum;
    if (jobs_ == JobForm::header) {
        const bool is_known =
            length == bm::length::job || length == bm::length::job_factory || length == bm::length::job_open;
        return is_known ? std::optional{bm::frame_size::job_payload} : std::nullopt;
    }
    const bool holds_midstates = length >= around + head + midstate && (length - around - head) % midstate == 0;
    const bool fits = length <= around + HostFrame::longest_payload;
    return holds_midstates && fits ? std::optional{length - around} : std::nullopt;
}

bool HostFrameParser::has_preamble(std::span<const std::byte> bytes) const noexcept {
    const auto known = std::span{bm::host_preamble}.first(std::min(bytes.size(), preamble_));
    return std::ranges::equal(bytes.first(known.size()), known);
}

std::optional<HostFrameParser::Shape> HostFrameParser::shape(std::span<const std::byte> bytes) const noexcept {
    const auto length = std::to_integer<std::uint8_t>(bytes[preamble_ + 1]);
    const auto command = command_of(wire_, std::to_integer<std::uint8_t>(bytes[preamble_]));
    if (!command) return std::nullopt;
    if (*command != Command::job) {
        if (length != length_of(*command)) return std::nullopt;
        return Shape{*command, preamble_ + length};
    }
    const auto payload = job_payload(length);
    if (!payload) return std::nullopt;
    return Shape{*command, preamble_ + flags_and_length + *payload + job_checksum};
}

std::size_t HostFrameParser::idle_bytes(std::span<const std::byte> coming) const noexcept {
    if (enough_ > buffer_.size()) return std::min(enough_ - buffer_.size() - 1, coming.size());
    const bool has_head = buffer_.empty() && coming.size() >= preamble_ + flags_and_length && has_preamble(coming);
    const auto seen = has_head ? shape(coming) : std::nullopt;
    return seen ? std::min(seen->size - 1, coming.size()) : 0;
}

HostFrameParser::Look HostFrameParser::look() noexcept {
    if (!has_preamble(buffer_)) return Look::refused;
    if (wire_ == Wire::bare && !command_of(wire_, std::to_integer<std::uint8_t>(buffer_[0]))) return Look::refused;
    if (buffer_.size() < preamble_ + flags_and_length) return Look::incomplete;
    const auto seen = shape(buffer_);
    if (!seen) return Look::refused;
    enough_ = seen->size;
    if (buffer_.size() < enough_) return Look::incomplete;
    const auto covered_and_crc = std::span{buffer_}.subspan(preamble_, seen->size - preamble_);
    return is_checksum_right(seen->command, covered_and_crc) ? Look::intact : Look::refused;
}

HostFrame HostFrameParser::take() {
    const Shape seen = *shape(buffer_);
    const std::size_t checksum = seen.command == Command::job ? job_checksum : command_checksum;
    const std::size_t start = preamble_ + flags_and_length;
    HostFrame frame;
    frame.command = seen.command;
    frame.size = seen.size - checksum - start;
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(start), frame.size, frame.payload.begin());
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(seen.size));
    enough_ = 0;
    return frame;
}

std::optional<HostFrame> HostFrameParser::next() {
    while (!buffer_.empty() && buffer_.size() >= enough_) {
        const Look seen = look();
        if (seen == Look::incomplete) return std::nullopt;
        if (seen == Look::intact) return take();
        refused_ += buffer_.size() >= preamble_ + flags_and_length ? 1 : 0;
        drop_one();
    }
    return std::nullopt;
}

}  // namespace adit::boards::virtual_device
