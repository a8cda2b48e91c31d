// NV-6, HZ-09: whatever is asked of the gate, in whatever order, the regulator never sees a voltage outside the
// envelope, and is never on outside a live permit.
#include <bit>
#include <cstdint>
#include <limits>
#include <random>

#include "tests/support/catch.hpp"
#include "tests/unit/safety/gate_bench.hpp"
#include "tests/unit/safety/part_gate_bench.hpp"

namespace adit::boards::safety::test {

namespace {

/// 64-bit inputs: half of them anything at all, half where mistakes live.
class Inputs {
public:
    explicit Inputs(std::uint64_t seed) : random_{seed} {}

    std::uint64_t bits() {
        constexpr std::uint64_t edges[]{0,
                                        1,
                                        999,
                                        1000,
                                        1001,
                                        1149,
                                        1150,
                                        1151,
                                        1175,
                                        1249,
                                        1250,
                                        1251,
                                        1450,
                                        2000,
                                        2001,
                                        65535,
                                        65536,
                                        0x7fffffff,
                                        0x80000000,
                                        0xffffffff,
                                        0x1'0000'047e,
                                        1150000,
                                        ~0ULL,
                                        1ULL << 63,
                                        0x7ff8000000000000,
                                        0x7ff0000000000000};
        return random_() % 2 == 0 ? random_() : edges[random_() % std::size(edges)];
    }
    Millivolts core() {
        // A third are near the range that works, so that the gate also says yes.
        if (random_() % 3 == 0) return Millivolts{static_cast<std::int32_t>(950 + random_() % 350)};
        return Millivolts{static_cast<std::int32_t>(bits())};
    }
    Megahertz clock() {
        return random_() % 2 == 0 ? Megahertz{static_cast<double>(random_() % 700)}
                                  : Megahertz{std::bit_cast<double>(bits())};
    }
    bool one_in(std::uint64_t n) { return random_() % n == 0; }
    Duration span(Duration limit) {
        return Duration{static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit.count()))};
    }

private:
    std::mt19937_64 random_;
};

struct Tally {
    unsigned on = 0, steps = 0;
};

template <class Bench>
void ask(Bench& bench, Inputs& inputs, Tally& tally) {
    if (inputs.one_in(8)) {
        Permit permit{.power = !inputs.one_in(8), .max_core = inputs.core(), .max_frequency = inputs.clock()};
        permit.lease_until = bench.now + inputs.span(5s);
        bench.gate.set_permit(inputs.one_in(3) ? permit : bench.permit(Millivolts{1250}), bench.now);
    }
    if (inputs.one_in(16)) (void)bench.gate.preflight();
    if (inputs.one_in(64)) (void)bench.gate.core_off();
    if (inputs.one_in(2)) {
        if (bench.gate.core_on(inputs.core(), bench.now)) ++tally.on;
    } else if (bench.gate.step_core(inputs.core(), bench.now)) {
        ++tally.steps;
    }
    if (const auto core = core_request(std::bit_cast<double>(inputs.bits())))
        (void)bench.gate.core_on(*core, bench.now);
}

/// Everything since the last look. Ordering OPERATION on needs a live permit at that moment.
bool is_log_safe(GateBench& bench) {
    const bool is_live = bench.gate.permit().power && bench.now < bench.gate.permit().lease_until;
    const Profile& profile = bench.profile;
    bool is_safe = true;
    for (const FakeTps546::Write& write : bench.regulator.writes) {
        const double rail = FakeTps546::millivolts(write.value);
        // The part's own ceiling is inside the envelope, and no command is ever above it.
        if (write.reg == FakeTps546::vout_max) {
            bench.ceiling = rail;
            is_safe = is_safe && rail <= profile.rail(profile.envelope.core_max).value;
        }
        if (write.reg == FakeTps546::vout_command) is_safe = is_safe && rail <= bench.ceiling;
        if (write.reg == FakeTps546::vout_command)
            is_safe = is_safe && rail <= profile.rail(profile.envelope.core_max).value &&
                      rail > profile.rail(profile.envelope.core_min).value - 2;
        if (write.reg == FakeTps546::operation && write.value != 0x00) is_safe = is_safe && is_live;
    }
    bench.regulator.writes.clear();
    return is_safe;
}

/// The same for the emulated parts. Their line may only be on under a live permit.
template <class Rig>
bool is_log_safe(PartGateBench<Rig>& bench) {
    return bench.is_log_safe();
}

bool is_on(const GateBench& bench) { return bench.regulator.is_on(); }
template <class Rig>
bool is_on(const PartGateBench<Rig>& bench) {
    return bench.is_on();
}

template <class Bench>
void run_random(Bench& bench, std::uint64_t seed, unsigned requests) {
    Inputs inputs{seed};
    Tally tally;
    bool is_safe = true, is_off_when_due = true;
    for (unsigned i = 0; i < requests; ++i) {
        bench.now += inputs.span(inputs.one_in(20) ? Duration{4s} : Duration{80ms});
        const bool is_live = bench.gate.poll(bench.now);
        is_safe = is_safe && is_log_safe(bench);
        is_off_when_due = is_off_when_due && (is_live || !is_on(bench));
        ask(bench, inputs, tally);
        is_safe = is_safe && is_log_safe(bench);
    }
    CHECK(is_safe);
    CHECK(is_off_when_due);
    CHECK(tally.on > requests / 1000);  // the property is worth something only if the gate also says yes
    CHECK(tally.steps > requests / 1000);
}

}  // namespace

TEST_CASE("NV-6, HZ-09: no 64-bit input to any setter puts a voltage outside the envelope on the bus") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        GateBench bench;
        run_random(bench, seed, 50'000);
    }
}

TEST_CASE("NV-6: the same holds for three domains in series, whose rail is three times the core") {
    Profile profile = gamma_profile();
    profile.series_domains = 3;
    profile.envelope.rail_min = {3000};
    profile.envelope.rail_max = {3750};
    GateBench bench{profile};
    run_random(bench, 5, 50'000);
}

TEST_CASE("NV-6, HZ-09: the same holds for each family of TPS546 boards, with the limits of its own") {
    BoardDefinition hex = gamma();
    hex.chain = {.chip = ChipFamily::bm1368, .chips = 6, .series_domains = 3};
    hex.regulator.family = Tps546Family::series_12v;
    hex.default_point = {Millivolts{1166}, Megahertz{490}};
    hex.limits.core_min = {1100};
    hex.limits.frequency_max = {575};
    BoardDefinition turbo = gamma();
    turbo.chain.chips = 2;
    turbo.regulator.family = Tps546Family::stacked_12v;
    for (const BoardDefinition& board : {hex, turbo}) {
        GateBench bench{*make_profile(board), board.regulator.family};
        run_random(bench, 7, 50'000);
    }
}

TEMPLATE_TEST_CASE(
    "NV-6, HZ-09: whatever the part, nothing outside the envelope is told it, nor does its rail go there", "",
    MultiphaseRig<false>, MultiphaseRig<true>, DacRig) {
    for (std::uint64_t seed = 11; seed <= 12; ++seed) {
        PartGateBench<TestType> bench;
        run_random(bench, seed, 30'000);
    }
}

TEST_CASE("NV-6: a regulator that loses writes and transfers is never on without a permit for longer than it is deaf") {
    GateBench bench;
    Inputs inputs{6};
    Tally tally;
    for (int i = 0; i < 50'000; ++i) {
        bench.now += inputs.span(100ms);
        const bool is_deaf = inputs.one_in(4);
        bench.regulator.fails = is_deaf ? std::optional{hal::I2cError::timeout} : std::nullopt;
        bench.regulator.late = inputs.one_in(4) ? std::optional{std::pair{FakeTps546::vout_command, 1}} : std::nullopt;
        const bool is_live = bench.gate.poll(bench.now);
        if (!is_deaf && !is_live && bench.regulator.is_on()) FAIL("on without a live permit");
        ask(bench, inputs, tally);
        if (!is_log_safe(bench)) FAIL("outside the envelope");
    }
    CHECK(tally.on > 50);
}

}  // namespace adit::boards::safety::test
