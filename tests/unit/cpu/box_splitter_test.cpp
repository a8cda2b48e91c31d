// Splitting boxes among workers.
#include "boards/cpu/box_splitter.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/cpu/fake_source.hpp"

using namespace adit;
using namespace adit::boards;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;

TEST_CASE("the pieces of a box cover it once, in order, and then comes the next box") {
    const std::uint64_t nonces = GENERATE(1U, 7U, 24U, 1000U, 1001U);
    FakeSource source{small_box(nonces)};
    source.allow(2);
    BoxSplitter splitter{source, DeviceIndex{0}, 3, 1};
    Piece piece;
    std::uint64_t expected = 0;
    while (splitter.next(piece, Instant{})) {
        CHECK(piece.work.first_nonce == expected);
        CHECK(piece.work.nonce_count >= 1);
        CHECK(piece.work.id == expected / nonces + 1);
        expected += piece.work.nonce_count;
    }
    CHECK(expected == 2 * nonces);
}

TEST_CASE("a box of all nonces splits without losing the last one") {
    FakeSource source{small_box(std::uint64_t{1} << 32U)};
    source.allow(1);
    BoxSplitter splitter{source, DeviceIndex{0}, 3, 1};
    Piece piece;
    std::uint64_t sum = 0;
    while (splitter.next(piece, Instant{})) sum += piece.work.nonce_count;
    CHECK(sum == std::uint64_t{1} << 32U);
}

TEST_CASE("when the generation changed, the rest of the box is dropped") {
    FakeSource source{small_box(1000)};
    source.allow(2);
    BoxSplitter splitter{source, DeviceIndex{0}, 2, 1};
    Piece piece;
    REQUIRE(splitter.next(piece, Instant{}));
    source.change_generation();
    REQUIRE(splitter.next(piece, Instant{}));
    CHECK(piece.work.id == 2);
    CHECK(piece.work.generation == source.generation());
}

TEST_CASE("a refusal is passed on, and the next request asks again") {
    FakeSource source{small_box(1000)};
    BoxSplitter splitter{source, DeviceIndex{0}, 2, 1};
    Piece piece;
    CHECK(splitter.next(piece, Instant{}).error() == NoWork::no_job);
    source.allow(1);
    CHECK(splitter.next(piece, Instant{}).has_value());
}

TEST_CASE("pieces are whole groups and never less than one, but for the last of a box") {
    const std::uint64_t nonces = GENERATE(5U, 16U, 31U, 256U, 1000U, 4096U, 100'003U);
    const unsigned workers = GENERATE(1U, 2U, 256U);
    FakeSource source{small_box(nonces)};
    source.allow(1);
    BoxSplitter splitter{source, DeviceIndex{0}, workers, 16};
    Piece piece;
    std::uint64_t sum = 0, pieces = 0;
    while (splitter.next(piece, Instant{})) {
        sum += piece.work.nonce_count;
        ++pieces;
        CHECK(piece.work.nonce_count >= std::min<std::uint64_t>(nonces, 16));
        if (sum < nonces) CHECK(piece.work.nonce_count % 16 == 0);
    }
    CHECK(sum == nonces);
    CHECK(pieces >= std::min<std::uint64_t>(workers, nonces / 32));  // nobody goes without
}
