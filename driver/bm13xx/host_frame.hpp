// Host-to-chip bytes read back into commands, strictly, and what a register write would do to energy. The energy gate
// looks at every byte that is about to reach a chain through this: what it cannot decode, or what no encoder of ours
// would write, is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"
#include "hal/expected.hpp"

namespace adit::driver::bm13xx {

/// A job; `payload` (header jobs 82 bytes, midstate jobs 50 or 146) points into the decoded bytes.
struct SubmitJob {
    std::uint8_t job_header{};  ///< the job id as sent, payload byte 0
    std::span<const std::byte> payload;
};

using HostCommand = std::variant<Inactive, SetAddress, ReadRegister, WriteRegister, SubmitJob>;

struct HostFrame {
    HostCommand command;
    std::size_t size{};  ///< bytes it took, preamble included
};

enum class HostFrameError : std::uint8_t {
    incomplete,       ///< fewer bytes than the frame needs
    bad_preamble,     ///< does not start with 55 AA
    unknown_command,  ///< FLAGS that no command of the family has
    bad_length,       ///< LEN does not fit FLAGS (header jobs: only 0x56, midstate jobs: 0x36 or 0x96)
    bad_crc,          ///< CRC-5 or CRC-16 wrong
    not_canonical,    ///< intact, but with a field set that must be 0, or a midstate count that contradicts LEN
};

/// Decodes the frame at the front of `bytes` as `chip` would. A frame is accepted only if encoding its meaning gives
/// the same bytes. Several frames in one buffer: call again with the rest, `bytes.subspan(frame.size)`.
[[nodiscard]] Expected<HostFrame, HostFrameError> decode_host_frame(const ChipModel& chip,
                                                                    std::span<const std::byte> bytes) noexcept;

/// The same for BM1362 and later.
[[nodiscard]] Expected<HostFrame, HostFrameError> decode_host_frame(std::span<const std::byte> bytes) noexcept;

/// What a register write touches.
enum class EnergyRole : std::uint8_t {
    none,          ///< a register of the family that moves neither clock nor rate
    hash_clock,    ///< judge by `clock_of_write`
    divider,       ///< other PLLs, dividers, clock order: only `is_known_write`
    baud,          ///< judge by `is_known_write`
    core_mailbox,  ///< judge by `is_known_write`; reading a core register is harmless
    unknown,       ///< not a register of the family, or one whose writes have no known effect: refuse
};
[[nodiscard]] EnergyRole energy_role(const ChipModel& chip, Register reg) noexcept;

/// The hash clock after this write to the register with role `hash_clock`. Errors as `unpack`.
[[nodiscard]] Expected<Megahertz, PllError> clock_of_write(const ChipModel& chip, std::uint32_t word) noexcept;

/// True if the family's own plans write this, or it is known from the field, or it sets a rate that hosts can follow
/// (115200 and faster). Core mailbox: also every read.
[[nodiscard]] bool is_known_write(const ChipModel& chip, Register reg, std::uint32_t value) noexcept;

}  // namespace adit::driver::bm13xx
