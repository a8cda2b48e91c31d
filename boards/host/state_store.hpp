// The state directory on disk: one two-slot file per device, one safe-off record per device with power. Every function
// that writes returns when the bytes are on disk and were read back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/device_state.hpp"
#include "boards/safeoff/off_record.hpp"
#include "hal/expected.hpp"
#include "hal/linux/file_descriptor.hpp"

namespace adit::boards {

struct StateProblem {
    int error_number = 0;  ///< of errno; 0: what was read back is not what was written, or does not fit
    std::string what;      ///< path and reason, for people
};

class StateStore {
public:
    /// Opens the directory, and makes it (0700, with its parents) where it is missing and `may_create`.
    [[nodiscard]] static Expected<StateStore, StateProblem> open(const std::string& directory, bool may_create);

    /// None: nothing was ever stored about the device. A file without a valid slot: `corrupt_state`.
    /// Errors: a file that is there and cannot be read.
    [[nodiscard]] Expected<std::optional<DeviceState>, StateProblem> read(const std::string& device) const;
    /// Every device with a file, by file name; of a corrupt one the id is the file's name.
    [[nodiscard]] Expected<std::vector<DeviceState>, StateProblem> list() const;
    /// Writes both slots, one after the other, so that a latch then survives the loss of either.
    [[nodiscard]] Expected<void, StateProblem> write(const DeviceState& state) const;

    [[nodiscard]] Expected<void, StateProblem> write_off_record(const safeoff::OffRecord& record) const;
    /// It is no error when there is none.
    [[nodiscard]] Expected<void, StateProblem> remove_off_record(const std::string& device) const;

    /// The text of a file that must be a plain one, the caller's own, and nobody else's to read or write (IN-40). None:
    /// there is no such file. Errors: it is another's, it is open to others, it is larger than `most_private_bytes`.
    [[nodiscard]] Expected<std::optional<std::string>, StateProblem> read_private(const std::string& name) const;
    /// Old or new, never half (IN-41).
    [[nodiscard]] Expected<void, StateProblem> write_private(const std::string& name, std::string_view text) const;
    /// Keeps a file that cannot be used under its name with ".bad".
    [[nodiscard]] Expected<void, StateProblem> set_aside(const std::string& name) const;
    /// Waits until no other process holds this; held as long as the result lives. For reading, changing and writing one
    /// file; miners do not take it.
    [[nodiscard]] Expected<hal::FileDescriptor, StateProblem> take_turn() const;

    static constexpr std::size_t most_private_bytes = 64UL * 1024UL;

    [[nodiscard]] const std::string& directory() const noexcept { return path_; }

private:
    StateStore(std::string path, hal::FileDescriptor directory) noexcept
        : path_{std::move(path)}, directory_{std::move(directory)} {}

    [[nodiscard]] Expected<std::optional<DeviceState>, StateProblem> read_file(const std::string& name,
                                                                               const std::string& device) const;
    [[nodiscard]] Expected<void, StateProblem> update(const std::string& name, const SlotPayload& payload) const;
    [[nodiscard]] Expected<void, StateProblem> replace(const std::string& name, std::span<const std::byte> bytes) const;
    [[nodiscard]] Expected<void, StateProblem> sync_directory() const;
    [[nodiscard]] Expected<std::optional<std::vector<std::byte>>, StateProblem> content(const std::string& name) const;
    [[nodiscard]] StateProblem problem(const std::string& name, int error_number) const;

    std::string path_;
    hal::FileDescriptor directory_;
};

}  // namespace adit::boards
