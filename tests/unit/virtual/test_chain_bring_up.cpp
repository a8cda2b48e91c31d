// When chains of every family hash, and above all when they do not.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/virtual/chain_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr double target_mhz = 75;  // a short ramp

ChainSetup two_of(const ChipTraits* chip) { return {.chip = chip, .chips = 2, .zero_bits = 0}; }
/// Two domains of two: domain ends and borders come in.
ChainSetup domains_of(const ChipTraits* chip) {
    return {.chip = chip, .chips = 4, .chips_per_domain = 2, .zero_bits = 0};
}

/// Chips that hash after these steps and a job.
int hashing_after(const ChainSetup& setup, const std::vector<ChainStep>& steps) {
    ChainBench host{setup};
    host.run(steps);
    host.send(any_job(*setup.chip, 1, 8));
    host.pass(10ms);
    return host.chain.observe().hashing;
}

std::vector<ChainStep> without(std::vector<ChainStep> steps, std::size_t index) {
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(index));
    return steps;
}

std::vector<ChainStep> moved(std::vector<ChainStep> steps, std::size_t from, std::size_t to) {
    const ChainStep step = steps[from];
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(from));
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(to), step);
    return steps;
}

/// The last step of a ramp may go: the clock is then one step lower. So may any divider write behind it.
bool is_last_clock(const std::vector<ChainStep>& steps, std::size_t index) {
    const auto is_clock = [](const ChainStep& step) { return step.name == "clock"; };
    return is_clock(steps[index]) &&
           std::none_of(steps.begin() + static_cast<std::ptrdiff_t>(index) + 1, steps.end(), is_clock);
}

void check_every_step_is_needed(const ChainSetup& setup) {
    const auto steps = chain_bring_up(setup, target_mhz);
    REQUIRE(hashing_after(setup, steps) == setup.chips);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (is_last_clock(steps, i) || (steps[i].name == "open core" && i % 40 != 0)) continue;
        if (steps[i].frames.empty()) continue;  // the host's own side
        CAPTURE(setup.chip->name, steps[i].name, i);
        CHECK((hashing_after(setup, without(steps, i)) == setup.chips) == steps[i].redundant);
    }
}

}  // namespace

TEST_CASE("a chain of every family hashes after its whole bring-up, and no chip before") {
    for (const ChipTraits* const chip : chip_families()) {
        CAPTURE(chip->name);
        CHECK(hashing_after(two_of(chip), chain_bring_up(two_of(chip), target_mhz)) == 2);
        CHECK(hashing_after(domains_of(chip), chain_bring_up(domains_of(chip), target_mhz)) == 4);
        CHECK(hashing_after(two_of(chip), {}) == 0);
    }
}

TEST_CASE("a bring-up step of any family that is not redundant cannot be left out") {
    for (const ChipTraits* const chip : chip_families()) check_every_step_is_needed(two_of(chip));
}

TEST_CASE("in chains of several voltage domains ends, relays and offsets cannot be left out either") {
    for (const ChipTraits* const chip : {&bm1370_traits, &bm1373_traits}) check_every_step_is_needed(domains_of(chip));
}

TEST_CASE("a bring-up step of any family with one bit of its value altered does not do") {
    for (const ChipTraits* const chip : chip_families()) {
        const ChainSetup setup = two_of(chip);
        const auto steps = chain_bring_up(setup, target_mhz);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (steps[i].redundant || steps[i].value == 0 || steps[i].name == "baud") continue;
            const Bytes& frame = steps[i].frames[0];
            const std::size_t head = chip->wire == Wire::bare ? 0 : 2;
            const auto at = [&](std::size_t k) { return std::to_integer<std::uint8_t>(frame[head + k]); };
            for (const unsigned bit : {5u, 15u, 20u, 28u}) {
                CAPTURE(chip->name, steps[i].name, bit);
                auto altered = steps;
                const bool is_broadcast = at(0) == 0x51 || at(0) == 0x58;
                altered[i].frames[0] = HostWire{*chip}.write(is_broadcast, at(2), at(3), steps[i].value ^ (1u << bit));
                CHECK(hashing_after(setup, altered) < setup.chips);
            }
        }
    }
}

TEST_CASE("a bring-up step of any family moved to the front or to the end does not do") {
    for (const ChipTraits* const chip : chip_families()) {
        const ChainSetup setup = two_of(chip);
        const auto steps = chain_bring_up(setup, target_mhz);
        std::size_t last = steps.size();
        while (steps[last - 1].redundant || steps[last - 1].frames.empty() || steps[last - 1].name == "baud") --last;
        for (std::size_t i = 1; i + 1 < last; ++i) {
            const std::string& name = steps[i].name;
            // The ramp has tests of its own; one job that opens a core is like another.
            if (steps[i].redundant || name == "clock" || name == "divider" || name == "open core") continue;
            if (steps[i].frames.empty()) continue;
            CAPTURE(chip->name, name, i);
            // C4 goes anywhere before the rate, a BM1397's clock may be lowered at any time.
            const bool is_free = name == "auto work" || (name == "first clock" && chip == &bm1397_traits);
            if (!is_free) CHECK(hashing_after(setup, moved(steps, i, 0)) < setup.chips);
            CHECK(hashing_after(setup, moved(steps, i, last - 1)) < setup.chips);
        }
    }
}

TEST_CASE("a broadcast does not do where each chip must be addressed") {
    for (const ChipTraits* const chip : {&bm1362_traits, &bm1366_traits, &bm1368_traits, &bm1370_traits}) {
        const ChainSetup setup{.chip = chip, .zero_bits = 0};
        const auto steps = chain_bring_up(setup, target_mhz);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (!steps[i].name.ends_with("of chip 0") || steps[i].value == 0) continue;
            CAPTURE(chip->name, steps[i].name);
            auto broadcast = steps;
            const auto reg = std::to_integer<std::uint8_t>(steps[i].frames[0][5]);
            broadcast[i].frames[0] = write_frame(0x51, 0, reg, steps[i].value);
            CHECK(hashing_after(setup, broadcast) == 0);
        }
    }
}

TEST_CASE("the cores of two BM1368 switched on in a hurry reset the second") {
    ChainSetup setup = two_of(&bm1368_traits);
    auto steps = chain_bring_up(setup, target_mhz);
    for (ChainStep& step : steps)
        if (step.name == "core enable of chip 0") step.pause = 100ms;
    CHECK(hashing_after(setup, steps) < 2);
    setup.real_time = true;
    CHECK(hashing_after(setup, steps) == 2);
}

TEST_CASE("what a chip still lacks can be told") {
    ChainBench host{{.chip = &bm1366_traits}};
    CHECK(host.chain.observe(0).missing.has(Mark::core_enable));
    CHECK(host.chain.observe(0).missing.has(Mark::relay));
    host.run(chain_bring_up(host.setup, target_mhz));
    CHECK(host.chain.observe(0).missing.empty());
    CHECK(host.chain.observe().configured == 1);
}
