// Commands and replies in a family's own dialect: framed as in frames.hpp, or bare as the BM1387 speaks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"

namespace adit::driver::bm13xx {

namespace detail {

template <std::size_t Size>
[[nodiscard]] constexpr CommandBytes finish_bare(std::array<std::byte, Size> frame) noexcept {
    frame[Size - 1] = static_cast<std::byte>(crc5(std::span{frame}.first(Size - 1)));
    return CommandBytes{frame};
}

[[nodiscard]] constexpr CommandBytes short_bare(std::uint8_t header, std::uint8_t address, std::uint8_t reg) noexcept {
    return finish_bare(std::array{std::byte{header}, std::byte{length::short_command}, std::byte{address},
                                  std::byte{reg}, std::byte{0}});
}

}  // namespace detail

/// The bytes of a command without preamble: header, LEN, payload, CRC-5 over all of it. Source: open S9 firmware.
[[nodiscard]] constexpr CommandBytes encode_bare(Inactive) noexcept { return detail::short_bare(bare::inactive, 0, 0); }
[[nodiscard]] constexpr CommandBytes encode_bare(SetAddress command) noexcept {
    return detail::short_bare(bare::set_address, command.address, 0);
}
[[nodiscard]] constexpr CommandBytes encode_bare(ReadRegister command) noexcept {
    return detail::short_bare(command.to.everyone ? bare::read_all : bare::read_one, command.to.address,
                              static_cast<std::uint8_t>(command.reg));
}
[[nodiscard]] constexpr CommandBytes encode_bare(WriteRegister command) noexcept {
    const auto value = [&](int shift) { return static_cast<std::byte>(command.value >> shift); };
    return detail::finish_bare(std::array{std::byte{command.to.everyone ? bare::write_all : bare::write_one},
                                          std::byte{length::write}, std::byte{command.to.address},
                                          static_cast<std::byte>(command.reg), value(24), value(16), value(8), value(0),
                                          std::byte{0}});
}

/// The bytes of a command in `dialect`.
template <class Command>
[[nodiscard]] constexpr CommandBytes encode(Dialect dialect, Command command) noexcept {
    return dialect == Dialect::bare ? encode_bare(command) : encode(command);
}

/// Decodes one whole 7-byte reply without preamble. Errors: `bad_size`, `bad_crc`, `bad_type`.
[[nodiscard]] constexpr Expected<Reply, ReplyError> decode_bare_reply(std::span<const std::byte> frame) noexcept {
    if (frame.size() != bare::reply_size) return failure(ReplyError::bad_size);
    if (!reply_is_intact(frame)) return failure(ReplyError::bad_crc);
    return detail::reply_of(frame.first(frame.size() - 1), frame.back());
}

}  // namespace adit::driver::bm13xx
