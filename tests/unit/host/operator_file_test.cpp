// The operator's book on disk: private, whole, and worth nothing when it is not.
#include "boards/host/operator_file.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace adit::boards {
namespace {

namespace fs = std::filesystem;

struct Bench {
    tests::TemporaryFolder folder;
    std::string directory = folder.path() + "/state";
    std::string file = directory + "/" + operator_file_name;

    void trust(std::string_view content) const {
        REQUIRE(change_operator_book(directory, [&](OperatorBook& book) {
            return book.approve({Approval::Of::file, content_hash(content), "mine", 0});
        }));
    }
};

TEST_CASE("what was approved is there the next time; without a directory nothing is") {
    const Bench bench;
    REQUIRE(read_operator_book(bench.directory));
    CHECK(read_operator_book(bench.directory)->approvals().empty());
    bench.trust("one");
    bench.trust("two");
    CHECK(read_operator_book(bench.directory)->approves(content_hash("one")));
    CHECK(read_operator_book(bench.directory)->approves(content_hash("two")));
}

TEST_CASE("the book is its owner's alone") {
    const Bench bench;
    bench.trust("one");
    struct stat status {};
    REQUIRE(::stat(bench.file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    for (const auto open : {fs::perms::group_read, fs::perms::others_write}) {
        fs::permissions(bench.file, open, fs::perm_options::add);
        const auto book = read_operator_book(bench.directory);
        REQUIRE_FALSE(book);
        CHECK(book.error().what.find("chmod 600") != std::string::npos);
        CHECK_FALSE(change_operator_book(bench.directory, [](OperatorBook&) { return true; }));
        fs::permissions(bench.file, open, fs::perm_options::remove);
    }
    CHECK(read_operator_book(bench.directory));
}

TEST_CASE("a link, a folder or a pipe in its place is not followed, and nothing waits for it") {
    const Bench bench;
    bench.trust("one");
    const std::string elsewhere = bench.folder.path() + "/elsewhere";
    fs::rename(bench.file, elsewhere);
    fs::create_symlink(elsewhere, bench.file);
    CHECK_FALSE(read_operator_book(bench.directory));
    fs::remove(bench.file);
    fs::create_directory(bench.file);
    CHECK_FALSE(read_operator_book(bench.directory));
    fs::remove(bench.file);
    REQUIRE(::mkfifo(bench.file.c_str(), 0600) == 0);
    CHECK_FALSE(read_operator_book(bench.directory));
}

TEST_CASE("a damaged book approves nothing; the next change begins a new one and keeps the old aside") {
    const Bench bench;
    bench.trust("one");
    std::ofstream{bench.file, std::ios::app} << "x";
    CHECK_FALSE(read_operator_book(bench.directory));
    bench.trust("two");
    const auto book = read_operator_book(bench.directory);
    REQUIRE(book);
    CHECK_FALSE(book->approves(content_hash("one")));
    CHECK(book->approves(content_hash("two")));
    CHECK(fs::exists(bench.file + ".bad"));
}

TEST_CASE("a change that is none leaves no file") {
    const Bench bench;
    REQUIRE(change_operator_book(bench.directory, [](OperatorBook&) { return false; }));
    CHECK_FALSE(fs::exists(bench.file));
}

}  // namespace
}  // namespace adit::boards
