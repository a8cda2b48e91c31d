// The chip's ear: finds intact host frames (55 AA, flags, length, payload, checksum) in a stream of bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

/// A frame whose checksum was right.
struct HostFrame {
    std::uint8_t flags = 0;
    std::array<std::byte, driver::bm13xx::frame_size::job_payload> payload{};  ///< commands use the first 2 or 6 bytes

    [[nodiscard]] std::uint8_t address() const noexcept { return std::to_integer<std::uint8_t>(payload[0]); }
    [[nodiscard]] std::uint8_t reg() const noexcept { return std::to_integer<std::uint8_t>(payload[1]); }
    [[nodiscard]] std::uint32_t value() const noexcept;  ///< of a register write, most significant byte first
};

/// Resynchronises by dropping single bytes. How long a frame is follows from its flags; commands with another LEN
/// are refused, a job's LEN is accepted as 0x56, 0x36 or 0xff, which are all in use for the same 82 bytes.
class HostFrameParser {
public:
    HostFrameParser();
    void push(std::byte byte) { buffer_.push_back(byte); }
    /// The next intact frame; call until there is none, after every byte.
    [[nodiscard]] std::optional<HostFrame> next();
    /// Forgets a half frame (reset).
    void clear() noexcept { buffer_.clear(); }
    [[nodiscard]] std::uint32_t refused() const noexcept { return refused_; }

private:
    enum class Look : std::uint8_t { incomplete, refused, intact };
    [[nodiscard]] Look look() const noexcept;
    [[nodiscard]] HostFrame take();
    void drop_one() { buffer_.erase(buffer_.begin()); }

    std::vector<std::byte> buffer_;
    std::uint32_t refused_ = 0;
};

}  // namespace adit::boards::virtual_device
