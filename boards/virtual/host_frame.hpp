// The chips' ear: finds intact host frames in a stream of bytes. Framed wires: 55 AA, flags, length, payload, checksum;
// the bare wire of the BM1387 has no preamble and other command bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "boards/virtual/chip_traits.hpp"

namespace adit::boards::virtual_device {

enum class Command : std::uint8_t { set_address, write_one, write_all, read_one, read_all, inactive, job };

/// A frame whose checksum was right.
struct HostFrame {
    static constexpr std::size_t longest_payload = 18 + 4 * 32;

    Command command{};
    std::array<std::byte, longest_payload> payload{};  ///< commands use the first 2 or 6 bytes
    std::size_t size = 0;                              ///< of the payload

    [[nodiscard]] std::uint8_t address() const noexcept { return std::to_integer<std::uint8_t>(payload[0]); }
    [[nodiscard]] std::uint8_t reg() const noexcept { return std::to_integer<std::uint8_t>(payload[1]); }
    [[nodiscard]] std::uint32_t value() const noexcept;  ///< of a register write, most significant byte first
    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return std::span{payload}.first(size); }
};

/// Resynchronises by dropping single bytes. How long a frame is follows from its flags, for midstate jobs from LEN
/// (one to four midstates). Commands with another LEN are refused; a header job's LEN is accepted as 0x56, 0x36 or
/// 0xff, which are all in use for the same 82 bytes.
class HostFrameParser {
public:
    explicit HostFrameParser(Wire wire = Wire::framed, JobForm jobs = JobForm::header);
    void push(std::byte byte) { buffer_.push_back(byte); }
    void push(std::span<const std::byte> bytes) { buffer_.insert(buffer_.end(), bytes.begin(), bytes.end()); }
    /// So many of the bytes that come may be pushed before `next` can find anything; 0: not known.
    [[nodiscard]] std::size_t idle_bytes(std::span<const std::byte> coming) const noexcept;
    /// The next intact frame; call until there is none, after every byte.
    [[nodiscard]] std::optional<HostFrame> next();
    /// Forgets a half frame (reset).
    void clear() noexcept {
        buffer_.clear();
        enough_ = 0;
    }
    [[nodiscard]] bool is_empty() const noexcept { return buffer_.empty(); }
    [[nodiscard]] std::uint32_t refused() const noexcept { return refused_; }

private:
    enum class Look : std::uint8_t { incomplete, refused, intact };
    struct Shape {
        Command command{};
        std::size_t size = 0;  ///< of the whole frame
    };
    [[nodiscard]] bool has_preamble(std::span<const std::byte> bytes) const noexcept;
    /// Of the frame that `bytes` begin with, preamble, flags and length at least.
    [[nodiscard]] std::optional<Shape> shape(std::span<const std::byte> bytes) const noexcept;
    [[nodiscard]] std::optional<std::size_t> job_payload(std::uint8_t length) const noexcept;
    [[nodiscard]] Look look() noexcept;
    [[nodiscard]] HostFrame take();
    void drop_one() {
        buffer_.erase(buffer_.begin());
        enough_ = 0;
    }

    Wire wire_;
    JobForm jobs_;
    std::size_t preamble_;
    std::vector<std::byte> buffer_;
    std::size_t enough_ = 0;  ///< with fewer bytes there is no use in another look
    std::uint32_t refused_ = 0;
};

}  // namespace adit::boards::virtual_device
