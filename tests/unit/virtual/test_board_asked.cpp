// How often a board is asked changes nothing of what it does.
#include <array>
#include <chrono>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/inline_board.hpp"

using namespace adit;
using namespace std::chrono_literals;

namespace {

/// What a board that was brought up to hashing says within three seconds when nobody talks to it.
std::vector<std::byte> said(tests::InlineBoard& board, Duration pause) {
    std::vector<std::byte> all;
    std::array<std::byte, 4096> chunk{};
    const Baud baud = board.gamma.chip_baud();
    for (Duration passed{}; passed < 3s; passed += pause) {
        board.clock.advance(pause);
        const std::size_t count = board.gamma.data_pending(chunk, baud, board.clock.now());
        all.insert(all.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return all;
}

}  // namespace

TEST_CASE("a board asked every millisecond says and does what one asked every half second does") {
    tests::InlineBoard often{{.zero_bits = 10}, 10}, seldom{{.zero_bits = 10}, 10};
    for (tests::InlineBoard* board : {&often, &seldom}) {
        board->runner->request_start();
        REQUIRE(board->run_until(boards::safety::State::hashing, 30s));
        (void)board->run(2s);
    }
    REQUIRE(often.clock.now() == seldom.clock.now());
    const auto bytes = said(often, 1ms);
    CHECK(bytes.size() > 100);
    CHECK(bytes == said(seldom, 500ms));
    const auto a = often.gamma.observe(), b = seldom.gamma.observe();
    CHECK(a.hashes_done == b.hashes_done);
    CHECK(a.chip_temperature == b.chip_temperature);
    CHECK(a.frequency == b.frequency);
}
