// See request.hpp.
#include "hal/bridge/request.hpp"

#include <cassert>

#include "hal/bridge/page_numbers.hpp"

namespace adit::hal::bridge {

Request::Request(std::uint8_t id, std::uint8_t page, std::uint8_t command, std::size_t reply_size) noexcept
    : reply_size_{reply_size}, least_reply_size_{reply_size} {
    bytes_[0] = std::byte{request_header_size};
    bytes_[2] = std::byte{id};  // [3] is the bus number, always 0
    bytes_[4] = std::byte{page};
    bytes_[5] = std::byte{command};
}

Answer Request::answer() const noexcept {
    if (reply_size_ == 0 && page() == page_ember_system) return Answer::nothing;
    if (page() == page_gpio) return Answer::level;
    if (page() == page_fan && command() == fan_set) return Answer::zero;
    if (page() == page_i2c && command() == i2c_write) return Answer::count;
    return Answer::bytes;
}

bool Request::drives_other_line() const noexcept {
    return page() == page_gpio && command() != line_reset && !data().empty();
}

Request encode_i2c_frequency(std::uint8_t id, std::uint32_t hertz) noexcept {
    Request request{id, page_i2c, i2c_frequency, 4};
    for (unsigned shift = 0; shift < 32; shift += 8) request.append(static_cast<std::uint8_t>(hertz >> shift));
    return request;
}

Request encode_i2c_transfer(std::uint8_t address, std::span<const std::byte> out, std::size_t count) noexcept {
    assert(is_i2c_transfer(out.size(), count));
    const std::uint8_t with_read = out.empty() ? i2c_read : i2c_write_read;
    Request request{0, page_i2c, count == 0 ? i2c_write : with_read, count == 0 ? std::size_t{1} : count};
    request.append(address);
    request.append(out);
    if (count > 0) request.append(static_cast<std::uint8_t>(count));
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

}  // namespace adit::hal::bridge
