// Strict decoding of host-to-chip frames: FLAGS fix the length, the length fixes the checksum's place.
#include "driver/bm13xx/host_frame.hpp"

#include <algorithm>
#include <optional>

namespace adit::driver::bm13xx {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t flags_at = 2, length_at = 3, payload_at = 4;
constexpr std::size_t job_crc_at = frame_size::job - 2;

struct Shape {
    std::size_t size;
    std::uint8_t length;
};

std::optional<Shape> shape_of(std::uint8_t flags) noexcept {
    switch (flags) {
        case flags::set_address:
        case flags::read_one:
        case flags::read_all:
        case flags::inactive:
            return Shape{frame_size::short_command, length::short_command};
        case flags::write_one:
        case flags::write_all:
            return Shape{frame_size::write, length::write};
        case flags::job:
            return Shape{frame_size::job, length::job};
        default:
            return std::nullopt;
    }
}

std::uint8_t byte_at(Bytes frame, std::size_t at) noexcept { return std::to_integer<std::uint8_t>(frame[at]); }

bool is_intact(Bytes frame) noexcept {
    if (byte_at(frame, flags_at) != flags::job)
        return byte_at(frame, frame.size() - 1) == crc5(frame.subspan(2, frame.size() - 3));
    const std::uint16_t crc = crc16(frame.subspan(2, job_crc_at - 2));
    return byte_at(frame, job_crc_at) == crc >> 8 && byte_at(frame, job_crc_at + 1) == (crc & 0xff);
}

/// The command of an intact short or write frame, and whether encoding it gives `frame` again.
template <class Command>
Expected<HostFrame, HostFrameError> canonical(Bytes frame, Command command) noexcept {
    if (!std::ranges::equal(encode(command).bytes(), frame)) return failure(HostFrameError::not_canonical);
    return HostFrame{command, frame.size()};
}

Expected<HostFrame, HostFrameError> command_of(Bytes frame) noexcept {
    const std::uint8_t flags = byte_at(frame, flags_at);
    const std::uint8_t address = byte_at(frame, payload_at);
    const auto reg = static_cast<Register>(byte_at(frame, payload_at + 1));
    switch (flags) {
        case flags::set_address:
            return canonical(frame, SetAddress{address});
        case flags::inactive:
            return canonical(frame, Inactive{});
        case flags::read_one:
            return canonical(frame, ReadRegister{chip_at(address), reg});
        case flags::read_all:
            return canonical(frame, ReadRegister{all_chips, reg});
        case flags::job:
            return HostFrame{SubmitJob{address, frame.subspan(payload_at, frame_size::job_payload)}, frame.size()};
        default:
            break;
    }
    const std::uint32_t value = detail::load_be32(frame.subspan(payload_at + 2));
    return canonical(frame, WriteRegister{flags == flags::write_all ? all_chips : chip_at(address), reg, value});
}

}  // namespace

Expected<HostFrame, HostFrameError> decode_host_frame(Bytes bytes) noexcept {
    for (std::size_t i = 0; i < std::min(bytes.size(), host_preamble.size()); ++i)
        if (bytes[i] != host_preamble[i]) return failure(HostFrameError::bad_preamble);
    if (bytes.size() <= length_at) return failure(HostFrameError::incomplete);
    const auto shape = shape_of(byte_at(bytes, flags_at));
    if (!shape) return failure(HostFrameError::unknown_command);
    if (byte_at(bytes, length_at) != shape->length) return failure(HostFrameError::bad_length);
    if (bytes.size() < shape->size) return failure(HostFrameError::incomplete);
    const Bytes frame = bytes.first(shape->size);
    if (!is_intact(frame)) return failure(HostFrameError::bad_crc);
    return command_of(frame);
}

}  // namespace adit::driver::bm13xx
