// Taking requests apart: LEN(2) ID BUS PAGE CMD data, LEN = all bytes, and what each page does. Answers are framed in
// bridge_answers.cpp, the pages only some products have are in bridge_pages.cpp.
#include "boards/virtual/bitaxe_raw_bridge.hpp"

#include <algorithm>

#include "boards/virtual/bridge_codes.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr std::size_t header_bytes = 6, panic_below = 5;
constexpr std::uint8_t unparseable_id = 0xff;
constexpr std::uint8_t i2c_frequency = 0x10, i2c_write_command = 0x20, i2c_read_command = 0x30, i2c_both = 0x40;
constexpr std::uint8_t adc_first = 0x50;
constexpr std::uint64_t random_stream = 0x62726964;

}  // namespace

BitaxeRawBridge::BitaxeRawBridge(BridgePins& pins, const BridgeFirmware& firmware, std::uint64_t seed) noexcept
    : pins_{pins},
      firmware_{firmware},
      reply_header_{firmware.dialect == BridgeDialect::v1 ? status_header : plain_header},
      interlock_{pins, firmware},
      random_{seed, random_stream} {}

void BitaxeRawBridge::receive(Bytes packet, Instant now) {
    advance(now);
    if (now < boots_until_ || packet.empty()) return;
    if (is_one_request(packet)) {
        last_byte_ = now;
        return handle(packet, now);
    }
    keep(packet, now);
    while (handle_first(now)) continue;
}

/// The usual packet: nothing is left of those before, and nothing is missing or follows.
bool BitaxeRawBridge::is_one_request(Bytes packet) const noexcept {
    return partial_size_ == 0 && packet.size() >= header_bytes && packet.size() <= largest_request &&
           static_cast<std::size_t>(number(packet[0]) | number(packet[1]) << 8) == packet.size();
}

void BitaxeRawBridge::keep(Bytes packet, Instant now) {
    if (!firmware_.is_patient && now - last_byte_ > partial_timeout) partial_size_ = 0;
    last_byte_ = now;
    const std::size_t some = std::min(packet.size(), partial_.size() - partial_size_);
    std::copy_n(packet.begin(), some, partial_.begin() + static_cast<std::ptrdiff_t>(partial_size_));
    partial_size_ += some;
}

/// Handles the first request of what has come. True if another one may be there.
bool BitaxeRawBridge::handle_first(Instant now) {
    if (partial_size_ < 2) return false;
    const auto length = static_cast<std::size_t>(number(partial_[0]) | (number(partial_[1]) << 8));
    if (firmware_.panics && length < panic_below) {  // indexes past the request
        restart(now);
        return false;
    }
    const bool is_too_short = !firmware_.panics && length < header_bytes;
    if (is_too_short || length > largest_request) {
        partial_size_ = 0;
        id_ = unparseable_id;
        reply_error(is_too_short ? error_invalid : error_overflow, now);
        return false;
    }
    if (partial_size_ < length) return false;
    handle(Bytes{partial_}.first(length), now);
    drop(firmware_.is_patient ? length : partial_size_);
    return partial_size_ > 0;
}

void BitaxeRawBridge::drop(std::size_t count) noexcept {
    const std::size_t kept = partial_size_ - std::min(count, partial_size_);
    std::copy_n(partial_.begin() + static_cast<std::ptrdiff_t>(partial_size_ - kept), kept, partial_.begin());
    partial_size_ = kept;
}

void BitaxeRawBridge::handle(Bytes request, Instant now) {
    work_time_ = {};
    id_ = request.size() < header_bytes ? unparseable_id : number(request[2]);
    if (request.size() < header_bytes) return reply_invalid(now);
    handle_page(number(request[4]), number(request[5]), request.subspan(header_bytes), now);
}

void BitaxeRawBridge::handle_page(std::uint8_t page, std::uint8_t command, Bytes data, Instant now) {
    constexpr std::uint8_t system = 0x00, i2c = 0x05, gpio = 0x06, adc = 0x07, led = 0x08, fan = 0x09;
    if (page == i2c) return handle_i2c(command, data, now);
    if (page == gpio && firmware_.has_fan_and_system) return handle_interlocked_gpio(command, data, now);
    if (page == gpio) return handle_gpio(command, data, now);
    if (page == adc) return handle_adc(command, now);
    if (page == led && firmware_.has_led) return handle_led(command, data, now);
    if (page == fan && firmware_.has_fan_and_system) return handle_fan(command, data, now);
    if (page == fan && firmware_.has_restart) return handle_restart(command, data, now);
    if (page == system && firmware_.has_fan_and_system) return handle_system(command, data, now);
    reply_invalid(now);
}

void BitaxeRawBridge::handle_i2c(std::uint8_t command, Bytes data, Instant now) {
    if (faults_.i2c_hangs) return;
    if (command == i2c_frequency) return data.size() == 4 ? reply(data, now) : reply_invalid(now);
    const bool is_transfer = command == i2c_write_command || command == i2c_read_command || command == i2c_both;
    if (!is_transfer || data.empty()) return reply_invalid(now);
    work_time_ = faults_.i2c_stretch;
    if (faults_.i2c_stuck) {
        work_time_ = i2c_timeout;
        return reply_error(error_timeout, now);
    }
    if (command == i2c_write_command) return i2c_write(data, now);
    return command == i2c_read_command ? i2c_read(data, now) : i2c_write_read(data, now);
}

I2cPart* BitaxeRawBridge::answering_part(std::byte address) {
    const std::uint8_t at = number(address);
    const bool is_deaf = at < faults_.no_ack.size() && random_.happens(static_cast<double>(faults_.no_ack[at]));
    return is_deaf ? nullptr : pins_.part_at(at);
}

void BitaxeRawBridge::i2c_write(Bytes data, Instant now) {
    I2cPart* const part = answering_part(data[0]);
    const Bytes bytes = data.subspan(1);
    if (part == nullptr || !part->write(bytes, now)) return reply_error(error_text, now, "I2C Write Error");
    const std::array count{static_cast<std::byte>(bytes.size() & 0xff)};
    reply(count, now);
}

void BitaxeRawBridge::i2c_read(Bytes data, Instant now) {
    if (data.size() != 2) return reply_invalid(now);
    I2cPart* const part = answering_part(data[0]);
    const auto read = reply_data(number(data[1]));
    if (part == nullptr || !part->read(read, now)) return reply_error(error_text, now, "I2C Read Error");
    reply_with(read.size(), now);
}

void BitaxeRawBridge::i2c_write_read(Bytes data, Instant now) {
    if (data.size() < 2) return reply_invalid(now);
    I2cPart* const part = answering_part(data[0]);
    const auto read = reply_data(number(data.back()));
    const Bytes written = data.subspan(1, data.size() - 2);
    if (part == nullptr || !part->write(written, now) || !part->read(read, now))
        return reply_error(error_text, now, "I2C Write Read Error");
    reply_with(read.size(), now);
}

void BitaxeRawBridge::handle_gpio(std::uint8_t command, Bytes data, Instant now) {
    if (!pins_.line(command) || data.size() > 1) return reply_invalid(now);
    if (!data.empty()) pins_.set_line(command, number(data[0]) > 0, now);
    reply_level(pins_.line(command).value_or(false), now);
}

void BitaxeRawBridge::handle_adc(std::uint8_t command, Instant now) {
    // The plain firmware refuses 51, whatever its manual says.
    const unsigned channel = static_cast<unsigned>(command) - adc_first;
    if (command < adc_first || channel >= firmware_.adc_channels) return reply_invalid(now);
    reply_word(channel == 0 ? pins_.adc_count(now) : pins_.adc_count_of(static_cast<std::uint8_t>(channel), now), now);
}

void BitaxeRawBridge::close(Instant now) {
    partial_size_ = 0;
    replies_.clear();
    if (firmware_.is_safe_when_closed) interlock_.reset(now);
}

void BitaxeRawBridge::restart(Instant now) {
    partial_size_ = 0;
    replies_.clear();
    boots_until_ = now + reboot_time;
    if (firmware_.is_safe_when_closed) interlock_.reset(now);
    pins_.release_lines(now);
}

void BitaxeRawBridge::set_faults(const BridgeFaults& faults, Instant now) {
    advance(now);
    faults_ = faults;
}

}  // namespace adit::boards::virtual_device
