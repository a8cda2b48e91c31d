// See i2c_dev.hpp. Requests as in the kernel's documentation, i2c/dev-interface.
#include "hal/linux/i2c_dev.hpp"

#include <linux/i2c-dev.h>
#include <linux/i2c.h>

#include <array>
#include <cerrno>
#include <cstdint>

namespace adit::hal {
namespace {

/// In the kernel's unit of 10 ms.
constexpr unsigned long timeout_30_ms = 3;
/// The kernel refuses longer messages (i2c-dev.c).
constexpr std::size_t longest_message = 8192;

void* number_argument(unsigned long number) noexcept {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(number));  // NOLINT(performance-no-int-to-ptr)
}

/// Kernel documentation, i2c/fault-codes.
I2cError transfer_error(int error_number) noexcept {
    switch (error_number) {
        case ENXIO:
        case EREMOTEIO:
            return I2cError::no_ack;
        case ETIMEDOUT:
            return I2cError::timeout;
        case ENODEV:
        case ESHUTDOWN:
        case EBADF:
            return I2cError::disconnected;
        case EINVAL:
        case EMSGSIZE:
        case EOPNOTSUPP:
            return I2cError::too_long;
        default:  // EAGAIN: arbitration lost; EIO, EPROTO: the line did something unexpected
            return I2cError::bus;
    }
}

i2c_msg message(std::uint8_t address, std::uint16_t flags, std::byte* bytes, std::size_t size) noexcept {
    return {.addr = address,
            .flags = flags,
            .len = static_cast<std::uint16_t>(size),
            .buf = reinterpret_cast<std::uint8_t*>(bytes)};
}

}  // namespace

Expected<std::unique_ptr<I2cDevBus>, NodeError> I2cDevBus::open(const std::string& path, KernelCalls& kernel) {
    auto node = kernel.open(path.c_str(), NodeUse::exclusive);
    if (!node) return failure(node_error(node.error()));
    unsigned long functions = 0;
    if (const int asked = kernel.control(node->get(), I2C_FUNCS, &functions); asked < 0)
        return failure(node_error(-asked));
    if ((functions & I2C_FUNC_I2C) == 0) return failure(NodeError::unsupported);
    const int limited = kernel.control(node->get(), I2C_TIMEOUT, number_argument(timeout_30_ms));
    if (limited < 0) return failure(node_error(-limited));
    const int once = kernel.control(node->get(), I2C_RETRIES, number_argument(0));
    if (once < 0) return failure(node_error(-once));
    return std::make_unique<I2cDevBus>(std::move(*node), kernel);
}

I2cDevBus::I2cDevBus(FileDescriptor bus, KernelCalls& kernel) noexcept : bus_{std::move(bus)}, kernel_{kernel} {}

Expected<void, I2cError> I2cDevBus::require_free(std::uint8_t address) {
    if (free_.test(address)) return {};
    const int selected = kernel_.control(bus_.get(), I2C_SLAVE, number_argument(address));
    if (selected == -EBUSY) return failure(I2cError::address_taken);
    if (selected < 0) return failure(transfer_error(-selected));
    free_.set(address);
    return {};
}

Expected<void, I2cError> I2cDevBus::do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                                std::span<std::byte> in) {
    if (out.size() > longest_message || in.size() > longest_message) return failure(I2cError::too_long);
    if (const auto usable = require_free(address); !usable) return usable;
    // The kernel does not write through the pointer of a message without I2C_M_RD.
    auto* const written = const_cast<std::byte*>(out.data());
    std::array messages{message(address, 0, written, out.size()), message(address, I2C_M_RD, in.data(), in.size())};
    const bool is_read_only = out.empty() && !in.empty();
    i2c_rdwr_ioctl_data transfer{.msgs = messages.data() + (is_read_only ? 1 : 0),
                                 .nmsgs = is_read_only || in.empty() ? 1U : 2U};
    const int moved = kernel_.control(bus_.get(), I2C_RDWR, &transfer);
    if (moved < 0) return failure(transfer_error(-moved));
    if (static_cast<std::uint32_t>(moved) != transfer.nmsgs) return failure(I2cError::bus);
    return {};
}

}  // namespace adit::hal
