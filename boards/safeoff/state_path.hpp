// The state directory: where it is, and who uses it. Shared by the miner, which writes there, and adit-safeoff.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "hal/expected.hpp"
#include "hal/linux/file_descriptor.hpp"

namespace adit::boards::safeoff {

/// The first directory of $STATE_DIRECTORY (systemd), else ~/.local/state/adit. Empty when neither is known.
[[nodiscard]] std::string default_state_dir();

/// The name of a device's file: the id with everything but letters, digits, '.', '_' and '-' as %XX, then `suffix`. An
/// id whose name would be too long ends in '~' and its checksum instead.
[[nodiscard]] std::string file_name(std::string_view device, std::string_view suffix);

inline constexpr std::string_view off_record_suffix = ".off";

/// Makes the directory the caller's alone, as a process: one adit writes there at a time. A lock of the kernel: it
/// ends with the process however that dies. Opening the same file a second time in the process would end it too.
class StateLock {
public:
    struct Held {
        pid_t by = 0;  ///< 0: the lock file cannot be opened or locked; `error_number` says why
        int error_number = 0;
    };
    /// Does not wait.
    [[nodiscard]] static Expected<StateLock, Held> take(const std::string& directory);

private:
    explicit StateLock(hal::FileDescriptor file) noexcept : file_{std::move(file)} {}
    hal::FileDescriptor file_;
};

/// Who holds the lock; none: nobody, or no such directory.
[[nodiscard]] std::optional<pid_t> lock_holder(const std::string& directory);

}  // namespace adit::boards::safeoff
