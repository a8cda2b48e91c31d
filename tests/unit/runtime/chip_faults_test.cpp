// Chips that misbehave while a Hex hashes: seen by the Runner, answered as the Supervisor says.
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/parts_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::State;
using tests::HexBoard;
using virtual_device::Fault;

/// Thermometers of this bench show no heat: the Supervisor does not expect any.
void have_patience(safety::Profile& profile) {
    profile.least_rise = 0;
    profile.timings.stuck = 24h;
}

/// Six chips at their true rate: 600 results a second in all.
struct HashingHex : HexBoard {
    HashingHex() : HexBoard{{.zero_bits = 2, .claim_bits = 2, .speed = 1.0, .adjust = have_patience}} {
        longest_pause = 5ms;
        runner->request_start();
        REQUIRE(run_until(State::hashing, 60s));
        run(2s);
    }
    [[nodiscard]] BoardStatus status() const { return runner->status(); }
    void write(const driver::CommandBytes& frame, Baud baud) { chain.hear(frame.bytes(), baud, clock.now()); }
    /// Chips at this clock.
    [[nodiscard]] int chips_at(double mhz) const {
        int count = 0;
        for (std::uint16_t chip = 0; chip < 6; ++chip)
            if (std::abs(chain.observe(chip).frequency.value - mhz) < 1.0) ++count;
        return count;
    }
};

}  // namespace

TEST_CASE("HZ-11: a chip that runs at another clock than it was told gets it again, and hashes on") {
    using namespace driver::bm13xx;
    HashingHex board;
    REQUIRE(board.chips_at(485) == 6);
    const std::uint32_t lower = pack(*nearest_pll({475}, bm1366.pll));
    const auto address = command_address(bm1366, 6, 3);
    board.write(encode(WriteRegister{chip_at(address), Register::pll0, lower}), {1'000'000});
    REQUIRE(board.chips_at(485) == 5);
    CHECK(board.run(12s, [&] { return board.chips_at(485) == 6; }));
    board.run(5s);
    CHECK(board.runner->state() == State::hashing);
    CHECK(board.status().alarm == safety::name(safety::Reason::clock_doubted));
    CHECK(board.status().worst_chip_count == 0);
}

TEST_CASE("HZ-21: a chip that dies while it hashes is named, looked for, and run without") {
    HashingHex board;
    board.run(20s);
    REQUIRE(board.status().chips_working == 6);
    board.chain.inject(Fault::dead, 4);  // and cuts off the one behind it
    // The two fall silent a few seconds apart; the first of them is reason enough.
    CHECK(board.run(70s, [&] { return board.status().worst_chip_count > 0; }));
    CHECK(board.status().chips_working < 6);
    CHECK(board.status().worst_chips[0].chip >= 4);
    CHECK(board.status().worst_chips[0].what == "silent");
    // Reset and counted again: a chain of four.
    REQUIRE(board.run(60s, [&] { return is_hashing(board.runner->state()) && board.status().chips == 4; }));
    board.run(2s);
    CHECK(board.status().chips_expected == 6);
    CHECK(board.status().expected_rate.value ==
          Approx(std::ldexp(4 * 894 * board.status().frequency.value * 1e6, 2 - 32)).epsilon(0.001));
    CHECK(board.count().hardware_errors == 0);
}

TEST_CASE("HZ-26: a line that garbles replies is agreed upon again, and results go on when the noise ends") {
    HashingHex board;
    board.chain.inject_all(Fault::garbage, 0.3);
    CHECK(board.run(10s, [&] { return board.status().alarm == safety::name(safety::Reason::line_noisy); }));
    board.chain.inject_all(Fault::garbage, 0.0);
    board.run(2s);  // FI-S1
    const auto before = board.count().credited;
    board.run(1s);
    CHECK(board.count().credited - before > 450);
    CHECK(board.count().hardware_errors < 20);
}

}  // namespace adit::boards
