// Chains of every family and every length through the Runner: enumerated, ramped, fed, and their verified rate compared
// with what the emulated chips really hash. Tens of seconds: the table is long and every cell has 10^4 results.
#include <array>
#include <cmath>
#include <cstdlib>

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/parts_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::State;
using tests::HexBoard;
using tests::HexChain;

constexpr std::uint64_t results_needed = 10'000;
/// BM1397 need more: the emulator tries one nonce in 2^(32 - Z), anywhere among so many, and with fewer bits that is
/// beyond what a chip gets to in the milliseconds of a job, where others repeat it.
std::uint8_t zero_bits_of(const driver::bm13xx::ChipModel& model, std::uint16_t chips) {
    if (&model != &driver::bm13xx::bm1397) return 2;
    return chips <= 12 ? 6 : 8;
}
/// Results a second: what the fast line carries with room.
constexpr double most_results = 4'000;

struct Family {
    const driver::bm13xx::ChipModel* model;
    const virtual_device::ChipTraits* traits;
    Baud baud;
    Megahertz clock, long_clock;  ///< of chains up to 12 chips, and above
};

/// For rates alone: a board that lacks chips is not power-cycled to look for them meanwhile, the half second that each
/// of 128 BM1368 wants before the next one's cores may start has its time, and thermometers need not show any heat.
void have_patience(safety::Profile& profile) {
    profile.timings.reenumerate.fill(30min);
    profile.timings.start_longest = 2min;
    profile.least_rise = 0;
    profile.timings.stuck = 24h;
}

HexChain chain_of(const Family& family, std::uint16_t chips) {
    const Megahertz clock = chips > 12 ? family.long_clock : family.clock;
    const double silicon = std::ldexp(nominal_rate(*family.model, chips, clock).value, -32);
    const int ticket = std::max(0, static_cast<int>(std::ceil(std::log2(silicon / most_results))));
    const std::uint8_t zero_bits = zero_bits_of(*family.model, chips);
    return {.model = family.model,
            .traits = family.traits,
            .chips = chips,
            .domains = 1,
            .zero_bits = zero_bits,
            .claim_bits = static_cast<std::uint8_t>(zero_bits + ticket),
            .speed = 1.0,
            .fast_baud = family.baud,
            .clock = clock,
            .adjust = have_patience};
}

/// A chain that hashes, from some seconds after it began.
struct HashingChain : HexBoard {
    HashingChain(const Family& family, std::uint16_t chips, std::uint16_t alive) : HexBoard{chain_of(family, chips)} {
        longest_pause = 5ms;
        if (alive < chips) chain.inject(virtual_device::Fault::dead, alive);
        runner->request_start();
        REQUIRE(run(200s, [&] { return is_hashing(runner->state()) && count().credited > 0; }));
        run(1s);
    }
    /// Verified hashes a second over enough results.
    double measure() {
        const std::uint64_t before = count().credited;
        const Instant began = clock.now();
        const bool is_done = run(2000s, [&] { return count().credited >= before + results_needed; });
        CAPTURE(runner->status().state, runner->status().reason, runner->status().alarm);
        CHECK(is_done);
        const double seconds = std::chrono::duration<double>{clock.now() - began}.count();
        return std::ldexp(static_cast<double>(count().credited - before), on_chain.claim_bits) / seconds;
    }
};

void check_chain(const Family& family, std::uint16_t chips, std::uint16_t alive) {
    HashingChain board{family, chips, alive};
    CAPTURE(family.model->name, chips, alive, board.on_chain.clock.value, int{board.on_chain.claim_bits});
    const BoardStatus status = board.runner->status();
    CHECK(status.chips == alive);
    CHECK(status.chips_expected == chips);
    CHECK(status.chips_working == alive);
    CHECK(board.chain.observe().hashing == alive);
    const double verified = board.measure();
    CHECK(verified == Approx(board.chain.observe().hash_rate.value).epsilon(0.05));
    const double silicon = nominal_rate(*family.model, alive, board.runner->status().frequency).value;
    CHECK(status.expected_rate.value == Approx(std::ldexp(silicon, board.on_chain.zero_bits - 32)).epsilon(0.001));
    CHECK(verified == Approx(status.expected_rate.value).epsilon(0.05));
    CHECK(board.count().hardware_errors == 0);
    CHECK(board.count().unknown == 0);
    CHECK(board.count().duplicates <= board.count().credited / 100);
}

void check_lengths(const Family& family) {
    constexpr std::array<std::uint16_t, 7> lengths{1, 2, 4, 12, 63, 108, 128};
    for (const std::uint16_t chips : lengths) {
        if (chips > family.model->most_chips) break;
        check_chain(family, chips, chips);
        // HZ-20: the chain breaks at three quarters of its length.
        if (chips > 1) check_chain(family, chips, static_cast<std::uint16_t>(chips - chips / 4 - (chips < 4 ? 1 : 0)));
    }
}

}  // namespace

TEST_CASE("chains of BM1387 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1387, &virtual_device::bm1387_traits, {1'562'500}, {500}, {400}});
}

TEST_CASE("chains of BM1397 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1397, &virtual_device::bm1397_traits, {3'125'000}, {425}, {100}});
}

TEST_CASE("chains of BM1362 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1362, &virtual_device::bm1362_traits, {1'000'000}, {525}, {200}});
}

TEST_CASE("chains of BM1366 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1366, &virtual_device::bm1366_traits, {1'000'000}, {485}, {200}});
}

TEST_CASE("chains of BM1368 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1368, &virtual_device::bm1368_traits, {1'000'000}, {490}, {200}});
}

TEST_CASE("chains of BM1370 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1370, &virtual_device::bm1370_traits, {1'000'000}, {525}, {200}});
}

TEST_CASE("chains of BM1373 of every length verify their true rate, and what is left of them theirs (HZ-20)") {
    check_lengths({&driver::bm13xx::bm1373, &virtual_device::bm1373_traits, {3'000'000}, {400}, {200}});
}

}  // namespace adit::boards
