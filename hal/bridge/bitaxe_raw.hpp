// The bitaxe-raw control protocol, dialect v0, as a pure codec: requests to bytes, bytes to replies. No I/O.
// Request: LEN(2, little-endian, whole frame) ID BUS PAGE CMD data. Reply: LEN(2, data bytes only) ID data.
// An error reply breaks that rule: its LEN counts the whole frame (observed in the firmware's own encoder).
// Neighbours: control_port.hpp (who sends and waits), bridge_i2c.hpp, bridge_pin.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hal/expected.hpp"
#include "hal/gpio.hpp"

namespace adit::hal::bridge {

/// Requests and replies stay within one 64-byte USB packet: the firmware sends a reply as one packet, or not at all.
inline constexpr std::size_t max_frame_size = 64;
inline constexpr std::size_t request_header_size = 6;
inline constexpr std::size_t reply_header_size = 3;
/// Most bytes one I2C write-read may send (address and count take two) and one read may fetch; one byte short of a
/// full packet, which would need a zero-length packet to end it.
inline constexpr std::size_t max_i2c_write = max_frame_size - 1 - request_header_size - 2;
inline constexpr std::size_t max_i2c_read = max_frame_size - 1 - reply_header_size;

/// Answers an unparseable request; never used for a request.
inline constexpr std::uint8_t unparseable_id = 0xFF;
/// ADC channel every bitaxe-raw firmware has (VDD): harmless, so it probes the link.
inline constexpr std::uint8_t adc_vdd = 0x50;

enum class RequestError : std::uint8_t { too_long };

/// A request by value, and how many data bytes a successful reply has.
class Request {
public:
    Request(std::uint8_t id, std::uint8_t page, std::uint8_t command, std::size_t reply_size) noexcept;

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] std::uint8_t id() const noexcept { return static_cast<std::uint8_t>(bytes_[2]); }
    [[nodiscard]] std::size_t reply_size() const noexcept { return reply_size_; }
    void set_id(std::uint8_t id) noexcept { bytes_[2] = std::byte{id}; }

    /// Adds data, keeping LEN right. What does not fit is cut off: the encoders below check first.
    void append(std::span<const std::byte> data) noexcept;
    void append(std::uint8_t value) noexcept;

private:
    std::array<std::byte, max_frame_size> bytes_{};
    std::size_t size_ = request_header_size;
    std::size_t reply_size_;
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
/// `line` is the bridge's logical number (0 = chain reset: low = asserted), not a pin of its processor.
[[nodiscard]] Request encode_gpio_write(std::uint8_t id, std::uint8_t line, Level level) noexcept;
[[nodiscard]] Request encode_gpio_read(std::uint8_t id, std::uint8_t line) noexcept;
/// Replies with the raw converter count, u16 little-endian.
[[nodiscard]] Request encode_adc_read(std::uint8_t id, std::uint8_t channel = adc_vdd) noexcept;

enum class ReplyKind : std::uint8_t {
    incomplete,  ///< wait for more
    ambiguous,   ///< an error if the line now stays silent (ask again with `Line::silent`), else wait for more
    data,        ///< success: `payload` has exactly the expected size
    timeout,     ///< firmware error 10
    invalid,     ///< firmware error 11: no such command or line
    overflow,    ///< firmware error 12
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
/// carry `id`. Pure.
[[nodiscard]] Reply decode_reply(std::span<const std::byte> received, std::uint8_t id, std::size_t reply_size,
                                 Line line) noexcept;

}  // namespace adit::hal::bridge
