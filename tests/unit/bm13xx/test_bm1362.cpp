// The BM1362: the S19j Pro's order, speed before the ramp and cores after it; and captured results.
#include "driver/bm13xx/chain.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using test::hex;

TEST_CASE("bring-up of one BM1362 sends the capture's frames in its order, the change of speed included") {
    CHECK(
        test::frames_of(BringUp{bm1362, {.chips = 1, .fast_baud = {3'125'000}}}) ==
        hex({"55 AA 51 09 00 A4 90 00 FF FF 1C", "55 AA 52 05 00 00 0A", "55 AA 51 09 00 A4 90 00 FF FF 1C",
             "55 AA 51 09 00 A4 90 00 FF FF 1C", "55 AA 51 09 00 A8 00 00 00 00 01", "55 AA 51 09 00 18 B0 00 C1 00 14",
             "55 AA 53 05 00 00 03", "55 AA 40 05 00 00 1C", "55 AA 51 09 00 3C 80 00 85 40 0C",
             "55 AA 51 09 00 3C 80 00 80 08 05", "55 AA 51 09 00 14 00 00 00 FF 08", "55 AA 51 09 00 54 00 00 00 03 1D",
             "55 AA 51 09 00 58 00 01 11 11 0D", "55 AA 51 09 00 28 11 30 00 00 1E"}));
}

TEST_CASE("a BM1362 chain that stays at its reset rate is never told another, and one that changes does so once") {
    CHECK(test::frames_of(BringUp{bm1362, 1}).back() == hex({"55 AA 51 09 00 58 00 01 11 11 0D"}).front());
    const Chain chain{{.chip = &bm1362, .fast_baud = {3'125'000}}};
    CHECK(test::frames_of(chain.fast_baud()).empty());
    int host_changes = 0;
    for (const Step& step : test::steps_of(chain.bring_up()))
        host_changes += std::holds_alternative<step::SetHostBaud>(step.action);
    CHECK(host_changes == 2);  // to the reset rate first, then to the fast one
}

TEST_CASE("the first ramp of a BM1362 starts each chip's cores, then sweep length and version rolling") {
    const Chain chain{{.chip = &bm1362}};
    CHECK(
        test::last_of(test::frames_of(chain.ramp({50}, {525})), 8) ==
        hex({"55 AA 51 09 00 08 40 A8 02 30 03", "55 AA 41 09 00 A8 00 00 00 02 03", "55 AA 41 09 00 18 B0 00 C1 00 1C",
             "55 AA 41 09 00 3C 80 00 85 40 04", "55 AA 41 09 00 3C 80 00 80 08 0D", "55 AA 41 09 00 3C 80 00 82 AA 05",
             "55 AA 51 09 00 10 00 0C 30 C3 16", "55 AA 51 09 00 A4 90 00 FF FF 1C"}));
    const auto sweep = [](std::uint32_t value) {
        return test::to_hex(encode(WriteRegister{all_chips, Register::hash_counting_number, value}).bytes());
    };
    CHECK(sweep(0x1381) == hex({"55 AA 51 09 00 10 00 00 13 81 08"}).front());
    CHECK(sweep(0x12c9) == hex({"55 AA 51 09 00 10 00 00 12 C9 1E"}).front());
}

TEST_CASE("a BM1362 counts its jobs through 32 ids and its replies lead back to each") {
    JobSlots slots{bm1362.job_ids};
    for (std::uint64_t round = 0; round < 2; ++round)
        for (unsigned logical = 0; logical < 32; ++logical) {
            Work work;
            work.id = round * 32 + logical;
            CHECK(slots.remember(work, 0) == logical * 8);
            for (unsigned engine = 0; engine < 8; ++engine) {
                const auto* slot = slots.find(static_cast<std::uint8_t>(logical << 3 | engine));
                REQUIRE(slot != nullptr);
                CHECK(slot->work == work.id);
            }
        }
}

TEST_CASE("captured BM1362 results tell the engine twice, in the job byte and in the version") {
    for (const std::string_view frame :
         {"AA 55 6D B8 8E E1 01 04 03 54 94", "AA 55 7B 8D 81 60 02 55 00 85 81", "AA 55 32 2A 84 5A 02 52 01 B2 8C"}) {
        CAPTURE(frame);
        Chain chain{{.chip = &bm1362}};
        Work work;
        work.rollable = full_version_mask;
        for (int i = 0; i < 32; ++i) (void)chain.encode_job(work);
        chain.receive(test::from_hex(frame), Instant{});
        const auto event = chain.next_event();
        REQUIRE(event.has_value());
        CHECK(std::holds_alternative<Nonce>(*event));
        CHECK(chain.counters().inconsistent_nonces == 0);
    }
}
