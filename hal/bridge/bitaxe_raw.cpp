// See bitaxe_raw.hpp.
#include "hal/bridge/bitaxe_raw.hpp"

#include <algorithm>

namespace adit::hal::bridge {
namespace {

constexpr std::uint8_t page_i2c = 0x05;
constexpr std::uint8_t page_gpio = 0x06;
constexpr std::uint8_t page_adc = 0x07;

constexpr std::uint8_t i2c_frequency = 0x10;
constexpr std::uint8_t i2c_write = 0x20;
constexpr std::uint8_t i2c_read = 0x30;
constexpr std::uint8_t i2c_write_read = 0x40;

constexpr std::uint8_t error_timeout = 0x10;
constexpr std::uint8_t error_invalid = 0x11;
constexpr std::uint8_t error_overflow = 0x12;
constexpr std::uint8_t error_message = 0xFF;
/// LEN(2) ID CODE: an error without text; with text its LEN is this much more than the text.
constexpr std::size_t error_size = 4;

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t index) noexcept {
    return std::to_integer<std::uint8_t>(bytes[index]);
}

bool is_text(std::span<const std::byte> bytes) noexcept {
    return std::ranges::all_of(bytes, [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7F}; });
}

ReplyKind kind_of(std::uint8_t code) noexcept {
    switch (code) {
        case error_timeout:
            return ReplyKind::timeout;
        case error_invalid:
            return ReplyKind::invalid;
        case error_overflow:
            return ReplyKind::overflow;
        case error_message:
            return ReplyKind::message;
        default:
            return ReplyKind::foreign;
    }
}

/// Reads the bytes as an error frame: LEN counts the whole frame. Needs a matching id and at least 3 bytes.
Reply decode_error(std::span<const std::byte> received, std::size_t length) noexcept {
    if (length < error_size || length > max_frame_size || received.size() > length) return {ReplyKind::foreign, {}};
    if (received.size() < error_size) return {ReplyKind::incomplete, {}};
    const ReplyKind kind = kind_of(byte_at(received, 3));
    const auto text = received.subspan(error_size);
    const bool may_have_text = kind == ReplyKind::message;
    if ((!may_have_text && length != error_size) || !is_text(text)) return {ReplyKind::foreign, {}};
    if (received.size() < length) return {ReplyKind::incomplete, {}};
    return {kind, text};
}

}  // namespace

Request::Request(std::uint8_t id, std::uint8_t page, std::uint8_t command, std::size_t reply_size) noexcept
    : reply_size_{reply_size} {
    bytes_[0] = std::byte{request_header_size};
    bytes_[2] = std::byte{id};  // [3] is the bus number, always 0
    bytes_[4] = std::byte{page};
    bytes_[5] = std::byte{command};
}

void Request::append(std::span<const std::byte> data) noexcept {
    const auto taken = data.first(std::min(data.size(), bytes_.size() - size_));
    std::ranges::copy(taken, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += taken.size();
    bytes_[0] = static_cast<std::byte>(size_);  // at most 64: the high byte of LEN stays 0
}

void Request::append(std::uint8_t value) noexcept {
    const std::byte byte{value};
    append(std::span{&byte, 1});
}

Request encode_i2c_frequency(std::uint8_t id, std::uint32_t hertz) noexcept {
    Request request{id, page_i2c, i2c_frequency, 4};
    for (unsigned shift = 0; shift < 32; shift += 8) request.append(static_cast<std::uint8_t>(hertz >> shift));
    return request;
}

Expected<Request, RequestError> encode_i2c_write(std::uint8_t id, std::uint8_t address,
                                                 std::span<const std::byte> data) noexcept {
    if (data.size() > max_i2c_write) return failure(RequestError::too_long);
    Request request{id, page_i2c, i2c_write, 1};
    request.append(address);
    request.append(data);
    return request;
}

Expected<Request, RequestError> encode_i2c_read(std::uint8_t id, std::uint8_t address, std::size_t count) noexcept {
    if (count > max_i2c_read) return failure(RequestError::too_long);
    Request request{id, page_i2c, i2c_read, count};
    request.append(address);
    request.append(static_cast<std::uint8_t>(count));
    return request;
}

Expected<Request, RequestError> encode_i2c_write_read(std::uint8_t id, std::uint8_t address,
                                                      std::span<const std::byte> data, std::size_t count) noexcept {
    if (data.size() > max_i2c_write || count > max_i2c_read) return failure(RequestError::too_long);
    Request request{id, page_i2c, i2c_write_read, count};
    request.append(address);
    request.append(data);
    request.append(static_cast<std::uint8_t>(count));
    return request;
}

Request encode_gpio_write(std::uint8_t id, std::uint8_t line, Level level) noexcept {
    Request request = encode_gpio_read(id, line);
    request.append(level == Level::high ? std::uint8_t{1} : std::uint8_t{0});
    return request;
}

Request encode_gpio_read(std::uint8_t id, std::uint8_t line) noexcept { return {id, page_gpio, line, 1}; }

Request encode_adc_read(std::uint8_t id, std::uint8_t channel) noexcept { return {id, page_adc, channel, 2}; }

Reply decode_reply(std::span<const std::byte> received, std::uint8_t id, std::size_t reply_size, Line line) noexcept {
    if (received.size() < reply_header_size) return {ReplyKind::incomplete, {}};
    const std::size_t length = byte_at(received, 0) + std::size_t{256} * byte_at(received, 1);
    if (byte_at(received, 2) != id) return {ReplyKind::foreign, {}};
    if (length != reply_size) return decode_error(received, length);

    // LEN fits a success. It may still be an error of that total length: then nothing follows.
    const std::size_t frame_size = reply_header_size + reply_size;
    if (received.size() == frame_size) return {ReplyKind::data, received.subspan(reply_header_size)};
    if (received.size() > frame_size) return {ReplyKind::foreign, {}};
    const Reply error = decode_error(received, length);
    if (received.size() != length || error.kind == ReplyKind::foreign) return {ReplyKind::incomplete, {}};
    return line == Line::silent ? error : Reply{ReplyKind::ambiguous, {}};
}

}  // namespace adit::hal::bridge
