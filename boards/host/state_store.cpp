// See state_store.hpp.
#include "boards/host/state_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>
#include <tuple>

#include "boards/safeoff/state_path.hpp"

namespace adit::boards {

namespace {

constexpr std::string_view state_suffix = ".state";
/// No file of ours is larger; what is, is not ours.
constexpr std::size_t largest_file = StateStore::most_private_bytes + 1;
constexpr mode_t private_file = 0600;
constexpr int read_attempts = 3;  // a reader may meet the writer in the middle of a slot

int write_all(int file, std::span<const std::byte> bytes, std::size_t offset) {
    while (!bytes.empty()) {
        const auto count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return count == 0 ? EIO : errno;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::size_t>(count);
    }
    return 0;
}

/// Errors are errno.
Expected<std::vector<std::byte>, int> read_all(int file) {
    std::vector<std::byte> bytes(largest_file);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto count = ::pread(file, bytes.data() + size, bytes.size() - size, static_cast<off_t>(size));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failure(int{errno});
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return bytes;
}

Expected<void, int> make_directories(const std::string& path) {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::path{path}.parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent, error);
    constexpr mode_t private_directory = 0700;
    if (::mkdir(path.c_str(), private_directory) != 0 && errno != EEXIST) return failure(int{errno});
    return {};
}

}  // namespace

Expected<StateStore, StateProblem> StateStore::open(const std::string& directory, bool may_create) {
    if (may_create)
        if (const auto made = make_directories(directory); !made)
            return failure(StateProblem{made.error(), directory + ": " + std::strerror(made.error())});
    hal::FileDescriptor opened{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!opened.is_open()) return failure(StateProblem{errno, directory + ": " + std::strerror(errno)});
    return StateStore{directory, std::move(opened)};
}

StateProblem StateStore::problem(const std::string& name, int error_number) const {
    const std::string why = error_number == 0 ? "does not read back as written" : std::strerror(error_number);
    return {error_number, path_ + "/" + name + ": " + why};
}

Expected<std::optional<std::vector<std::byte>>, StateProblem> StateStore::content(const std::string& name) const {
    const hal::FileDescriptor file{::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return failure(problem(name, errno));
    }
    auto bytes = read_all(file.get());
    if (!bytes) return failure(problem(name, bytes.error()));
    return *std::move(bytes);
}

Expected<std::optional<DeviceState>, StateProblem> StateStore::read_file(const std::string& name,
                                                                         const std::string& device) const {
    for (int attempt = 0; attempt < read_attempts; ++attempt) {
        const auto file = content(name);
        if (!file) return failure(StateProblem{file.error()});
        if (!*file) return std::nullopt;
        const auto slot = newest_slot(**file);
        if (auto state = slot ? decode_device_state(slot->payload) : std::nullopt) return state;
    }
    return corrupt_state(device);
}

Expected<std::optional<DeviceState>, StateProblem> StateStore::read(const std::string& device) const {
    auto state = read_file(safeoff::file_name(device, state_suffix), device);
    // A file that speaks of another device was copied or renamed: it says nothing about this one.
    if (state && *state && (*state)->device != device) return corrupt_state(device);
    return state;
}

Expected<std::vector<DeviceState>, StateProblem> StateStore::list() const {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator entry{path_, error}, end; !error && entry != end; entry.increment(error))
        if (std::string name = entry->path().filename(); name.ends_with(state_suffix)) names.push_back(std::move(name));
    if (error) return failure(StateProblem{error.value(), path_ + ": " + error.message()});
    std::ranges::sort(names);
    std::vector<DeviceState> states;
    for (const std::string& name : names) {
        auto state = read_file(name, name.substr(0, name.size() - state_suffix.size()));
        if (!state) return failure(StateProblem{state.error()});
        if (*state) states.push_back(**std::move(state));
    }
    return states;
}

Expected<void, StateProblem> StateStore::write(const DeviceState& state) const {
    const std::string name = safeoff::file_name(state.device, state_suffix);
    const auto payload = encode(state);
    if (!payload) return failure(StateProblem{0, state.device + ": this device id cannot be stored"});
    const auto file = content(name);
    if (!file) return failure(StateProblem{file.error()});
    const bool has_slot = *file && newest_slot(**file);
    if (has_slot) return update(name, *payload);
    if (*file) {  // both slots bad: kept for study; the name never stands without a file
        const std::string kept = name + ".bad";
        std::ignore = ::linkat(directory_.get(), name.c_str(), directory_.get(), kept.c_str(), 0);
    }
    std::vector<std::byte> bytes(two_slots_size);
    for (int i = 0; i < 2; ++i) {
        const SlotWrite slot = next_write(bytes, *payload);
        std::ranges::copy(slot.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }
    return replace(name, bytes);
}

Expected<void, StateProblem> StateStore::update(const std::string& name, const SlotPayload& payload) const {
    const hal::FileDescriptor file{::openat(directory_.get(), name.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW)};
    if (!file.is_open()) return failure(problem(name, errno));
    for (int i = 0; i < 2; ++i) {
        const auto before = read_all(file.get());
        if (!before) return failure(problem(name, before.error()));
        const SlotWrite slot = next_write(*before, payload);
        if (const int error = write_all(file.get(), slot.bytes, slot.offset)) return failure(problem(name, error));
        if (::fsync(file.get()) != 0) return failure(problem(name, errno));
    }
    const auto after = read_all(file.get());
    const auto newest = after ? newest_slot(*after) : std::nullopt;
    if (!newest || newest->payload != payload) return failure(problem(name, 0));
    return sync_directory();
}

/// For what is not there yet: the name appears with its whole content, or not at all.
Expected<void, StateProblem> StateStore::replace(const std::string& name, std::span<const std::byte> bytes) const {
    const std::string fresh = name + ".new";
    {
        const hal::FileDescriptor file{::openat(directory_.get(), fresh.c_str(),
                                                O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, private_file)};
        if (!file.is_open()) return failure(problem(fresh, errno));
        if (const int error = write_all(file.get(), bytes, 0)) return failure(problem(fresh, error));
        if (::fsync(file.get()) != 0) return failure(problem(fresh, errno));
    }
    if (::renameat(directory_.get(), fresh.c_str(), directory_.get(), name.c_str()) != 0)
        return failure(problem(name, errno));
    if (auto synced = sync_directory(); !synced) return synced;
    const auto read_back = content(name);
    if (!read_back) return failure(StateProblem{read_back.error()});
    if (!*read_back || !std::ranges::equal(**read_back, bytes)) return failure(problem(name, 0));
    return {};
}

Expected<void, StateProblem> StateStore::sync_directory() const {
    if (::fsync(directory_.get()) != 0) return failure(problem(".", errno));
    return {};
}

Expected<void, StateProblem> StateStore::write_off_record(const safeoff::OffRecord& record) const {
    const std::string name = safeoff::file_name(record.device, safeoff::off_record_suffix);
    const auto bytes = safeoff::encode(record);
    if (!bytes) return failure(StateProblem{0, record.device + ": no safe-off record can be made of its id or port"});
    return replace(name, *bytes);
}

Expected<void, StateProblem> StateStore::remove_off_record(const std::string& device) const {
    const std::string name = safeoff::file_name(device, safeoff::off_record_suffix);
    if (::unlinkat(directory_.get(), name.c_str(), 0) != 0 && errno != ENOENT) return failure(problem(name, errno));
    return sync_directory();
}

}  // namespace adit::boards
