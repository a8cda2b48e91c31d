// What chips count about themselves, as typed values.
#include "driver/bm13xx/counters.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::hex;

namespace {

std::vector<std::string> reads_of(const ChipModel& chip) {
    std::vector<std::string> frames;
    CounterReads reads{chip};
    while (const auto frame = reads.next()) frames.push_back(test::to_hex(frame->bytes()));
    CHECK_FALSE(reads.next().has_value());
    return frames;
}

template <class Value>
Value only(const ChipModel& chip, const RegisterReply& reply) {
    const auto reading = counter_of(chip, 4, reply);
    REQUIRE(reading.has_value());
    REQUIRE(std::holds_alternative<Value>(reading->value));
    return std::get<Value>(reading->value);
}

}  // namespace

TEST_CASE("a BM1370 is asked for total, errors and its four domains") {
    CHECK(reads_of(bm1370) == hex({"55 AA 52 05 00 8C 1D", "55 AA 52 05 00 4C 14", "55 AA 52 05 00 88 09",
                                   "55 AA 52 05 00 89 0C", "55 AA 52 05 00 8A 03", "55 AA 52 05 00 8B 06"}));
}

TEST_CASE("a BM1368 is also asked for its temperature, as published") {
    const auto frames = reads_of(bm1368);
    CHECK(test::last_of(frames, 5) ==
          hex({"55 AA 51 09 00 B0 80 00 00 00 0F", "55 AA 51 09 00 B0 00 02 00 00 1F",
               "55 AA 51 09 00 B0 01 02 00 00 16", "55 AA 51 09 00 B0 10 02 00 00 1B", "55 AA 52 05 00 B4 1B"}));
    const auto reply = decode_reply(test::from_hex("AA 55 80 00 08 0C 00 B4 00 00 1A"));
    REQUIRE(reply.has_value());
    const auto& value = std::get<RegisterReply>(*reply);
    CHECK(only<DieTemperature>(bm1368, value).temperature.value == Approx(2060 * 0.171342 - 299.5144));
    CHECK_FALSE(counter_of(bm1368, 1, {0x0000080c, 0, Register::temperature_data}).has_value());
    CHECK_FALSE(counter_of(bm1370, 1, value).has_value());
}

TEST_CASE("older chips are asked for the rate they compute themselves") {
    CHECK(reads_of(bm1397) == hex({"55 AA 52 05 00 04 1E"}));
    CHECK(reads_of(bm1387) == hex({"54 05 00 08 14"}));
    CHECK(reads_of(bm1362).empty());
    CHECK(only<ChipRate>(bm1397, {0x80044aa2, 0, Register::hash_rate}).rate.value == Approx(281250.0 * 1048576));
    CHECK_FALSE(counter_of(bm1397, 1, {0x00044aa2, 0, Register::hash_rate}).has_value());
    CHECK_FALSE(counter_of(bm1397, 1, {0x807fffff, 0, Register::hash_rate}).has_value());
    CHECK(only<ChipRate>(bm1387, {4418, 0, bm1387_register::hash_rate}).rate.value == Approx(4418.0 * 16777216));
}

TEST_CASE("counters carry chip, kind and domain") {
    CHECK(only<TotalHashes>(bm1366, {7, 0x40, Register::total_counter}) == TotalHashes{7});
    CHECK(counter_of(bm1366, 4, {7, 0x40, Register::total_counter})->chip == 1);
    CHECK(only<HashErrors>(bm1366, {8, 0xc0, Register::nonce_error_counter}) == HashErrors{8});
    CHECK(only<DomainHashes>(bm1366, {9, 0xff, Register::domain3_counter}) == DomainHashes{3, 9});
    CHECK_FALSE(counter_of(bm1366, 4, {9, 0, Register::pll0}).has_value());
    CHECK_FALSE(counter_of(bm1397, 4, {9, 0, Register::total_counter}).has_value());  // clock order status there
    CHECK_FALSE(counter_of(bm1362, 4, {9, 0, Register::total_counter}).has_value());
}

TEST_CASE("rates come from differences, across the counter's end, and never from less than a second") {
    CHECK(rate_between(0, 233, 1s)->value == Approx(1.0007e12).epsilon(1e-4));
    CHECK(rate_between(0xffffffff, 1, 2s)->value == Approx(4294967296.0));
    CHECK(rate_between(5, 5, 10s)->value == 0);
    CHECK_FALSE(rate_between(0, 233, 999ms).has_value());
    CHECK_FALSE(rate_between(0, 233, -5s).has_value());
}
