// What the gate lets through to a chain. Frames are golden bytes; see chain_policy.hpp.
#include <cmath>
#include <initializer_list>
#include <vector>

#include "boards/safety/chain_policy.hpp"
#include "driver/bm13xx/bring_up.hpp"
#include "driver/bm13xx/frames.hpp"
#include "driver/bm13xx/ramp.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/safety/gate_bench.hpp"

namespace adit::boards::safety::test {

namespace {

namespace wire = driver::bm13xx;
using Bytes = std::vector<std::byte>;

Bytes hex(std::initializer_list<unsigned> values) {
    Bytes bytes;
    for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
    return bytes;
}

Bytes write(wire::Register reg, std::uint32_t value) {
    const auto frame = wire::encode(wire::WriteRegister{wire::all_chips, reg, value});
    return {frame.bytes().begin(), frame.bytes().end()};
}

const Bytes clock_525 = hex({0x55, 0xaa, 0x51, 0x09, 0x00, 0x08, 0x40, 0xa8, 0x02, 0x30, 0x03});
const Bytes clock_550 = hex({0x55, 0xaa, 0x51, 0x09, 0x00, 0x08, 0x40, 0xb0, 0x02, 0x30, 0x04});
const Bytes clock_700 = hex({0x55, 0xaa, 0x51, 0x09, 0x00, 0x08, 0x40, 0xa8, 0x02, 0x20, 0x19});
const Bytes fast_uart = hex({0x55, 0xaa, 0x51, 0x09, 0x00, 0x28, 0x11, 0x30, 0x02, 0x00, 0x03});
const Bytes read_ids = hex({0x55, 0xaa, 0x52, 0x05, 0x00, 0x00, 0x0a});

constexpr ChainLimits at_525{.clock_max = {525}, .clock_present = {}, .envelope_max = {650}};

Denied refusal(const Bytes& bytes, const ChainLimits& limits = at_525, const wire::ChipModel& chip = wire::bm1370) {
    const auto verdict = judge_chain_bytes(chip, bytes, limits);
    REQUIRE_FALSE(verdict);
    return verdict.error();
}

bool passes(const Bytes& bytes, const ChainLimits& limits = at_525, const wire::ChipModel& chip = wire::bm1370) {
    return judge_chain_bytes(chip, bytes, limits).has_value();
}

}  // namespace

TEST_CASE("a clock within the permit passes and is reported, one above it is refused") {
    const auto verdict = judge_chain_bytes(wire::bm1370, clock_525, at_525);
    REQUIRE(verdict);
    REQUIRE(*verdict);
    CHECK((*verdict)->value == Approx(525));
    CHECK(refusal(clock_550) == Denied::clock_too_high);
    CHECK(refusal(clock_525, {{524.99}, {}, {650}}) == Denied::clock_too_high);
    CHECK(refusal(clock_525, {{std::nan("")}, {}, {650}}) == Denied::clock_too_high);
}

TEST_CASE("SA-3: no permit and no present clock lifts a frame above the envelope") {
    CHECK(refusal(clock_700, {{700}, {700}, {650}}) == Denied::clock_too_high);
}

TEST_CASE("on the way down every clock below the present one passes") {
    CHECK(passes(clock_525, {{50}, {550}, {650}}));
    CHECK(refusal(clock_550, {{50}, {549}, {650}}) == Denied::clock_too_high);
}

TEST_CASE("every frame of a buffer is judged, in order") {
    Bytes both = read_ids;
    both.insert(both.end(), clock_525.begin(), clock_525.end());
    CHECK(passes(both));
    both.insert(both.end(), clock_550.begin(), clock_550.end());
    CHECK(refusal(both) == Denied::clock_too_high);
    Bytes cut = clock_525;
    cut.push_back(std::byte{0x55});
    CHECK(refusal(cut) == Denied::undecodable);
}

TEST_CASE("what cannot be decoded is refused: nothing, noise, and every single flipped bit") {
    CHECK(refusal({}) == Denied::undecodable);
    CHECK(refusal(hex({0x00, 0xff, 0x55})) == Denied::undecodable);
    for (std::size_t bit = 0; bit < clock_525.size() * 8; ++bit) {
        Bytes flipped = clock_525;
        flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        CAPTURE(bit);
        CHECK(refusal(flipped) == Denied::undecodable);
    }
}

TEST_CASE("clock words that no setting has are refused") {
    for (const std::uint32_t word : {0U, 0x40a80030U, 0x40000230U, 0x00a80230U, 0xffffffffU})
        CHECK(refusal(write(wire::Register::pll0, word)) == Denied::clock_malformed);
}

TEST_CASE("dividers and auxiliary clocks are refused, the ring oscillator may only be switched off") {
    for (const unsigned reg : {0x60U, 0x64U, 0x70U, 0x74U, 0x78U, 0x7cU, 0x80U, 0x84U, 0x20U})
        CHECK(refusal(write(static_cast<wire::Register>(reg), 0x03040607)) == Denied::divider);
    CHECK(refusal(write(wire::Register::pll3, 0)) == Denied::divider);
    CHECK(passes(write(wire::Register::pll3, 0x5aa55aa5)));
}

TEST_CASE("known UART words pass, others are refused") {
    CHECK(passes(fast_uart));
    CHECK(passes(write(wire::Register::fast_uart, 0x01301a00)));
    CHECK(passes(write(wire::Register::fast_uart, 0x11300000)));
    for (const std::uint32_t word : {0x11301b00U, 0x15600700U, 0x80000000U, 0x11300201U, 0U})
        CHECK(refusal(write(wire::Register::fast_uart, word)) == Denied::baud);
}

TEST_CASE("core registers: reads pass, writes only as the field knows them") {
    for (const std::uint32_t word : {0x80008b00U, 0x8000800cU, 0x800082aaU, 0x80008deeU})
        CHECK(passes(write(wire::Register::core_mailbox, word)));
    CHECK(passes(write(wire::Register::core_mailbox, 0x00050200)));
    for (const std::uint32_t word : {0x80008b01U, 0x8000800fU, 0x800085ffU, 0x000582aaU, 0x7000800cU})
        CHECK(refusal(write(wire::Register::core_mailbox, word)) == Denied::mailbox);
}

TEST_CASE("registers without a name are refused, harmless ones pass") {
    CHECK(refusal(write(static_cast<wire::Register>(0xfe), 0)) == Denied::unknown_register);
    CHECK(passes(write(wire::Register::ticket_mask, 0xff)));
    CHECK(passes(write(wire::Register::analog_mux, 2)));
}

TEST_CASE("all of a BM1370's bring-up and its ramp to the permit pass the gate, one step further does not") {
    GateBench bench;
    bench.energise();
    const auto admits = [&](const driver::Step& step) {
        if (const auto* send = std::get_if<driver::step::Send>(&step.action))
            return bench.gate.admit(send->frame.bytes(), bench.now).has_value();
        if (const auto* set = std::get_if<driver::step::SetFrequency>(&step.action))
            return bench.gate.admit(set->frame.bytes(), bench.now).has_value();
        return true;
    };
    wire::BringUp bring_up{wire::bm1370, 1};
    unsigned steps = 0;
    for (auto step = bring_up.next(); step; step = bring_up.next(), ++steps) CHECK(admits(*step));
    wire::Ramp up{wire::bm1370, 1, Megahertz{50}, Megahertz{525}};
    for (auto step = up.next(); step; step = up.next(), ++steps) CHECK(admits(*step));
    CHECK(steps > 100);
    CHECK(is_denied(bench.gate.admit(clock_550, bench.now), Denied::clock_too_high));
    bench.gate.set_permit(bench.permit(Millivolts{1150}, Megahertz{50}), bench.now);
    wire::Ramp down{wire::bm1370, 1, Megahertz{525}, Megahertz{50}};
    for (auto step = down.next(); step; step = down.next()) CHECK(admits(*step));
    CHECK(is_denied(bench.gate.admit(clock_525, bench.now), Denied::clock_too_high));
}

TEST_CASE("after a chain reset the way down is not open from above") {
    GateBench bench;
    bench.energise();
    REQUIRE(bench.gate.admit(clock_525, bench.now));
    bench.gate.set_permit(bench.permit(Millivolts{1150}, Megahertz{50}), bench.now);
    CHECK(bench.gate.admit(clock_525, bench.now));
    bench.gate.note_chain_reset();
    CHECK(is_denied(bench.gate.admit(clock_525, bench.now), Denied::clock_too_high));
}

TEST_CASE("no byte reaches a chain without a live permit") {
    GateBench bench;
    CHECK(is_denied(bench.gate.admit(read_ids, bench.now), Denied::no_permit));
    bench.energise();
    CHECK(bench.gate.admit(read_ids, bench.now));
    CHECK(is_denied(bench.gate.admit(read_ids, bench.now + 3s), Denied::no_permit));
}

}  // namespace adit::boards::safety::test
