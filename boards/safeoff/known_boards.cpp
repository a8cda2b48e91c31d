// See known_boards.hpp.
#include "boards/safeoff/known_boards.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "boards/safeoff/state_path.hpp"

namespace adit::boards::safeoff {

namespace {

struct CloseDirectory {
    void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

KnownBoard read_record(const std::string& path) {
    const hal::FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file.is_open()) return {path, std::nullopt, std::strerror(errno)};
    std::array<std::byte, off_record_size + 1> bytes{};  // one more: a longer file is no record
    const auto count = ::read(file.get(), bytes.data(), bytes.size());
    if (count < 0) return {path, std::nullopt, std::strerror(errno)};
    auto record = decode_off_record(std::span{bytes}.first(static_cast<std::size_t>(count)));
    const bool is_bad = !record.has_value();
    return {path, std::move(record), is_bad ? "the record is damaged" : ""};
}

}  // namespace

KnownBoards read_off_records(const std::string& directory) {
    KnownBoards known;
    const std::unique_ptr<DIR, CloseDirectory> entries{::opendir(directory.c_str())};
    if (!entries) {
        known.is_readable = errno == ENOENT;
        return known;
    }
    const std::filesystem::path path{directory};
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(entries.get()))
        if (std::string name{&entry->d_name[0]}; name.ends_with(off_record_suffix)) names.push_back(std::move(name));
    std::ranges::sort(names);
    known.boards.reserve(names.size());
    for (const std::string& name : names) known.boards.push_back(read_record((path / name).string()));
    return known;
}

OffRecord make_off_record(const OffBoard& board, std::string device, std::string port) {
    return {std::move(device), std::string{board.name}, std::move(port), off_steps(board), board.dialect};
}

KnownBoard board_at(const std::string& port, const std::string& board) {
    const OffBoard* found = find_off_board(board);
    if (found == nullptr) return {port, std::nullopt, "no board is called \"" + board + "\""};
    if (found->bus != OffBus::bitaxe_raw)
        return {port, std::nullopt, board + " is switched by its own controller, not from a host"};
    return {port, make_off_record(*found, port, port), ""};
}

}  // namespace adit::boards::safeoff
