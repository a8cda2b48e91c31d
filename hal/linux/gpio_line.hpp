// A line of the controller that Adit itself runs on (/dev/gpiochipN, line M) as an output, through the second GPIO
// interface of the kernel.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hal/gpio.hpp"
#include "hal/linux/kernel_calls.hpp"

namespace adit::hal {

class GpioLine final : public OutputPin {
public:
    /// Takes the line as an output that starts at `level`, without a moment at another one. Given back when destroyed;
    /// what the pin does then is the hardware's choice. `kernel` must outlive the line. Errors: `not_found`,
    /// `no_permission`, `busy` (another user has the line), `unsupported` (no GPIO chip, or it has no such line), `io`.
    [[nodiscard]] static Expected<std::unique_ptr<GpioLine>, NodeError> open(const std::string& chip,
                                                                             std::uint32_t line, Level level,
                                                                             KernelCalls& kernel);
    GpioLine(FileDescriptor line, KernelCalls& kernel) noexcept;

private:
    Expected<void, PinError> do_set(Level level) override;
    Expected<Level, PinError> do_get() override;

    FileDescriptor line_;
    KernelCalls& kernel_;
};

}  // namespace adit::hal
