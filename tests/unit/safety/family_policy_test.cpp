// The gate's reading of chain bytes, family by family: what their own plans send passes, what would move energy
// otherwise does not. See chain_policy.hpp; the BM1370 in detail: chain_policy_test.cpp.
#include <vector>

#include "boards/safety/chain_policy.hpp"
#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/dialect.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards::safety::test {

namespace {

namespace wire = driver::bm13xx;
using Bytes = std::vector<std::byte>;

constexpr ChainLimits at_start{.clock_max = {50}, .clock_present = {}, .envelope_max = {600}};
constexpr ChainLimits at_400{.clock_max = {400}, .clock_present = {}, .envelope_max = {600}};

/// What the gate will be asked for by this step; empty if it sends nothing.
Bytes bytes_of(const driver::Step& step) {
    Bytes bytes;
    const auto copy = [&](const driver::CommandBytes& frame) {
        bytes.assign(frame.bytes().begin(), frame.bytes().end());
    };
    if (const auto* send = std::get_if<driver::step::Send>(&step.action)) copy(send->frame);
    if (const auto* set = std::get_if<driver::step::SetFrequency>(&step.action)) copy(set->frame);
    return bytes;
}

/// Frames of a plan that are refused, and all of them.
template <class Plan>
std::pair<unsigned, unsigned> judge(const wire::ChipModel& chip, Plan plan, const ChainLimits& limits) {
    unsigned refused = 0, all = 0;
    for (auto step = plan.next(); step; step = plan.next()) {
        const Bytes bytes = bytes_of(*step);
        if (bytes.empty()) continue;
        ++all;
        if (!judge_chain_bytes(chip, bytes, limits)) ++refused;
    }
    return {refused, all};
}

Expected<std::optional<Megahertz>, Denied> write(const wire::ChipModel& chip, wire::Register reg, std::uint32_t value) {
    const auto frame = wire::encode(chip.dialect(), wire::WriteRegister{wire::all_chips, reg, value});
    return judge_chain_bytes(chip, frame.bytes(), at_400);
}

Denied refusal(const wire::ChipModel& chip, wire::Register reg, std::uint32_t value) {
    const auto verdict = write(chip, reg, value);
    REQUIRE_FALSE(verdict);
    return verdict.error();
}

wire::Chain chain_of(const wire::ChipModel& chip) {
    const auto chips = std::min<std::uint16_t>(chip.most_chips, 12);
    return wire::Chain{{.chip = &chip, .chips = chips, .fast_baud = {1'000'000}, .domains = 3}};
}

}  // namespace

TEST_CASE("each family's bring-up passes at the start clock, its ramp at the permitted one and no further") {
    for (const wire::ChipModel* chip : wire::chip_models()) {
        CAPTURE(chip->name);
        const wire::Chain chain = chain_of(*chip);
        const ChainLimits start{.clock_max = chip->start_clock, .clock_present = {}, .envelope_max = {600}};
        const auto up = judge(*chip, chain.bring_up(), start);
        CHECK(up.first == 0);
        CHECK(up.second > 3);
        const auto ramp = judge(*chip, chain.ramp(chip->start_clock, {400}), at_400);
        CHECK(ramp.first == 0);
        CHECK(ramp.second > 40);
        CHECK(judge(*chip, chain.ramp(chip->start_clock, {400}), start).first > 40);
        CHECK(judge(*chip, chain.fast_baud(), at_400).first == 0);
    }
}

TEST_CASE("each family's jobs pass, and only as that family speaks them") {
    driver::Work work;
    work.version_count = 4;
    for (const wire::ChipModel* chip : wire::chip_models()) {
        CAPTURE(chip->name);
        wire::Chain chain = chain_of(*chip);
        const auto job = chain.encode_job(work);
        CHECK(judge_chain_bytes(*chip, job, at_start));
        const wire::ChipModel& other = chip->rolls_versions() ? wire::bm1397 : wire::bm1370;
        CHECK_FALSE(judge_chain_bytes(other, job, at_start));
    }
}

TEST_CASE("SA-3: a clock above the envelope is refused in every family's own coding") {
    const ChainLimits generous{.clock_max = {2000}, .clock_present = {2000}, .envelope_max = {300}};
    for (const wire::ChipModel* chip : wire::chip_models()) {
        CAPTURE(chip->name);
        const auto pll = wire::nearest_pll({400}, chip->pll, {400});
        REQUIRE(pll);
        auto ramp = chain_of(*chip).ramp({400}, {400});
        unsigned clocks = 0;
        for (auto step = ramp.next(); step; step = ramp.next()) {
            const auto* set = std::get_if<driver::step::SetFrequency>(&step->action);
            if (set == nullptr) continue;
            ++clocks;
            const auto verdict = judge_chain_bytes(*chip, set->frame.bytes(), generous);
            REQUIRE_FALSE(verdict);
            CHECK(verdict.error() == Denied::clock_too_high);
        }
        CHECK(clocks > 0);
    }
}

TEST_CASE("the hash clock of one family is another's harmless register: the family decides") {
    CHECK(refusal(wire::bm1387, wire::Register{0x0c}, 0) == Denied::clock_malformed);
    CHECK(write(wire::bm1370, wire::Register{0x0c}, 0));
    CHECK(refusal(wire::bm1370, wire::Register{0x08}, 0) == Denied::clock_malformed);
    CHECK(refusal(wire::bm1397, wire::Register{0x08}, 0) == Denied::clock_malformed);
}

TEST_CASE("dividers, rates, core registers and unnamed addresses are refused unless the family knows the very value") {
    CHECK(write(wire::bm1397, wire::Register::pll0_divider, 0x0f0f0f00));
    CHECK(refusal(wire::bm1397, wire::Register::pll0_divider, 0) == Denied::divider);
    CHECK(refusal(wire::bm1366, wire::Register::pll0_divider, 0x0f0f0f00) == Denied::divider);
    CHECK(refusal(wire::bm1397, wire::Register::misc_control, 0x00400000) == Denied::baud);
    CHECK(refusal(wire::bm1387, wire::Register{0x1c}, 0) == Denied::baud);
    CHECK(refusal(wire::bm1368, wire::Register::fast_uart, 0x80000000) == Denied::baud);
    CHECK(refusal(wire::bm1373, wire::Register::auto_work, 1) == Denied::baud);
    for (const wire::ChipModel* chip : {&wire::bm1397, &wire::bm1366, &wire::bm1368, &wire::bm1373})
        CHECK(refusal(*chip, wire::Register::core_mailbox, 0x8000ff0f) == Denied::mailbox);
    for (const wire::ChipModel* chip : wire::chip_models())
        CHECK(refusal(*chip, wire::Register{0xfe}, 0) == Denied::unknown_register);
}

}  // namespace adit::boards::safety::test
