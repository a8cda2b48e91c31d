// See kernel_calls.hpp.
#include "hal/linux/kernel_calls.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace adit::hal {

Expected<FileDescriptor, int> LinuxKernelCalls::open(const char* path, NodeUse use) {
    FileDescriptor node{::open(path, O_RDWR | O_CLOEXEC)};
    if (!node.is_open()) return failure(int{errno});
    const bool is_free = use == NodeUse::shared || ::flock(node.get(), LOCK_EX | LOCK_NB) == 0;
    if (!is_free) return failure(errno == EWOULDBLOCK ? int{EBUSY} : int{errno});
    return node;
}

int LinuxKernelCalls::control(int descriptor, unsigned long request, void* argument) {
    int result = -1;
    do {
        result = ::ioctl(descriptor, request, argument);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
}

NodeError node_error(int error_number) noexcept {
    switch (error_number) {
        case ENOENT:
        case ENOTDIR:
        case ENXIO:
        case ENODEV:
            return NodeError::not_found;
        case EACCES:
        case EPERM:
            return NodeError::no_permission;
        case EBUSY:
            return NodeError::busy;
        case ENOTTY:
        case EOPNOTSUPP:
        case EINVAL:
        case EISDIR:
            return NodeError::unsupported;
        default:
            return NodeError::io;
    }
}

}  // namespace adit::hal
