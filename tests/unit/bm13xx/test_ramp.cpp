// The clock ramp and the sweep length that goes with it.
#include "driver/bm13xx/ramp.hpp"

#include <cmath>
#include <random>

#include "driver/bm13xx/host_frame.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;

namespace {

struct Trace {
    std::vector<double> frequencies;
    std::vector<std::uint32_t> sweeps;
    Duration waited{};
};

WriteRegister write_in(const CommandBytes& bytes) {
    const auto frame = decode_host_frame(bytes.bytes());
    REQUIRE(frame.has_value());
    return std::get<WriteRegister>(frame->command);
}

Trace run(Ramp ramp) {
    Trace trace;
    while (const auto step = ramp.next()) {
        if (const auto* set = std::get_if<step::SetFrequency>(&step->action)) {
            const WriteRegister write = write_in(set->frame);
            CHECK(write.reg == Register::pll0);
            CHECK(write.to == all_chips);
            CHECK(*frequency_of(write.value) == set->frequency);
            trace.frequencies.push_back(set->frequency.value);
        } else if (const auto* wait = std::get_if<step::Wait>(&step->action)) {
            trace.waited += wait->duration;
        } else {
            const WriteRegister write = write_in(std::get<step::Send>(step->action).frame);
            CHECK(write.reg == Register::hash_counting_number);
            trace.sweeps.push_back(write.value);
        }
    }
    return trace;
}

}  // namespace

TEST_CASE("50 to 525 MHz takes 76 steps of 6.25 MHz and 7.6 s, then the sweep length") {
    const Ramp ramp{bm1370, 1, {50}, {525}};
    const Trace trace = run(ramp);
    REQUIRE(trace.frequencies.size() == 76);
    for (std::size_t i = 0; i < 76; ++i)
        CHECK(std::abs(trace.frequencies[i] - (56.25 + 6.25 * static_cast<double>(i))) < 0.8);
    CHECK(trace.frequencies.back() == 525);
    CHECK(trace.sweeps == std::vector<std::uint32_t>{0xC2FB7});
    CHECK(trace.waited == 7600ms);
    CHECK(ramp.duration() == 7600ms);
}

TEST_CASE("a target between the steps is reached by a last, shorter step") {
    const Trace trace = run(Ramp{bm1370, 1, {500}, {515}});
    REQUIRE(trace.frequencies.size() == 3);
    CHECK(trace.frequencies.back() == 515);
    CHECK(Ramp(bm1370, 1, {500}, {515}).target() == Megahertz{515});
}

TEST_CASE("down goes the same way") {
    const Trace trace = run(Ramp{bm1370, 1, {525}, {490}});
    REQUIRE(trace.frequencies.size() == 6);
    CHECK(std::ranges::is_sorted(trace.frequencies, std::greater{}));
    CHECK(trace.frequencies.back() == 490);
    CHECK(trace.sweeps.size() == 1);
}

TEST_CASE("a ramp to where the clock stands writes it once, so that it is certain") {
    const Trace trace = run(Ramp{bm1370, 1, {400}, {400}});
    CHECK(trace.frequencies == std::vector<double>{400});
    CHECK(trace.sweeps.size() == 1);
}

TEST_CASE("HZ-09 no step exceeds the higher end of its ramp, nor jumps by more than two steps") {
    std::mt19937 random{9};
    std::uniform_real_distribution<double> clock{48, 900};
    for (int i = 0; i < 200; ++i) {
        const double from = clock(random), to = clock(random);
        CAPTURE(from, to);
        const Ramp ramp{bm1370, 1, {from}, {to}};
        const Trace trace = run(ramp);
        CHECK(ramp.duration() == trace.waited);
        double last = from;
        for (const double f : trace.frequencies) {
            CHECK(f <= std::max(from, to) + 1e-6);
            CHECK(std::abs(f - last) <= 2 * ramp_step.value);
            last = f;
        }
        REQUIRE(ramp.target().has_value());
        CHECK(last == ramp.target()->value);
    }
}

TEST_CASE("a target out of reach makes an empty plan") {
    for (const double to : {0.0, -1.0, 10.0, 1e12, std::nan("")}) {
        Ramp ramp{bm1370, 1, {50}, {to}};
        CAPTURE(to);
        CHECK_FALSE(ramp.target().has_value());
        CHECK_FALSE(ramp.next().has_value());
        CHECK(ramp.duration() == 0s);
    }
    CHECK_FALSE(Ramp(bm1370, 1, {std::nan("")}, {525}).next().has_value());
}

TEST_CASE("sweep lengths match the published full-coverage values, guard included") {
    struct Row {
        std::uint16_t chips;
        double mhz;
        std::uint32_t plain, guarded;
    };
    ChipModel unguarded = bm1370;
    unguarded.sweep_guard = 0;
    for (const Row& row : {Row{1, 525, 0xC30C3, 0xC2FB7}, Row{2, 400, 0x80000, 0x7FEF4}, Row{4, 600, 0x2AAAA, 0x2A99E},
                           Row{8, 600, 0x15555, 0x15449}}) {
        CAPTURE(row.chips, row.mhz);
        CHECK(hash_counting_number(unguarded, row.chips, {row.mhz}) == row.plain);
        CHECK(hash_counting_number(bm1370, row.chips, {row.mhz}) == row.guarded);
    }
}

TEST_CASE("sweep lengths of chips with another number of cores follow the same rule") {
    ChipModel wider = bm1370;
    wider.cores = 112;
    wider.sweep_guard = 0;
    CHECK(hash_counting_number(wider, 1, {485}) == 0xD3224);
    CHECK(hash_counting_number(wider, 6, {485}) == 0x1A644);
}

TEST_CASE("a sweep length is never below one, whatever the clock") {
    for (const double mhz : {1e9, 1e300, -5.0, std::nan("")}) CHECK(hash_counting_number(bm1370, 128, {mhz}) == 1);
}

TEST_CASE("the nominal rate is clock times engines times chips") {
    CHECK(nominal_rate(bm1370, 1, {525}).value == Approx(1.071e12));
    CHECK(nominal_rate(bm1370, 8, {600}).value == Approx(9.792e12));
}
