// Plans against emulated chips: agreeing on the line's rate again, and counting chains that are not what they should
// be.
#include "boards/runtime/plan_execution.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/parts_board.hpp"

namespace adit::boards {
namespace {

using namespace std::chrono_literals;
using safety::Event;
using tests::HexBoard;
using tests::HexChain;
using virtual_device::Fault;
namespace bm = driver::bm13xx;

/// The Hex's parts and chain without its Runner.
struct PlanBench : HexBoard {
    explicit PlanBench(const HexChain& fitted = {}) : HexBoard{fitted} {
        runner.reset();
        chain.set_core(Volts{1.2}, clock.now());
        renew();
    }
    void renew() {
        gate.set_permit({.power = true,
                         .max_core = profile.envelope.core_max,
                         .max_frequency = profile.envelope.frequency_max,
                         .lease_until = clock.now() + 3s},
                        clock.now());
    }
    /// The first event that ends a plan.
    std::optional<Event> outcome(Duration limit) {
        for (const Instant end = clock.now() + limit; clock.now() < end; clock.advance(1ms)) {
            renew();
            plan.advance();
            take_replies();
            if (const auto event = events.take()) return event;
        }
        return std::nullopt;
    }
    void take_replies() {
        for (auto bytes = link.receive(); !bytes.empty(); bytes = link.receive()) {
            driver.receive(bytes, clock.now());
            while (const auto event = driver.next_event()) {
                if (const auto* seen = std::get_if<bm::ChipSeen>(&*event)) plan.chip_seen(seen->chip_id);
                if (std::holds_alternative<bm::RegisterValue>(*event)) ++answers;
            }
        }
    }
    std::optional<Event> bring_up() {
        plan.start(PowerOnPlan{chain_reset_words(), driver, profile.default_point});
        return outcome(20s);
    }
    std::optional<Event> ramp() {
        plan.start_ramp({gate.core_set(), {100}});
        return outcome(20s);
    }
    /// Chips that answer a read of their clock.
    int answers_now() {
        answers = 0;
        REQUIRE(link.send(driver.clock_read().bytes(), clock.now()));
        for (int i = 0; i < 50; ++i) {
            clock.advance(1ms);
            take_replies();
        }
        return answers;
    }

    safety::EnergyGate gate{parts->regulator(), profile, *on_chain.model};
    bm::Chain driver{{.chip = on_chain.model,
                      .chips = on_chain.chips,
                      .zero_bits = on_chain.zero_bits,
                      .fast_baud = on_chain.fast_baud,
                      .domains = on_chain.domains}};
    ChainLink link{line, gate};
    EventQueue events;
    PlanExecution plan{PlanTargets{driver, link, gate, reset, clock, events}};
    int answers = 0;
};

constexpr Baud slow{115'200}, fast{1'000'000};

}  // namespace

TEST_CASE("HZ-26: host and chips agree on their rate again, whichever of the two each was at") {
    PlanBench bench;
    REQUIRE(bench.bring_up() == Event::checkpoint_reached);
    REQUIRE(bench.ramp() == Event::ramp_done);
    REQUIRE(bench.link.baud() == fast);
    REQUIRE(bench.answers_now() == 6);
    const auto chips_back_to_reset_rate = [&] {
        const auto word = bm::WriteRegister{bm::all_chips, bm::Register::fast_uart, 0x01301a00};
        REQUIRE(bench.link.send(bm::encode(word).bytes(), bench.clock.now()));
    };
    SECTION("both at the fast one") {}
    SECTION("the host at the slow one") { bench.link.set_baud(slow); }
    SECTION("the chips at the slow one") { chips_back_to_reset_rate(); }
    SECTION("both at the slow one") {
        chips_back_to_reset_rate();
        bench.link.set_baud(slow);
    }
    bench.plan.start_resync();
    CHECK(bench.plan.is_changing_baud());
    CHECK(bench.outcome(2s) == Event::ramp_done);
    CHECK_FALSE(bench.plan.is_busy());
    CHECK(bench.link.baud() == fast);
    CHECK(bench.answers_now() == 6);
    CHECK(bench.chain.observe(0).frequency.value == Approx(100).margin(1));
}

TEST_CASE("HZ-26: a chain that never leaves the reset rate, or has not yet, is agreed with at that rate") {
    PlanBench bench{{.fast_baud = slow}};
    REQUIRE(bench.bring_up() == Event::checkpoint_reached);
    if (GENERATE(false, true)) REQUIRE(bench.ramp() == Event::ramp_done);
    bench.link.set_baud(fast);
    bench.plan.start_resync();
    CHECK(bench.outcome(2s) == Event::ramp_done);
    CHECK(bench.link.baud() == slow);
    CHECK(bench.answers_now() == 6);
}

TEST_CASE("HZ-20, FI-C4: a chain is counted until it is quiet, and brought up as what it is") {
    PlanBench bench;
    SECTION("whole") {
        CHECK(bench.bring_up() == Event::checkpoint_reached);
        CHECK(bench.plan.chips_found() == 6);
    }
    SECTION("broken off") {
        bench.chain.inject(Fault::dead, 3);
        CHECK(bench.bring_up() == Event::checkpoint_reached);
        CHECK(bench.plan.chips_found() == 3);
        CHECK(bench.driver.present() == 3);
        // Mended meanwhile: a reset counts all of them again.
        bench.chain.inject(Fault::dead, 3, 0.0);
        CHECK(bench.bring_up() == Event::checkpoint_reached);
        CHECK(bench.driver.present() == 6);
    }
    SECTION("a chip that does not tell who it is: five are brought up") {
        bench.chain.inject(Fault::mute_registers, 0);
        CHECK(bench.bring_up() == Event::checkpoint_reached);
        CHECK(bench.driver.present() == 5);
    }
    SECTION("empty") {
        bench.chain.inject(Fault::dead, 0);
        CHECK(bench.bring_up() == Event::chain_failed);
    }
    SECTION("more answers than chips") {
        bench.chain.inject(Fault::double_answer, 2);
        CHECK(bench.bring_up() == Event::chain_failed);
    }
    SECTION("others than the board has") {
        PlanBench other{{.model = &bm::bm1366, .traits = &virtual_device::bm1370_traits}};
        CHECK(other.bring_up() == Event::chain_failed);
    }
}

TEST_CASE("HZ-20: a chain of domains that breaks off within one keeps the shares of the whole") {
    PlanBench bench{{.model = &bm::bm1370,
                     .traits = &virtual_device::bm1370_traits,
                     .chips = 12,
                     .domains = 4,
                     .clock = Megahertz{100}}};
    bench.chain.inject(Fault::dead, 9);  // the last chip of the third domain is at its right place
    REQUIRE(bench.bring_up() == Event::checkpoint_reached);
    REQUIRE(bench.ramp() == Event::ramp_done);
    CHECK(bench.driver.present() == 9);
    CHECK(bench.chain.observe().configured == 9);
}

}  // namespace adit::boards
