// Bytes to lines, with the limits of IN-1. Lines that lie whole in what was received are not copied.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hal/clock.hpp"

namespace adit::miner::stratum {

/// IN-1, host builds.
inline constexpr std::size_t max_line_bytes = 256 * 1024;

class LineSplitter {
public:
    explicit LineSplitter(std::size_t max_line = max_line_bytes);

    /// Takes the next complete line off the front of `bytes`, without LF and CR. Nothing: all bytes are used up (and
    /// kept, if they begin a line) or the line is too long. The view is valid until the next call.
    [[nodiscard]] std::optional<std::string_view> next(std::span<const char>& bytes, Instant now);

    /// A line went over the limit; nothing more will come.
    [[nodiscard]] bool too_long() const noexcept { return too_long_; }

    /// When the first byte of the line now incomplete came.
    [[nodiscard]] std::optional<Instant> incomplete_since() const noexcept { return since_; }

private:
    [[nodiscard]] bool keep(std::string_view piece);

    std::size_t max_line_;
    std::string partial_;
    std::optional<Instant> since_;
    bool handed_out_ = false;  // partial_ is the line returned last
    bool too_long_ = false;
};

}  // namespace adit::miner::stratum
