// Requests of the bitaxe-raw control protocol, the same in every dialect. A value; no I/O.
// LEN(2, little-endian, whole frame) ID BUS PAGE CMD data.
// Neighbours: reply.hpp (what comes back), pages.hpp (fan, LED and system pages), control_port.hpp (who sends).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/expected.hpp"
#include "hal/gpio.hpp"

namespace adit::hal::bridge {

/// A request stays within one 64-byte USB packet.
inline constexpr std::size_t max_frame_size = 64;
inline constexpr std::size_t request_header_size = 6;
/// LEN(2) ID STATUS: the longest reply header, dialect v1.
inline constexpr std::size_t longest_reply_header = 4;
/// Most bytes one I2C write-read may send (address and count take two) and one read may fetch; one byte short of a
/// full packet, which would need a zero-length packet to end it.
inline constexpr std::size_t max_i2c_write = max_frame_size - 1 - request_header_size - 2;
inline constexpr std::size_t max_i2c_read = max_frame_size - 1 - longest_reply_header;

/// Answers an unparseable request; never used for a request.
inline constexpr std::uint8_t unparseable_id = 0xFF;
/// ADC channel every bitaxe-raw firmware has (VDD): harmless, so it probes the link.
inline constexpr std::uint8_t adc_vdd = 0x50;
/// GPIO command every bitaxe-raw firmware has: reset of the chain (low = asserted). All others differ by product, and
/// may switch power.
inline constexpr std::uint8_t line_reset = 0x00;

enum class RequestError : std::uint8_t { too_long };

/// What a request says about a success, for the dialect in which an error looks like one.
enum class Answer : std::uint8_t {
    bytes,   ///< any bytes
    level,   ///< one byte, 00 or 01
    zero,    ///< one byte, 00
    count,   ///< one byte, the number of bytes written
    nothing  ///< no reply at all
};

/// A request by value, and how many data bytes a successful reply has.
class Request {
public:
    Request(std::uint8_t id, std::uint8_t page, std::uint8_t command, std::size_t reply_size) noexcept;

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] std::span<const std::byte> data() const noexcept { return bytes().subspan(request_header_size); }
    [[nodiscard]] std::uint8_t id() const noexcept { return static_cast<std::uint8_t>(bytes_[2]); }
    [[nodiscard]] std::uint8_t page() const noexcept { return static_cast<std::uint8_t>(bytes_[4]); }
    [[nodiscard]] std::uint8_t command() const noexcept { return static_cast<std::uint8_t>(bytes_[5]); }
    void set_id(std::uint8_t id) noexcept { bytes_[2] = std::byte{id}; }

    /// Most and fewest data bytes of a success; equal for all but the texts of the system page.
    [[nodiscard]] std::size_t reply_size() const noexcept { return reply_size_; }
    [[nodiscard]] std::size_t least_reply_size() const noexcept { return least_reply_size_; }
    void set_least_reply_size(std::size_t size) noexcept { least_reply_size_ = size; }
    /// Judged by page and command.
    [[nodiscard]] Answer answer() const noexcept;
    /// Drives a GPIO line other than the chain's reset: something that may switch power.
    [[nodiscard]] bool drives_other_line() const noexcept;

    /// Adds data, keeping LEN right. What does not fit is cut off: the encoders check first.
    void append(std::span<const std::byte> data) noexcept {
        for (const std::byte byte : data) put(byte);
        write_length();
    }
    void append(std::uint8_t value) noexcept {
        put(std::byte{value});
        write_length();
    }

private:
    void put(std::byte byte) noexcept {
        if (size_ < bytes_.size()) bytes_[size_++] = byte;
    }
    void write_length() noexcept { bytes_[0] = static_cast<std::byte>(size_); }  // at most 64: the high byte stays 0

    std::array<std::byte, max_frame_size> bytes_{};
    std::size_t size_ = request_header_size;
    std::size_t reply_size_, least_reply_size_;
};

[[nodiscard]] Request encode_i2c_frequency(std::uint8_t id, std::uint32_t hertz) noexcept;
/// Errors of the I2C transfers: `too_long` (more than `max_i2c_write` or `max_i2c_read` bytes).
[[nodiscard]] Expected<Request, RequestError> encode_i2c_write(std::uint8_t id, std::uint8_t address,
                                                               std::span<const std::byte> data) noexcept;
[[nodiscard]] Expected<Request, RequestError> encode_i2c_read(std::uint8_t id, std::uint8_t address,
                                                              std::size_t count) noexcept;
[[nodiscard]] Expected<Request, RequestError> encode_i2c_write_read(std::uint8_t id, std::uint8_t address,
                                                                    std::span<const std::byte> data,
                                                                    std::size_t count) noexcept;
/// True where `encode_i2c_transfer` can make one request of it: write `out` bytes, then read `count`.
[[nodiscard]] constexpr bool is_i2c_transfer(std::size_t out, std::size_t count) noexcept {
    return out <= max_i2c_write && count <= max_i2c_read;
}
/// Whichever of the three the sizes ask for; they must fit. The id is the port's to set.
[[nodiscard]] Request encode_i2c_transfer(std::uint8_t address, std::span<const std::byte> out,
                                          std::size_t count) noexcept;
/// `line` is the bridge's logical number, not a pin of its processor; see product.hpp.
[[nodiscard]] Request encode_gpio_write(std::uint8_t id, std::uint8_t line, Level level) noexcept;
[[nodiscard]] Request encode_gpio_read(std::uint8_t id, std::uint8_t line) noexcept;
/// Replies with the raw converter count, u16 little-endian.
[[nodiscard]] Request encode_adc_read(std::uint8_t id, std::uint8_t channel = adc_vdd) noexcept;

}  // namespace adit::hal::bridge
