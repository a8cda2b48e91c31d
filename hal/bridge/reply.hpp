// Replies of the bitaxe-raw control protocol in its three dialects: pure judgement of what was received so far.
// Neighbours: request.hpp, dialect.hpp, control_port.hpp (who waits).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/bridge/dialect.hpp"
#include "hal/bridge/request.hpp"

namespace adit::hal::bridge {

/// The longest reply any firmware sends: the Bonanza's description of itself, 3 + 67 bytes.
inline constexpr std::size_t max_reply_size = 70;

enum class ReplyKind : std::uint8_t {
    incomplete,  ///< wait for more
    ambiguous,   ///< an error if the line now stays silent (ask again with `Line::silent`), else wait for more
    data,        ///< success: `payload` is of the expected size
    doubtful,    ///< bonanza: a value or an error code, the bytes do not tell; `payload` has them
    timeout,     ///< firmware error 10
    invalid,     ///< firmware error 11: no such command or line
    overflow,    ///< firmware error 12 (v0, v1) or the message "Buf" (bonanza)
    denied,      ///< bonanza error 12: against the order of its power sequence
    fault,       ///< bonanza error 13: its safety latch has tripped
    message,     ///< firmware error FF with text in `payload`, e.g. an I2C address that did not answer
    foreign,     ///< not an answer to this request: a stale reply, or out of step
};

struct Reply {
    ReplyKind kind{};
    std::span<const std::byte> payload;  ///< points into the bytes given
};

enum class Line : std::uint8_t {
    busy,   ///< more bytes may be on their way
    silent  ///< nothing has come for a while: what is there is all there is
};

/// Judges everything received since the request was sent. Never reads past `received`, accepts nothing that does not
/// carry the request's id. Pure.
[[nodiscard]] Reply decode_reply(Dialect dialect, const Request& request, std::span<const std::byte> received,
                                 Line line) noexcept;

}  // namespace adit::hal::bridge
