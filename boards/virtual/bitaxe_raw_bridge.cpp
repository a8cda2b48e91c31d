// Request: LEN(2) ID BUS PAGE CMD data, LEN = all bytes. Reply: LEN(2) ID data, LEN = data bytes only - except for
// errors, whose LEN counts the whole frame and whose marker (id FF) the firmware overwrites with the request's id.
#include "boards/virtual/bitaxe_raw_bridge.hpp"

#include <algorithm>
#include <array>

namespace adit::boards::virtual_device {

namespace {

constexpr std::size_t header_bytes = 6, panic_below = 5, largest_request = 1024, most_reply_bytes = 16384;
constexpr std::uint8_t page_i2c = 0x05, page_gpio = 0x06, page_adc = 0x07;
constexpr std::uint8_t i2c_frequency = 0x10, i2c_write_command = 0x20, i2c_read_command = 0x30, i2c_both = 0x40;
constexpr std::uint8_t adc_vdd = 0x50;
constexpr std::uint8_t error_invalid = 0x11, error_overflow = 0x12, error_marker = 0xff;

constexpr std::uint8_t number(std::byte byte) noexcept { return std::to_integer<std::uint8_t>(byte); }

}  // namespace

void BitaxeRawBridge::receive(std::span<const std::byte> packet, Instant now) {
    if (now < boots_until_ || packet.empty()) return;
    if (now - last_byte_ > partial_timeout) partial_.clear();
    last_byte_ = now;
    partial_.insert(partial_.end(), packet.begin(), packet.end());
    if (partial_.size() < 2) return;
    const auto length = static_cast<std::size_t>(number(partial_[0]) | (number(partial_[1]) << 8));
    if (length < panic_below) return panic(now);
    if (length > largest_request) {
        partial_.clear();
        id_ = error_marker;
        return reply_error(error_overflow);
    }
    if (partial_.size() < length) return;
    const std::vector<std::byte> request{partial_.begin(), partial_.begin() + static_cast<std::ptrdiff_t>(length)};
    partial_.clear();
    handle(request, now);
}

void BitaxeRawBridge::handle(Bytes request, Instant now) {
    if (request.size() < header_bytes) {
        id_ = error_marker;
        return reply_error(error_invalid);
    }
    id_ = number(request[2]);
    const std::uint8_t page = number(request[4]), command = number(request[5]);
    const Bytes data = request.subspan(header_bytes);
    if (page == page_i2c) return handle_i2c(command, data, now);
    if (page == page_gpio) return handle_gpio(command, data, now);
    if (page == page_adc) return handle_adc(command, now);
    reply_error(error_invalid);
}

void BitaxeRawBridge::handle_i2c(std::uint8_t command, Bytes data, Instant now) {
    if (i2c_hangs_) return;
    if (command == i2c_frequency) return data.size() == 4 ? reply(data) : reply_error(error_invalid);
    if (command == i2c_write_command) return i2c_write(data, now);
    if (command == i2c_read_command) return i2c_read(data, now);
    if (command == i2c_both) return i2c_write_read(data, now);
    reply_error(error_invalid);
}

void BitaxeRawBridge::i2c_write(Bytes data, Instant now) {
    if (data.empty()) return reply_error(error_invalid);
    I2cPart* const part = pins_.part_at(number(data[0]));
    const Bytes bytes = data.subspan(1);
    if (part == nullptr || !part->write(bytes, now)) return reply_error_text("I2C Write Error");
    const std::array count{static_cast<std::byte>(bytes.size() & 0xff)};
    reply(count);
}

void BitaxeRawBridge::i2c_read(Bytes data, Instant now) {
    if (data.size() != 2) return reply_error(error_invalid);
    I2cPart* const part = pins_.part_at(number(data[0]));
    std::vector<std::byte> read(number(data[1]));
    if (part == nullptr || !part->read(read, now)) return reply_error_text("I2C Read Error");
    reply(read);
}

void BitaxeRawBridge::i2c_write_read(Bytes data, Instant now) {
    if (data.size() < 2) return reply_error(error_invalid);
    I2cPart* const part = pins_.part_at(number(data[0]));
    std::vector<std::byte> read(number(data.back()));
    const Bytes written = data.subspan(1, data.size() - 2);
    if (part == nullptr || !part->write(written, now) || !part->read(read, now))
        return reply_error_text("I2C Write Read Error");
    reply(read);
}

void BitaxeRawBridge::handle_gpio(std::uint8_t command, Bytes data, Instant now) {
    if (!pins_.line(command) || data.size() > 1) return reply_error(error_invalid);
    if (!data.empty()) pins_.set_line(command, number(data[0]) > 0, now);
    const std::array level{static_cast<std::byte>(pins_.line(command).value_or(false) ? 1 : 0)};
    reply(level);
}

void BitaxeRawBridge::handle_adc(std::uint8_t command, Instant now) {
    if (command != adc_vdd) return reply_error(error_invalid);  // 51 too, whatever its manual says
    const std::uint16_t count = pins_.adc_count(now);
    const std::array data{static_cast<std::byte>(count & 0xff), static_cast<std::byte>(count >> 8)};
    reply(data);
}

void BitaxeRawBridge::panic(Instant now) {
    // The firmware indexes past the request and restarts: lines fall back, nothing is answered meanwhile.
    partial_.clear();
    replies_.clear();
    boots_until_ = now + reboot_time;
    pins_.release_lines(now);
}

void BitaxeRawBridge::reply(Bytes data) {
    if (replies_.size() > most_reply_bytes) return;  // the host does not read
    put(data.size());
    put(data.size() >> 8);
    put(id_);
    replies_.insert(replies_.end(), data.begin(), data.end());
}

void BitaxeRawBridge::reply_error(std::uint8_t code) {
    if (replies_.size() > most_reply_bytes) return;
    constexpr std::size_t whole_frame = 4;
    put(whole_frame);
    put(0);
    put(id_);
    put(code);
}

void BitaxeRawBridge::reply_error_text(std::string_view text) {
    if (replies_.size() > most_reply_bytes) return;
    constexpr std::size_t before_text = 4;
    put(before_text + text.size());
    put(0);
    put(id_);
    put(error_marker);
    for (const char letter : text) put(static_cast<unsigned char>(letter));
}

std::size_t BitaxeRawBridge::take(std::span<std::byte> into) {
    const std::size_t count = std::min(into.size(), replies_.size());
    std::copy_n(replies_.begin(), count, into.begin());
    replies_.erase(replies_.begin(), replies_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
}

}  // namespace adit::boards::virtual_device
