// Host-to-chip bytes read back into commands, strictly. The energy gate looks at every byte that is about to reach a
// chain through this: what it cannot decode, or what no encoder of ours would write, is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "driver/bm13xx/frames.hpp"
#include "hal/expected.hpp"

namespace adit::driver::bm13xx {

/// A header job; `payload` (82 bytes) points into the decoded bytes.
struct SubmitJob {
    std::uint8_t job_header{};  ///< job id << 3, payload byte 0
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
    unknown_command,  ///< FLAGS that no BM136x/137x command has
    bad_length,       ///< LEN does not fit FLAGS (jobs: only 0x56)
    bad_crc,          ///< CRC-5 or CRC-16 wrong
    not_canonical,    ///< intact, but with a field set that must be 0
};

/// Decodes the frame at the front of `bytes`. A frame is accepted only if encoding its meaning gives the same bytes.
/// Several frames in one buffer: call again with the rest, `bytes.subspan(frame.size)`.
[[nodiscard]] Expected<HostFrame, HostFrameError> decode_host_frame(std::span<const std::byte> bytes) noexcept;

}  // namespace adit::driver::bm13xx
