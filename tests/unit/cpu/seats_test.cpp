// Which worker sits on which processor.
#include "boards/cpu/seats.hpp"

#include <array>
#include <thread>
#include <vector>

#include "hal/linux/thread_affinity.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::boards::cpu;

namespace {

std::vector<int> seats_of(const CpuOptions& options, unsigned threads) {
    static constexpr std::array allowed{1, 2, 5};
    const auto chosen = seats(allowed, options, threads);
    return {chosen.begin(), chosen.end()};
}

}  // namespace

TEST_CASE("each worker gets a processor of its own out of the allowed ones") {
    CHECK(seats_of({}, 2) == std::vector{1, 2});
    CHECK(seats_of({}, 3) == std::vector{1, 2, 5});
    CHECK(seats_of({.first_place = 2}, 1) == std::vector{5});
}

TEST_CASE("workers that would have to share are left free, and so are all with affinity off") {
    CHECK(seats_of({}, 4).empty());
    CHECK(seats_of({.first_place = 2}, 2).empty());
    CHECK(seats_of({.affinity = false}, 1).empty());
}

TEST_CASE("a thread pins itself and nobody else") {
    const std::vector<int> before = hal::allowed_processors();
    REQUIRE_FALSE(before.empty());
    std::vector<int> pinned;
    std::thread{[&] {
        if (hal::pin_thread(before.back())) pinned = hal::allowed_processors();
    }}.join();
    CHECK(pinned == std::vector{before.back()});
    CHECK(hal::allowed_processors() == before);
}
