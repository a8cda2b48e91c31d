// Frames of the BM13xx wire as values: the commands a host sends (encoded here, decoded in host_frame.hpp) and the
// replies a chip sends (decoded here; found in a byte stream by decoder.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "driver/bm13xx/crc.hpp"
#include "driver/bm13xx/registers.hpp"
#include "driver/plan.hpp"
#include "hal/expected.hpp"

namespace adit::driver::bm13xx {

/// Who a command is for: every chip, or the one with this address.
struct Target {
    bool everyone = true;
    std::uint8_t address = 0;  ///< 0 when `everyone`
    friend constexpr bool operator==(const Target&, const Target&) = default;
};
inline constexpr Target all_chips{};
[[nodiscard]] constexpr Target chip_at(std::uint8_t address) noexcept { return {false, address}; }

/// Every chip stops forwarding address assignments.
struct Inactive {
    friend constexpr bool operator==(const Inactive&, const Inactive&) = default;
};
/// The first chip without an address takes this one.
struct SetAddress {
    std::uint8_t address{};
    friend constexpr bool operator==(const SetAddress&, const SetAddress&) = default;
};
struct ReadRegister {
    Target to;
    Register reg{};
    friend constexpr bool operator==(const ReadRegister&, const ReadRegister&) = default;
};
struct WriteRegister {
    Target to;
    Register reg{};
    std::uint32_t value{};
    friend constexpr bool operator==(const WriteRegister&, const WriteRegister&) = default;
};

/// The wire bytes of a command: preamble, FLAGS, LEN, payload (values most significant byte first), CRC-5.
[[nodiscard]] constexpr CommandBytes encode(Inactive) noexcept;
[[nodiscard]] constexpr CommandBytes encode(SetAddress command) noexcept;
[[nodiscard]] constexpr CommandBytes encode(ReadRegister command) noexcept;
[[nodiscard]] constexpr CommandBytes encode(WriteRegister command) noexcept;

/// A register's value, asked for or not: match on (address, reg), never on order.
struct RegisterReply {
    std::uint32_t value{};
    std::uint8_t address{};  ///< the chip's own
    Register reg{};
    friend constexpr bool operator==(const RegisterReply&, const RegisterReply&) = default;
};
struct NonceReply {
    std::uint32_t nonce{};                          ///< the header integer (the wire carries header byte order)
    std::uint8_t aux{};                             ///< 2 x (zero bits beyond the ticket); informative only
    std::uint8_t job_byte{};                        ///< job id and engine, family specific
    std::optional<std::uint16_t> rolled_version{};  ///< version bits 28:13; none in 9-byte replies
    friend constexpr bool operator==(const NonceReply&, const NonceReply&) = default;
};
using Reply = std::variant<RegisterReply, NonceReply>;

enum class ReplyError : std::uint8_t {
    bad_size,      ///< neither 9 nor 11 bytes
    bad_preamble,  ///< does not start with AA 55
    bad_crc,       ///< CRC-5 over body and tail is not 0
    bad_type,      ///< type bits other than 0 and 4, or a register reply of 11 bytes whose padding is not 0
};

/// Decodes one whole reply of 9 or 11 bytes, preamble included.
[[nodiscard]] constexpr Expected<Reply, ReplyError> decode_reply(std::span<const std::byte> frame) noexcept;

// ---------------------------------------------------------------------------------------------------------------

namespace detail {

template <std::size_t Size>
[[nodiscard]] constexpr CommandBytes finish_command(std::array<std::byte, Size> frame) noexcept {
    frame[Size - 1] = static_cast<std::byte>(crc5(std::span{frame}.subspan(2, Size - 3)));
    return CommandBytes{frame};
}

[[nodiscard]] constexpr CommandBytes short_command(std::uint8_t flags, std::uint8_t address,
                                                   std::uint8_t reg) noexcept {
    return finish_command(std::array{host_preamble[0], host_preamble[1], std::byte{flags},
                                     std::byte{length::short_command}, std::byte{address}, std::byte{reg},
                                     std::byte{0}});
}

[[nodiscard]] constexpr std::uint32_t load_be32(std::span<const std::byte> bytes) noexcept {
    return std::to_integer<std::uint32_t>(bytes[0]) << 24 | std::to_integer<std::uint32_t>(bytes[1]) << 16 |
           std::to_integer<std::uint32_t>(bytes[2]) << 8 | std::to_integer<std::uint32_t>(bytes[3]);
}

[[nodiscard]] constexpr std::uint32_t load_le32(std::span<const std::byte> bytes) noexcept {
    return std::to_integer<std::uint32_t>(bytes[3]) << 24 | std::to_integer<std::uint32_t>(bytes[2]) << 16 |
           std::to_integer<std::uint32_t>(bytes[1]) << 8 | std::to_integer<std::uint32_t>(bytes[0]);
}

/// Body layouts: value(4) address(1) register(1) [00 00], and nonce(4) aux(1) job(1) [version(2)].
[[nodiscard]] constexpr Expected<Reply, ReplyError> register_reply(std::span<const std::byte> body) noexcept {
    for (const std::byte padding : body.subspan(6))
        if (padding != std::byte{0}) return failure(ReplyError::bad_type);
    return RegisterReply{load_be32(body), std::to_integer<std::uint8_t>(body[4]),
                         static_cast<Register>(std::to_integer<std::uint8_t>(body[5]))};
}

[[nodiscard]] constexpr NonceReply nonce_reply(std::span<const std::byte> body) noexcept {
    NonceReply reply{load_le32(body), std::to_integer<std::uint8_t>(body[4]), std::to_integer<std::uint8_t>(body[5]),
                     std::nullopt};
    if (body.size() == 8)
        reply.rolled_version =
            static_cast<std::uint16_t>(std::to_integer<unsigned>(body[6]) << 8 | std::to_integer<unsigned>(body[7]));
    return reply;
}

/// What an intact body means; the type is in the tail's upper three bits.
[[nodiscard]] constexpr Expected<Reply, ReplyError> reply_of(std::span<const std::byte> body, std::byte tail) noexcept {
    switch (std::to_integer<unsigned>(tail) >> 5) {
        case reply_type_register:
            return register_reply(body);
        case reply_type_nonce:
            return Reply{nonce_reply(body)};
        default:
            return failure(ReplyError::bad_type);
    }
}

}  // namespace detail

constexpr CommandBytes encode(Inactive) noexcept { return detail::short_command(flags::inactive, 0, 0); }

constexpr CommandBytes encode(SetAddress command) noexcept {
    return detail::short_command(flags::set_address, command.address, 0);
}

constexpr CommandBytes encode(ReadRegister command) noexcept {
    return detail::short_command(command.to.everyone ? flags::read_all : flags::read_one, command.to.address,
                                 static_cast<std::uint8_t>(command.reg));
}

constexpr CommandBytes encode(WriteRegister command) noexcept {
    const auto value = [&](int shift) { return static_cast<std::byte>(command.value >> shift); };
    return detail::finish_command(std::array{
        host_preamble[0], host_preamble[1], std::byte{command.to.everyone ? flags::write_all : flags::write_one},
        std::byte{length::write}, std::byte{command.to.address}, static_cast<std::byte>(command.reg), value(24),
        value(16), value(8), value(0), std::byte{0}});
}

constexpr Expected<Reply, ReplyError> decode_reply(std::span<const std::byte> frame) noexcept {
    if (frame.size() != frame_size::reply_plain && frame.size() != frame_size::reply_rolling)
        return failure(ReplyError::bad_size);
    if (frame[0] != chip_preamble[0] || frame[1] != chip_preamble[1]) return failure(ReplyError::bad_preamble);
    if (!reply_is_intact(frame.subspan(2))) return failure(ReplyError::bad_crc);
    return detail::reply_of(frame.subspan(2, frame.size() - 3), frame.back());
}

}  // namespace adit::driver::bm13xx
