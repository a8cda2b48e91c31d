// Strict decoding of host-to-chip frames: header byte and family fix the length, the length the checksum's place.
#include "driver/bm13xx/host_frame.hpp"

#include <algorithm>
#include <optional>

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

using Bytes = std::span<const std::byte>;

enum class Verb : std::uint8_t { set_address, inactive, read_one, read_all, write_one, write_all, job };

/// What a frame says before its payload. Offsets without preamble.
struct Shape {
    Verb verb{};
    std::size_t size{};  ///< preamble excluded
};

constexpr std::size_t payload_at = 2;

std::uint8_t byte_at(Bytes bytes, std::size_t at) noexcept { return std::to_integer<std::uint8_t>(bytes[at]); }

std::size_t preamble_size(Dialect dialect) noexcept { return dialect == Dialect::framed ? host_preamble.size() : 0; }

std::optional<Verb> framed_verb(std::uint8_t header) noexcept {
    switch (header) {
        case flags::set_address:
            return Verb::set_address;
        case flags::inactive:
            return Verb::inactive;
        case flags::read_one:
            return Verb::read_one;
        case flags::read_all:
            return Verb::read_all;
        case flags::write_one:
            return Verb::write_one;
        case flags::write_all:
            return Verb::write_all;
        case flags::job:
            return Verb::job;
        default:
            return std::nullopt;
    }
}

std::optional<Verb> bare_verb(std::uint8_t header) noexcept {
    switch (header) {
        case bare::set_address:
            return Verb::set_address;
        case bare::inactive:
            return Verb::inactive;
        case bare::read_one:
            return Verb::read_one;
        case bare::read_all:
            return Verb::read_all;
        case bare::write_one:
            return Verb::write_one;
        case bare::write_all:
            return Verb::write_all;
        case flags::job:
            return Verb::job;
        default:
            return std::nullopt;
    }
}

constexpr std::size_t crc16_size = 2;

/// Size of a job by its LEN; none if the family's jobs never have it.
std::optional<std::size_t> job_size(JobKind kind, std::uint8_t len) noexcept {
    constexpr std::size_t head = payload_at + midstate_job::payload_head + crc16_size;
    if (kind == JobKind::header)
        return len == length::job ? std::optional{frame_size::job - host_preamble.size()} : std::nullopt;
    if (len == midstate_job::length_one) return head + midstate_job::midstate;
    if (len == midstate_job::length_four) return head + midstate_job::most_midstates * midstate_job::midstate;
    return std::nullopt;
}

Expected<Shape, HostFrameError> shape_of(const ChipModel& chip, Bytes frame) noexcept {
    const std::uint8_t header = byte_at(frame, 0), len = byte_at(frame, 1);
    const auto verb = chip.dialect() == Dialect::framed ? framed_verb(header) : bare_verb(header);
    if (!verb) return failure(HostFrameError::unknown_command);
    if (*verb == Verb::job) {
        const auto size = job_size(chip.jobs, len);
        if (!size) return failure(HostFrameError::bad_length);
        return Shape{*verb, *size};
    }
    const bool is_write = *verb == Verb::write_one || *verb == Verb::write_all;
    if (len != (is_write ? length::write : length::short_command)) return failure(HostFrameError::bad_length);
    return Shape{*verb, len};  // LEN of a command counts everything but a preamble
}

bool is_intact(Bytes frame, Verb verb) noexcept {
    if (verb != Verb::job) return byte_at(frame, frame.size() - 1) == crc5(frame.first(frame.size() - 1));
    const std::uint16_t crc = crc16(frame.first(frame.size() - crc16_size));
    return byte_at(frame, frame.size() - 2) == crc >> 8 && byte_at(frame, frame.size() - 1) == (crc & 0xff);
}

Expected<HostCommand, HostFrameError> job_of(const ChipModel& chip, Bytes frame) noexcept {
    const Bytes payload = frame.subspan(payload_at, frame.size() - payload_at - crc16_size);
    const bool has_one = byte_at(frame, 1) == midstate_job::length_one;
    const std::uint8_t slots = has_one ? 1 : midstate_job::most_midstates;
    if (chip.jobs == JobKind::midstates && byte_at(payload, 1) != slots) return failure(HostFrameError::not_canonical);
    return SubmitJob{byte_at(payload, 0), payload};
}

/// `command`, if encoding it gives `frame` (preamble included) again.
template <class Command>
Expected<HostCommand, HostFrameError> canonical(Dialect dialect, Bytes frame, Command command) noexcept {
    if (!std::ranges::equal(encode(dialect, command).bytes().subspan(preamble_size(dialect)), frame))
        return failure(HostFrameError::not_canonical);
    return HostCommand{command};
}

Expected<HostCommand, HostFrameError> command_of(const ChipModel& chip, Bytes frame, Verb verb) noexcept {
    const Dialect dialect = chip.dialect();
    const std::uint8_t address = byte_at(frame, payload_at);
    const auto reg = static_cast<Register>(byte_at(frame, payload_at + 1));
    switch (verb) {
        case Verb::set_address:
            return canonical(dialect, frame, SetAddress{address});
        case Verb::inactive:
            return canonical(dialect, frame, Inactive{});
        case Verb::read_one:
            return canonical(dialect, frame, ReadRegister{chip_at(address), reg});
        case Verb::read_all:
            return canonical(dialect, frame, ReadRegister{all_chips, reg});
        case Verb::job:
            return job_of(chip, frame);
        case Verb::write_one:
        case Verb::write_all:
            break;
    }
    const std::uint32_t value = detail::load_be32(frame.subspan(payload_at + 2));
    return canonical(dialect, frame, WriteRegister{verb == Verb::write_all ? all_chips : chip_at(address), reg, value});
}

}  // namespace

Expected<HostFrame, HostFrameError> decode_host_frame(const ChipModel& chip, Bytes bytes) noexcept {
    const std::size_t preamble = preamble_size(chip.dialect());
    for (std::size_t i = 0; i < std::min(bytes.size(), preamble); ++i)
        if (bytes[i] != host_preamble[i]) return failure(HostFrameError::bad_preamble);
    if (bytes.size() < preamble + payload_at) return failure(HostFrameError::incomplete);
    const auto shape = shape_of(chip, bytes.subspan(preamble));
    if (!shape) return failure(shape.error());
    if (bytes.size() < preamble + shape->size) return failure(HostFrameError::incomplete);
    const Bytes frame = bytes.subspan(preamble, shape->size);
    if (!is_intact(frame, shape->verb)) return failure(HostFrameError::bad_crc);
    const auto command = command_of(chip, frame, shape->verb);
    if (!command) return failure(command.error());
    return HostFrame{*command, preamble + shape->size};
}

Expected<HostFrame, HostFrameError> decode_host_frame(Bytes bytes) noexcept { return decode_host_frame(bm1370, bytes); }

}  // namespace adit::driver::bm13xx
