// The state directory: what was written is read, damage means a latch, and a kill at any moment loses nothing.
#include "boards/host/state_store.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "boards/safeoff/known_boards.hpp"
#include "boards/safeoff/state_path.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/host/states.hpp"

namespace adit::boards {
namespace {

using safety::Reason;
using tests::TemporaryFolder;

const std::string device = "serial:/dev/ttyACM1";

struct Directory {
    TemporaryFolder folder;
    StateStore store = *StateStore::open(folder.path() + "/deep/state", true);

    [[nodiscard]] std::string file() const { return store.directory() + "/" + safeoff::file_name(device, ".state"); }
    void damage(std::size_t offset) const {
        std::fstream stream{file(), std::ios::in | std::ios::out | std::ios::binary};
        stream.seekp(static_cast<std::streamoff>(offset));
        stream.put('\x55');
    }
    [[nodiscard]] std::optional<Reason> latch() const {
        const auto state = store.read(device);
        REQUIRE(state);
        if (!*state || !(*state)->kept.latch) return std::nullopt;
        return (*state)->kept.latch->reason;
    }
};

TEST_CASE("nothing is known of a device that was never stored, and the directory is private") {
    const Directory directory;
    CHECK(directory.store.read(device).value() == std::nullopt);
    CHECK(directory.store.list()->empty());
    struct stat status {};
    REQUIRE(::stat(directory.store.directory().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700U);
}

TEST_CASE("SA-11: a latch is read by whoever opens the directory next") {
    const Directory directory;
    REQUIRE(directory.store.write(clean_state()));
    REQUIRE(directory.store.write(latched_state()));
    const auto again = StateStore::open(directory.store.directory(), false);
    REQUIRE(again);
    CHECK(**again->read(device) == latched_state());
}

TEST_CASE("SA-11: a latch survives damage to either slot") {
    const std::size_t damaged = GENERATE(std::size_t{40}, slot_pitch + 40);
    const Directory directory;
    REQUIRE(directory.store.write(clean_state()));
    REQUIRE(directory.store.write(latched_state()));
    directory.damage(damaged);
    CHECK(directory.latch() == Reason::over_current_shutdown);
}

TEST_CASE("NV-13: a file without a valid slot is a latch, never no latch") {
    const Directory directory;
    REQUIRE(directory.store.write(clean_state()));
    SECTION("both slots damaged") {
        directory.damage(40);
        directory.damage(slot_pitch + 40);
    }
    SECTION("truncated") { std::filesystem::resize_file(directory.file(), 100); }
    SECTION("empty") { std::filesystem::resize_file(directory.file(), 0); }
    SECTION("the file of another device") {
        REQUIRE(directory.store.write(clean_state("other")));
        std::filesystem::rename(directory.store.directory() + "/other.state", directory.file());
    }
    CHECK(directory.latch() == Reason::state_corrupt);
}

TEST_CASE("a damaged file is replaced when an operator clears it, and kept for study") {
    const Directory directory;
    REQUIRE(directory.store.write(latched_state()));
    directory.damage(40);
    directory.damage(slot_pitch + 40);
    REQUIRE(directory.latch() == Reason::state_corrupt);
    REQUIRE(directory.store.write(clean_state()));
    CHECK(directory.latch() == std::nullopt);
    CHECK(std::filesystem::exists(directory.file() + ".bad"));
}

TEST_CASE("NV-19: the states of several devices are listed and never mixed up") {
    const Directory directory;
    REQUIRE(directory.store.write(latched_state("b")));
    REQUIRE(directory.store.write(clean_state("a")));
    REQUIRE(directory.store.write(clean_state(device)));
    const auto list = directory.store.list();
    REQUIRE(list);
    REQUIRE(list->size() == 3);
    CHECK(list->at(0) == clean_state("a"));
    CHECK(list->at(1) == latched_state("b"));
    CHECK(list->at(2) == clean_state(device));
}

TEST_CASE("SA-7: a safe-off record is there as soon as it counts as written, and gone when it was removed") {
    const Directory directory;
    const auto record = safeoff::make_off_record(*safeoff::find_off_board("bitaxe-gamma"), device, "/dev/ttyACM0");
    REQUIRE(directory.store.write_off_record(record));
    const auto known = safeoff::read_off_records(directory.store.directory());
    REQUIRE(known.boards.size() == 1);
    CHECK(known.boards[0].record == record);
    REQUIRE(directory.store.remove_off_record(device));
    REQUIRE(directory.store.remove_off_record(device));
    CHECK(safeoff::read_off_records(directory.store.directory()).boards.empty());
}

TEST_CASE("a directory that cannot be made or written says where and why") {
    const TemporaryFolder folder;
    std::ofstream{folder.path() + "/file"} << "x";
    const auto refused = StateStore::open(folder.path() + "/file/state", true);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().error_number == ENOTDIR);
    const auto missing = StateStore::open(folder.path() + "/none", false);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().what.find("/none") != std::string::npos);
}

/// Writes the numbers 1, 2, 3 … until it is killed; the number is the moment of the latch.
[[noreturn]] void write_for_ever(const StateStore& store, int report) {
    DeviceState state = latched_state();
    for (std::int64_t number = 1;; ++number) {
        state.latched_at = number;
        if (!store.write(state)) ::_exit(1);
        if (::write(report, &number, sizeof number) != sizeof number) ::_exit(1);
    }
}

TEST_CASE("NV-15: a writer killed at a random moment leaves what it last acknowledged, or the write after it") {
    const Directory directory;
    REQUIRE(directory.store.write(latched_state()));
    for (int round = 0; round < 40; ++round) {
        int ends[2] = {};
        REQUIRE(::pipe(&ends[0]) == 0);
        const pid_t child = ::fork();
        if (child == 0) write_for_ever(directory.store, ends[1]);
        ::close(ends[1]);
        std::int64_t acknowledged = 0;
        for (int i = 0; i <= round % 7; ++i) REQUIRE(::read(ends[0], &acknowledged, 8) == 8);
        ::kill(child, SIGKILL);
        REQUIRE(::waitpid(child, nullptr, 0) == child);
        for (std::int64_t number = 0; ::read(ends[0], &number, 8) == 8;) acknowledged = number;
        ::close(ends[0]);
        const auto state = directory.store.read(device);
        REQUIRE((state && *state));
        CHECK((*state)->kept.latch->reason == Reason::over_current_shutdown);
        CHECK((*state)->latched_at >= acknowledged);
        CHECK((*state)->latched_at <= acknowledged + 1);
    }
}

}  // namespace
}  // namespace adit::boards
