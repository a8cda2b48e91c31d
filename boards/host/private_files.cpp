// Private text files of the state directory; see state_store.hpp.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "boards/host/state_store.hpp"

namespace adit::boards {

namespace {

constexpr mode_t of_others = S_IRWXG | S_IRWXO;

/// Why a file does not count; none: it does.
std::optional<std::string> distrust(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) return "is not a plain file";
    if (status.st_uid != ::geteuid()) return "belongs to another user; it must be of the user who runs adit";
    if ((status.st_mode & of_others) != 0) return "is open to other users; make it private with chmod 600";
    if (status.st_size > static_cast<off_t>(StateStore::most_private_bytes)) return "is too large";
    return std::nullopt;
}

/// Errors are errno.
Expected<std::string, int> read_text(int file) {
    std::string text(StateStore::most_private_bytes, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const auto count = ::read(file, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return failure(int{errno});
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    text.resize(size);
    return text;
}

}  // namespace

Expected<std::optional<std::string>, StateProblem> StateStore::read_private(const std::string& name) const {
    const hal::FileDescriptor file{
        ::openat(directory_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!file.is_open() && errno == ENOENT) return std::nullopt;
    if (!file.is_open()) return failure(problem(name, errno));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return failure(problem(name, errno));
    if (const auto why = distrust(status)) return failure(StateProblem{EPERM, path_ + "/" + name + " " + *why});
    auto text = read_text(file.get());
    if (!text) return failure(problem(name, text.error()));
    return *std::move(text);
}

Expected<void, StateProblem> StateStore::write_private(const std::string& name, std::string_view text) const {
    if (text.size() > most_private_bytes) return failure(problem(name, EFBIG));
    return replace(name, std::as_bytes(std::span{text}));
}

Expected<void, StateProblem> StateStore::set_aside(const std::string& name) const {
    const std::string kept = name + ".bad";
    if (::renameat(directory_.get(), name.c_str(), directory_.get(), kept.c_str()) != 0)
        return failure(problem(name, errno));
    return sync_directory();
}

Expected<hal::FileDescriptor, StateProblem> StateStore::take_turn() const {
    // A description of its own: the lock belongs to it.
    hal::FileDescriptor turn{::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!turn.is_open()) return failure(problem(".", errno));
    while (::flock(turn.get(), LOCK_EX) != 0)
        if (errno != EINTR) return failure(problem(".", errno));
    return turn;
}

}  // namespace adit::boards
