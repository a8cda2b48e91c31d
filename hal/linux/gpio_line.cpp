// See gpio_line.hpp. Structures of linux/gpio.h, version 2.
#include "hal/linux/gpio_line.hpp"

#include <linux/gpio.h>

#include <cerrno>
#include <string_view>

namespace adit::hal {
namespace {

/// The only line of each request: its bit in masks and values.
constexpr std::uint64_t first_line = 1;
constexpr std::string_view consumer = "adit";

std::uint64_t bits_of(Level level) noexcept { return level == Level::high ? first_line : 0; }

PinError pin_error(int error_number) noexcept {
    switch (error_number) {
        case ENODEV:
        case EBADF:
            return PinError::disconnected;
        case EINVAL:
        case EPERM:
            return PinError::refused;
        case ETIMEDOUT:
            return PinError::timeout;
        default:
            return PinError::io;
    }
}

gpio_v2_line_request output_request(std::uint32_t line, Level level) noexcept {
    gpio_v2_line_request request{};
    request.offsets[0] = line;
    request.num_lines = 1;
    consumer.copy(request.consumer, sizeof request.consumer - 1);
    request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT;
    request.config.num_attrs = 1;
    request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
    request.config.attrs[0].attr.values = bits_of(level);
    request.config.attrs[0].mask = first_line;
    return request;
}

}  // namespace

Expected<std::unique_ptr<GpioLine>, NodeError> GpioLine::open(const std::string& chip, std::uint32_t line, Level level,
                                                              KernelCalls& kernel) {
    // The kernel itself keeps a line for one user; the chip is everybody's.
    const auto node = kernel.open(chip.c_str(), NodeUse::shared);
    if (!node) return failure(node_error(node.error()));
    gpio_v2_line_request request = output_request(line, level);
    if (const int taken = kernel.control(node->get(), GPIO_V2_GET_LINE_IOCTL, &request); taken < 0)
        return failure(node_error(-taken));
    return std::make_unique<GpioLine>(FileDescriptor{request.fd}, kernel);
}

GpioLine::GpioLine(FileDescriptor line, KernelCalls& kernel) noexcept : line_{std::move(line)}, kernel_{kernel} {}

Expected<void, PinError> GpioLine::do_set(Level level) {
    gpio_v2_line_values values{.bits = bits_of(level), .mask = first_line};
    const int done = kernel_.control(line_.get(), GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
    if (done < 0) return failure(pin_error(-done));
    return {};
}

Expected<Level, PinError> GpioLine::do_get() {
    gpio_v2_line_values values{.bits = 0, .mask = first_line};
    const int done = kernel_.control(line_.get(), GPIO_V2_LINE_GET_VALUES_IOCTL, &values);
    if (done < 0) return failure(pin_error(-done));
    return (values.bits & first_line) != 0 ? Level::high : Level::low;
}

}  // namespace adit::hal
