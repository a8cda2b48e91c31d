// The memory of results (HZ-24).
#include "miner/scheduler/duplicate_window.hpp"

#include <cstring>

#include "tests/support/catch.hpp"

using adit::miner::DuplicateWindow;
using adit::miner::Hash256;

namespace {

Hash256 hash_number(std::uint64_t number) {
    Hash256 hash{};
    const std::uint64_t mixed = number * 0x9e3779b97f4a7c15U;
    std::memcpy(hash.data(), &mixed, sizeof mixed);
    return hash;
}

}  // namespace

TEST_CASE("a result is new once, and a duplicate 1, 30, 1,000 and 4,096 results later (HZ-24)") {
    for (const std::uint64_t distance : {1U, 30U, 1000U, 4096U}) {
        DuplicateWindow window;
        for (std::uint64_t n = 0; n < distance; ++n) REQUIRE(window.insert(hash_number(n)));
        CHECK_FALSE(window.insert(hash_number(0)));
    }
}

TEST_CASE("the window forgets its oldest result, no other") {
    DuplicateWindow window;
    for (std::uint64_t n = 0; n <= DuplicateWindow::capacity; ++n) REQUIRE(window.insert(hash_number(n)));
    CHECK_FALSE(window.insert(hash_number(1)));
    CHECK_FALSE(window.insert(hash_number(DuplicateWindow::capacity)));
    CHECK(window.insert(hash_number(0)));
}

TEST_CASE("the window keeps working over many turns, also when all results fall into one bucket") {
    DuplicateWindow window;
    for (std::uint64_t n = 0; n < 3 * DuplicateWindow::capacity; ++n) {
        Hash256 hash{};
        const std::uint64_t key = (n / 64 * DuplicateWindow::capacity) + n % 2;
        std::memcpy(hash.data(), &key, sizeof key);
        CHECK(window.insert(hash) == (n % 64 < 2));
    }
    for (std::uint64_t n = 0; n < 3 * DuplicateWindow::capacity; ++n) REQUIRE(window.insert(hash_number(n + 1)));
}
