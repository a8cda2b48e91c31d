// See state_path.hpp.
#include "boards/safeoff/state_path.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "boards/safeoff/crc32.hpp"

namespace adit::boards::safeoff {

namespace {

constexpr std::size_t longest_file_stem = 200;  // NAME_MAX is 255

std::string lock_path(const std::string& directory) { return directory + "/lock"; }

struct flock whole_file() noexcept {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

std::string hex(std::uint32_t value, int digits) {
    std::array<char, 9> text{};
    (void)std::snprintf(text.data(), text.size(), "%0*X", digits, value);
    return text.data();
}

bool is_plain(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

}  // namespace

std::string default_state_dir() {
    if (const char* listed = std::getenv("STATE_DIRECTORY"); listed != nullptr && *listed != '\0') {
        const std::string directories{listed};
        return directories.substr(0, directories.find(':'));
    }
    const char* home = std::getenv("HOME");
    return home != nullptr && *home != '\0' ? std::string{home} + "/.local/state/adit" : std::string{};
}

std::string file_name(std::string_view device, std::string_view suffix) {
    std::string stem;
    for (const char c : device) {
        if (is_plain(c) && !(c == '.' && stem.empty()))
            stem += c;
        else
            stem += '%' + hex(static_cast<unsigned char>(c), 2);
    }
    if (stem.size() > longest_file_stem) {
        const std::uint32_t checksum = crc32(std::as_bytes(std::span{device}));
        stem = stem.substr(0, longest_file_stem) + '~' + hex(checksum, 8);
    }
    return stem + std::string{suffix};
}

Expected<StateLock, StateLock::Held> StateLock::take(const std::string& directory) {
    hal::FileDescriptor file{::open(lock_path(directory).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!file.is_open()) return failure(Held{0, errno});
    struct flock lock = whole_file();
    if (::fcntl(file.get(), F_SETLK, &lock) == 0) return StateLock{std::move(file)};
    const int error_number = errno;
    return failure(Held{lock_holder(directory).value_or(0), error_number});
}

std::optional<pid_t> lock_holder(const std::string& directory) {
    const hal::FileDescriptor file{::open(lock_path(directory).c_str(), O_RDWR | O_CLOEXEC)};
    struct flock lock = whole_file();
    if (!file.is_open() || ::fcntl(file.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
    return lock.l_pid;
}

}  // namespace adit::boards::safeoff
