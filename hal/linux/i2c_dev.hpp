// An I2C bus of the controller that Adit itself runs on (/dev/i2c-N): combined transfers through i2c-dev.
#pragma once

#include <bitset>
#include <memory>
#include <string>

#include "hal/i2c.hpp"
#include "hal/linux/kernel_calls.hpp"

namespace adit::hal {

class I2cDevBus final : public I2cBus {
public:
    /// Opens the bus, locked against other processes, with a time-out of 30 ms and no retries: a bus that stalls must
    /// not hold up the supervisor. `kernel` must outlive the bus. Errors: `not_found`, `no_permission`, `busy`,
    /// `unsupported` (no I2C bus, or an adapter for SMBus only), `io`.
    [[nodiscard]] static Expected<std::unique_ptr<I2cDevBus>, NodeError> open(const std::string& path,
                                                                              KernelCalls& kernel);
    I2cDevBus(FileDescriptor bus, KernelCalls& kernel) noexcept;

private:
    /// Errors beside the interface's: `address_taken`, where a kernel driver is bound to the address.
    Expected<void, I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                         std::span<std::byte> in) override;
    [[nodiscard]] Expected<void, I2cError> require_free(std::uint8_t address);

    FileDescriptor bus_;
    KernelCalls& kernel_;
    std::bitset<128> free_;  ///< addresses of which is known that no kernel driver has them
};

}  // namespace adit::hal
