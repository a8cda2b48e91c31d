// A kernel without hardware: one I2C adapter with a register part on it, one GPIO chip with eight lines, and errors on
// demand.
#pragma once

#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <string>
#include <vector>

#include "hal/linux/kernel_calls.hpp"
#include "tests/unit/hal/bytes.hpp"

namespace adit::test {

class FakeKernel final : public hal::KernelCalls {
public:
    static constexpr std::uint16_t part_address = 0x24, driver_address = 0x50;

    int open_error = 0;
    std::map<unsigned long, int> errors;  ///< by request: its errno
    unsigned long functions = I2C_FUNC_I2C;
    unsigned long timeout_10ms = 0, retries = 99;
    std::array<std::byte, 256> cells{};
    std::vector<std::pair<int, Bytes>> messages;  ///< I2C messages: flags, bytes written
    std::array<int, 8> levels{};                  ///< of the lines; every change is also in `edges`
    std::vector<int> edges;
    std::string consumer;
    std::vector<hal::NodeUse> opened;
    int moves_less = 0;  ///< so many messages fewer are said to have been moved

    Expected<hal::FileDescriptor, int> open(const char*, hal::NodeUse use) override {
        opened.push_back(use);
        if (open_error != 0) return failure(int{open_error});
        return null_device();
    }

    int control(int, unsigned long request, void* argument) override {
        if (const auto found = errors.find(request); found != errors.end()) return -found->second;
        switch (request) {
            case I2C_FUNCS:
                *static_cast<unsigned long*>(argument) = functions;
                return 0;
            case I2C_TIMEOUT:
                timeout_10ms = reinterpret_cast<std::uintptr_t>(argument);
                return 0;
            case I2C_RETRIES:
                retries = reinterpret_cast<std::uintptr_t>(argument);
                return 0;
            case I2C_SLAVE:
                return reinterpret_cast<std::uintptr_t>(argument) == driver_address ? -EBUSY : 0;
            case I2C_RDWR:
                return transfer(*static_cast<i2c_rdwr_ioctl_data*>(argument));
            case GPIO_V2_GET_LINE_IOCTL:
                return take_line(*static_cast<gpio_v2_line_request*>(argument));
            case GPIO_V2_LINE_SET_VALUES_IOCTL:
                return set_line(static_cast<gpio_v2_line_values*>(argument)->bits);
            case GPIO_V2_LINE_GET_VALUES_IOCTL:
                static_cast<gpio_v2_line_values*>(argument)->bits = levels[line_] != 0 ? 1 : 0;
                return 0;
            default:
                return -ENOTTY;
        }
    }

private:
    static hal::FileDescriptor null_device() { return hal::FileDescriptor{::open("/dev/null", O_RDWR | O_CLOEXEC)}; }

    int transfer(const i2c_rdwr_ioctl_data& data) {
        for (const i2c_msg& message : std::span{data.msgs, data.nmsgs}) {
            if (message.addr != part_address) return -ENXIO;
            const std::span bytes{reinterpret_cast<std::byte*>(message.buf), message.len};
            const bool is_read = (message.flags & I2C_M_RD) != 0;
            messages.emplace_back(message.flags, is_read ? Bytes{} : copy(bytes));
            if (is_read)
                for (std::byte& byte : bytes) byte = cells[pointer_++];
            else if (!bytes.empty())
                pointer_ = std::to_integer<std::uint8_t>(bytes[0]);
        }
        return static_cast<int>(data.nmsgs) - moves_less;
    }

    int take_line(gpio_v2_line_request& request) {
        if (request.offsets[0] >= levels.size()) return -EINVAL;
        if (request.num_lines != 1 || request.config.flags != GPIO_V2_LINE_FLAG_OUTPUT) return -EINVAL;
        line_ = request.offsets[0];
        consumer = request.consumer;
        const auto& attribute = request.config.attrs[0];
        const bool has_level = request.config.num_attrs == 1 &&
                               attribute.attr.id == GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES && attribute.mask == 1;
        set_line(has_level ? attribute.attr.values : 0);
        request.fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        return 0;
    }

    int set_line(std::uint64_t bits) {
        levels[line_] = static_cast<int>(bits & 1);
        edges.push_back(levels[line_]);
        return 0;
    }

    std::uint8_t pointer_ = 0;
    std::size_t line_ = 0;
};

}  // namespace adit::test
