// Serial traffic, kept in memory within bounds, and its text form: one line per transfer,
// `nanoseconds > hex` (to the device), `nanoseconds < hex` (from it), `nanoseconds = baud`; `#` starts a comment.
// Host only. See tap.hpp and replay.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/expected.hpp"
#include "hal/tap/tap.hpp"

namespace adit::hal {

/// `Traffic` that owns its bytes.
struct Transfer {
    Instant at;
    TrafficKind kind{};
    std::vector<std::byte> bytes;
    Baud baud{};

    friend bool operator==(const Transfer&, const Transfer&) = default;
};

inline constexpr std::size_t max_transfer_size = 4096;
inline constexpr std::size_t max_transfers = 1'000'000;

/// A sink that stops recording when full and counts what it lost.
class Recording final : public TrafficSink {
public:
    /// Keeps at most `capacity` payload bytes.
    explicit Recording(std::size_t capacity = 16 * 1024 * 1024) noexcept : capacity_{capacity} {}

    [[nodiscard]] const std::vector<Transfer>& transfers() const noexcept { return transfers_; }
    /// Events that did not fit. A recording that lost anything cannot be replayed faithfully.
    [[nodiscard]] std::size_t lost() const noexcept { return lost_; }

private:
    void do_record(const Traffic& traffic) override;

    std::vector<Transfer> transfers_;
    std::size_t capacity_;
    std::size_t used_ = 0;
    std::size_t lost_ = 0;
};

enum class RecordingFault : std::uint8_t {
    bad_time,        ///< not a whole number of nanoseconds in 0..2^62, or earlier than the line before
    bad_kind,        ///< not one of > < =
    bad_hex,         ///< not pairs of hex digits, or none
    bad_baud,        ///< not a whole number above 0
    transfer_large,  ///< more than `max_transfer_size` bytes in one line
    recording_large  ///< more than `max_transfers` lines
};

struct RecordingError {
    RecordingFault fault{};
    std::size_t line{};  ///< from 1

    friend bool operator==(const RecordingError&, const RecordingError&) = default;
};

/// Longer transfers become several lines.
[[nodiscard]] std::string to_text(const std::vector<Transfer>& transfers);
[[nodiscard]] Expected<std::vector<Transfer>, RecordingError> parse_recording(std::string_view text);

}  // namespace adit::hal
