// Every board of the catalogue as an emulator, driven by the production Runner under a virtual clock.
#include <algorithm>

#include "boards/definition/names.hpp"
#include "boards/virtual/chip_traits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/inline_board.hpp"

using namespace adit;
using namespace adit::boards;
using namespace std::chrono_literals;

namespace {

/// The easiest nonces there are: some 250 hashes a second and chip, of which one in 16 is reported.
const virtual_device::BoardOptions thrifty{.zero_bits = 0, .grid = 50ms};
constexpr std::uint8_t claim_bits = 4;

struct Watched {
    explicit Watched(const std::string& name) : board{thrifty, claim_bits, nullptr, name.c_str()} {}

    [[nodiscard]] Millivolts highest_allowed() const {
        return board.definition.limits.core_max * board.definition.chain.series_domains;
    }
    bool hashes() {
        board.runner->request_start();
        return board.run_until(safety::State::hashing, 60s);
    }

    tests::InlineBoard board;
};

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const BoardDefinition& board : catalog()) all.push_back(board.name);
    return all;
}

}  // namespace

TEST_CASE("NV-6: the Runner brings every board of the catalogue up, it hashes, and its rail stays in its envelope") {
    const std::string name = GENERATE(from_range(names()));
    CAPTURE(name);
    Watched watched{name};
    tests::InlineBoard& board = watched.board;
    REQUIRE(watched.hashes());
    (void)board.run(2s);
    const auto seen = board.gamma.observe();
    CHECK(seen.chips_hashing == board.definition.chain.chips);
    CHECK(seen.frequency.value == Approx(board.definition.default_point.frequency.value).margin(6.25));
    const Millivolts wanted = board.definition.default_point.core * board.definition.chain.series_domains;
    CHECK(seen.rail.value == Approx(wanted.value).margin(6));
    CHECK(board.rail_highest <= watched.highest_allowed());
}

TEST_CASE("every board of the catalogue settles below its throttle at 25 degrees, with credit and no bad result") {
    const std::string name = GENERATE(from_range(names()));
    CAPTURE(name);
    Watched watched{name};
    tests::InlineBoard& board = watched.board;
    REQUIRE(watched.hashes());
    CHECK_FALSE(board.run(150s, [&] { return board.runner->state() != safety::State::hashing; }));
    CAPTURE(board.runner->status().reason);
    const Celsius before = board.gamma.observe().chip_temperature;
    (void)board.run(10s);
    const auto seen = board.gamma.observe();
    CHECK(seen.chip_temperature.value == Approx(before.value).margin(0.5));
    CHECK(seen.chip_temperature < board.definition.limits.throttle);
    CHECK(seen.chip_temperature.value > 35.0);
    CHECK(seen.vrm_temperature < board.definition.limits.vrm_trip);
    CHECK(seen.input_power < board.definition.limits.input_max);
    CHECK(board.work.credited > 0);
    CHECK(board.work.hardware_errors == 0);
    CHECK(board.rail_highest <= watched.highest_allowed());
}

TEST_CASE("HZ-06: every board of the catalogue is off soon after its fans stall") {
    const std::string name = GENERATE(from_range(names()));
    CAPTURE(name);
    Watched watched{name};
    tests::InlineBoard& board = watched.board;
    REQUIRE(watched.hashes());
    (void)board.run(5s);
    board.gamma.inject(virtual_device::Fault::fan_stall);
    CHECK(board.run(25s, [&] { return board.is_dark(); }));
    CHECK(board.rail_highest <= watched.highest_allowed());
}

TEST_CASE("HZ-01, HZ-02: no board of the catalogue stays energised above its emergency when the air gets hot") {
    const std::string name = GENERATE(from_range(names()));
    CAPTURE(name);
    Watched watched{name};
    tests::InlineBoard& board = watched.board;
    REQUIRE(watched.hashes());
    board.gamma.inject(virtual_device::Fault::ambient_rise, 60.0);
    Instant hot_since = Instant::max();
    const bool was_too_hot = board.run(180s, [&] {
        const auto seen = board.gamma.glance();
        const bool is_hot = seen.is_regulator_on && seen.chip_temperature >= board.definition.limits.emergency;
        if (!is_hot) hot_since = Instant::max();
        if (is_hot && hot_since == Instant::max()) hot_since = board.clock.now();
        return is_hot && board.clock.now() - hot_since > 1250ms;
    });
    CHECK_FALSE(was_too_hot);
    CHECK(board.runner->state() != safety::State::hashing);
}

TEST_CASE("an emulator of its chip family stands behind every board") {
    for (const BoardDefinition& board : catalog()) {
        CAPTURE(board.name);
        const auto* const chip = virtual_device::find_chip(name(board.chain.chip));
        REQUIRE(chip != nullptr);
        CHECK(board.chain.chips <= chip->most_chips);
    }
}
