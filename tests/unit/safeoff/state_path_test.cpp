// Names of files, the lock, and reading a directory of records.
#include "boards/safeoff/state_path.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include "boards/safeoff/known_boards.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/safeoff/records.hpp"

namespace adit::boards::safeoff {
namespace {

using tests::TemporaryFolder;

TEST_CASE("different devices have different files, and no id leaves the directory") {
    CHECK(file_name("serial:/dev/ttyACM1", ".off") == "serial%3A%2Fdev%2FttyACM1.off");
    CHECK(file_name("a/b", "") != file_name("a%2Fb", ""));
    CHECK(file_name("..", ".off") == "%2E..off");
    const std::string longest(300, 'x');
    CHECK(file_name(longest, ".off").size() < 255);
    CHECK(file_name(longest, ".off") != file_name(longest + "y", ".off"));
}

TEST_CASE("one process holds the lock of a directory; another sees who, until that dies") {
    const TemporaryFolder folder;
    CHECK_FALSE(lock_holder(folder.path()));
    int ready[2] = {};
    REQUIRE(::pipe(&ready[0]) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = StateLock::take(folder.path());
        (void)!::write(ready[1], lock ? "+" : "-", 1);
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    REQUIRE(::read(ready[0], &answer, 1) == 1);
    REQUIRE(answer == '+');
    CHECK(lock_holder(folder.path()) == child);
    const auto refused = StateLock::take(folder.path());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().by == child);
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK_FALSE(lock_holder(folder.path()));
    CHECK(StateLock::take(folder.path()));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_CASE("SA-7: a damaged record is a board that is not proven off, never one that is not there") {
    const TemporaryFolder folder;
    const auto bytes = *encode(gamma_record());
    const auto write = [&](const std::string& name, std::size_t size) {
        std::ofstream{folder.path() + "/" + name, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                                                          static_cast<std::streamsize>(size));
    };
    write("a.off", bytes.size());
    write("b.off", bytes.size() / 2);
    write("c.off", 0);
    write("other.state", 10);
    const KnownBoards known = read_off_records(folder.path());
    REQUIRE(known.boards.size() == 3);
    CHECK(known.boards[0].record == gamma_record());
    CHECK_FALSE(known.boards[1].record);
    CHECK_FALSE(known.boards[2].record);
}

TEST_CASE("a directory that does not exist has no boards; one that cannot be read is not the same") {
    const TemporaryFolder folder;
    CHECK(read_off_records(folder.path() + "/none").is_readable);
    CHECK(read_off_records(folder.path() + "/none").boards.empty());
    std::ofstream{folder.path() + "/file"} << "x";
    CHECK_FALSE(read_off_records(folder.path() + "/file").is_readable);
}

}  // namespace
}  // namespace adit::boards::safeoff
