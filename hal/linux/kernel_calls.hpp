// The few kernel calls behind I2C buses and GPIO lines, as a table: the real one below, in tests one that answers as a
// kernel would without the hardware.
#pragma once

#include "hal/expected.hpp"
#include "hal/linux/file_descriptor.hpp"

namespace adit::hal {

/// `exclusive`: locked (flock) against others who lock, given back when the process dies.
enum class NodeUse : unsigned char { shared, exclusive };

class KernelCalls {
public:
    virtual ~KernelCalls() = default;
    /// Opens a device node for reading and writing, closed on exec. The error is errno's number.
    [[nodiscard]] virtual Expected<FileDescriptor, int> open(const char* path, NodeUse use) = 0;
    /// ioctl: 0 or more, or minus errno's number. Interrupted calls are repeated.
    [[nodiscard]] virtual int control(int descriptor, unsigned long request, void* argument) = 0;

protected:
    KernelCalls() = default;
    KernelCalls(const KernelCalls&) = default;
    KernelCalls& operator=(const KernelCalls&) = default;
};

class LinuxKernelCalls final : public KernelCalls {
public:
    Expected<FileDescriptor, int> open(const char* path, NodeUse use) override;
    int control(int descriptor, unsigned long request, void* argument) override;
};

/// Why a device node could not be used.
enum class NodeError : unsigned char {
    not_found,      ///< no such device, or no such line on it
    no_permission,  ///< this user may not open it
    busy,           ///< another process or a kernel driver holds it
    unsupported,    ///< it is not such a device, or it cannot do what is needed
    io,             ///< the kernel reported another error
};

[[nodiscard]] NodeError node_error(int error_number) noexcept;

}  // namespace adit::hal
