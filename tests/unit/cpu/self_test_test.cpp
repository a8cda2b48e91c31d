// Known answers, and the comparison of hit sets behind them.
#include "boards/cpu/self_test.hpp"

#include "hal/linux/cpu_features.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cpu/fake_engines.hpp"

using namespace adit;
using namespace adit::boards::cpu;
using namespace adit::boards::cpu::testing;

TEST_CASE("every engine that this processor can run gives the known answers (HZ-31)") {
    const SelfTest test;
    const hal::CpuFeatures features = hal::detect_cpu_features();
    int examined = 0;
    for (const Engine& engine : driver::sha256::engines()) {
        if (!features.includes(engine.needs)) continue;
        INFO(engine.name);
        CHECK_FALSE(test.examine(engine));
        ++examined;
    }
    CHECK(examined >= 1);
}

TEST_CASE("an engine with any fault fails the known answers, and the fault is named (HZ-31)") {
    const SelfTest test;
    const auto fault_of = [&test](const Engine& engine) {
        const auto mistake = test.examine(engine);
        return mistake ? name(mistake->fault) : "none";
    };
    CHECK(fault_of(fake_engine<Spoil::nothing>("x")) == "none");
    CHECK(fault_of(fake_engine<Spoil::miss_lane_5>("x")) == "missed_hit");
    CHECK(fault_of(fake_engine<Spoil::no_wrap>("x")) == "missed_hit");
    CHECK(fault_of(fake_engine<Spoil::invent>("x")) == "false_hit");
    CHECK(fault_of(fake_engine<Spoil::outside>("x")) == "false_hit");
    CHECK(fault_of(fake_engine<Spoil::repeat>("x")) == "repeated_hit");
    CHECK(fault_of(fake_engine<Spoil::no_progress>("x")) == "wrong_progress");
    CHECK(fault_of(fake_engine<Spoil::wrong_index>("x")) != "none");
}

TEST_CASE("an engine with more lanes than buffers have room for is not used") {
    Engine wide = fake_engine<Spoil::nothing>("wide");
    wide.group_nonces = max_group_nonces + 1;
    CHECK(SelfTest{}.examine(wide));
    wide.group_nonces = 0;
    CHECK(SelfTest{}.examine(wide));
}

TEST_CASE("a mistake names the nonce and the version") {
    driver::Work work;
    work.claim_bits = 1;
    work.version_count = 2;
    work.versions = {0x20000000, 0x20002000};
    const ScanJob job = driver::sha256::prepare(work);
    HitBuffer buffer;
    const auto missed = differs_from_portable(fake_engine<Spoil::miss_lane_5>("x"), job, 1000, 8, buffer);
    REQUIRE(missed);
    CHECK(missed->where.nonce == 1005);
    const auto hash = driver::sha256::hash_header(
        driver::sha256::header_of(work, work.versions.at(missed->where.version_index), missed->where.nonce));
    CHECK(driver::sha256::leading_zero_bits(hash) >= 1);
    CHECK_FALSE(differs_from_portable(fake_engine<Spoil::nothing>("x"), job, 0xfffffffc, 8, buffer));
}

TEST_CASE("a set of hits takes each hit of its range once, over the end of the nonces as well") {
    HitSet hits{0xfffffffe, 4, 2};
    CHECK(hits.insert({0xffffffff, 1}));
    CHECK(hits.insert({1, 0}));
    CHECK_FALSE(hits.insert({1, 0}));
    CHECK_FALSE(hits.insert({2, 0}));
    CHECK_FALSE(hits.insert({0xfffffffd, 0}));
    CHECK_FALSE(hits.insert({0, 2}));
    CHECK(hits.size() == 2);
    HitSet fewer{0xfffffffe, 4, 2};
    REQUIRE(fewer.insert({0xffffffff, 1}));
    REQUIRE(hits.beyond(fewer));
    CHECK(hits.beyond(fewer)->nonce == 1);
    CHECK_FALSE(fewer.beyond(hits));
}
