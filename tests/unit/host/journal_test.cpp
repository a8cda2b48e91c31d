// The journal: what a board hands over is on disk before it counts as stored, and the board never waits for it.
#include "boards/host/journal.hpp"

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "boards/safeoff/known_boards.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/host/states.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using tests::TemporaryFolder;

const std::string device = "serial:/dev/ttyACM1";

struct Bench {
    TemporaryFolder folder;
    StateStore store = *StateStore::open(folder.path(), true);
    std::atomic<int> complaints{0};

    [[nodiscard]] std::unique_ptr<Journal> journal() {
        return std::make_unique<Journal>(*StateStore::open(folder.path(), true),
                                         [this](std::string_view) { ++complaints; });
    }
    [[nodiscard]] static safeoff::OffRecord record() {
        return safeoff::make_off_record(*safeoff::find_off_board("bitaxe-gamma"), device, "/dev/ttyACM0");
    }
    [[nodiscard]] std::size_t records() const { return safeoff::read_off_records(folder.path()).boards.size(); }
};

/// Waits for another thread, at most 10 s.
template <class Condition>
bool comes_true(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + 10s;
    while (std::chrono::steady_clock::now() < limit) {
        if (condition()) return true;
        std::this_thread::yield();
    }
    return condition();
}

TEST_CASE("SA-7: what counts as stored is on disk, the safe-off record with it") {
    Bench bench;
    const auto journal = bench.journal();
    Keeper& keeper = journal->add({.device = device, .kept = {}}, Bench::record());
    CHECK(keeper.is_stored());
    keeper.keep(latched_state().kept);
    REQUIRE(comes_true([&] { return keeper.is_stored(); }));
    CHECK((**bench.store.read(device)).kept == latched_state().kept);
    CHECK((**bench.store.read(device)).latched_at > 0);
    CHECK(bench.records() == 1);
    keeper.keep(clean_state().kept);
    REQUIRE(comes_true([&] { return keeper.is_stored(); }));
    CHECK(bench.records() == 0);
}

TEST_CASE("SA-11: the end of the journal writes what was handed over last") {
    Bench bench;
    {
        const auto journal = bench.journal();
        Keeper& keeper = journal->add({.device = device, .kept = {}}, std::nullopt);
        for (int i = 0; i < 100; ++i) keeper.keep(clean_state().kept);
        keeper.keep(latched_state().kept);
    }
    CHECK((**bench.store.read(device)).kept == latched_state().kept);
    CHECK(bench.records() == 0);
}

TEST_CASE("NV-18: a disk that refuses is told, never counts as stored, and never holds up the board") {
    Bench bench;
    const auto journal = bench.journal();
    // A directory where the file should be: writing fails for any user.
    std::filesystem::create_directory(bench.folder.path() + "/x.state");
    Keeper& keeper = journal->add({.device = "x", .kept = {}}, std::nullopt);
    keeper.keep(latched_state().kept);
    REQUIRE(comes_true([&] { return bench.complaints > 0; }));
    CHECK_FALSE(keeper.is_stored());
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) keeper.keep(clean_state().kept);
    CHECK(std::chrono::steady_clock::now() - start < 1s);
    CHECK_FALSE(keeper.is_stored());
    std::filesystem::remove(bench.folder.path() + "/x.state");
    CHECK(comes_true([&] { return keeper.is_stored(); }));
}

TEST_CASE(
    "NV-18: with a disk that hangs a board's hand-over returns at once and the end waits a second, not for ever") {
    Bench bench;
    auto journal = bench.journal();
    // A FIFO nobody writes blocks who opens it for reading, like a disk that hangs.
    const std::string fifo = bench.folder.path() + "/y.state";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    Keeper& keeper = journal->add({.device = "y", .kept = {}}, std::nullopt);
    const auto start = std::chrono::steady_clock::now();
    keeper.keep(latched_state().kept);
    CHECK_FALSE(keeper.is_stored());
    CHECK(std::chrono::steady_clock::now() - start < 500ms);
    journal.reset();
    CHECK(std::chrono::steady_clock::now() - start < 3s);
}

}  // namespace
}  // namespace adit::boards
