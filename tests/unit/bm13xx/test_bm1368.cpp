// The BM1368: bring-up frame by frame, with a pause after each chip.
#include "driver/bm13xx/chain.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::hex;

TEST_CASE("bring-up of one BM1368 sends the production firmware's frames in its order") {
    CHECK(test::frames_of(BringUp{bm1368, 1}) == hex({"55 AA 51 09 00 A4 90 00 FF FF 1C",
                                                      "55 AA 51 09 00 A4 90 00 FF FF 1C",
                                                      "55 AA 51 09 00 A4 90 00 FF FF 1C",
                                                      "55 AA 51 09 00 A4 90 00 FF FF 1C",
                                                      "55 AA 52 05 00 00 0A",
                                                      "55 AA 53 05 00 00 03",
                                                      "55 AA 51 09 00 A8 00 07 00 00 03",
                                                      "55 AA 51 09 00 18 FF 0F C1 00 00",
                                                      "55 AA 51 09 00 3C 80 00 8B 00 12",
                                                      "55 AA 51 09 00 3C 80 00 80 18 1F",
                                                      "55 AA 51 09 00 14 00 00 00 FF 08",
                                                      "55 AA 51 09 00 54 00 00 00 03 1D",
                                                      "55 AA 51 09 00 58 02 11 11 11 06",
                                                      "55 AA 40 05 00 00 1C",
                                                      "55 AA 41 09 00 A8 00 07 01 F0 15",
                                                      "55 AA 41 09 00 18 F0 00 C1 00 0C",
                                                      "55 AA 41 09 00 3C 80 00 8B 00 1A",
                                                      "55 AA 41 09 00 3C 80 00 80 18 17",
                                                      "55 AA 41 09 00 3C 80 00 82 AA 05",
                                                      "55 AA 51 09 00 14 00 00 00 FF 08"}));
}

TEST_CASE("every BM1368 is given 500 ms after its own writes") {
    CHECK(test::waited_by(BringUp{bm1368, 6}) - test::waited_by(BringUp{bm1368, 1}) == 5 * 500ms);
    const auto steps = test::steps_of(BringUp{bm1368, 2});
    for (std::size_t i = 1; i < steps.size(); ++i)
        if (test::frame_of(steps[i - 1]).ends_with("82aa05") || test::frame_of(steps[i - 1]).ends_with("82aa1f"))
            CHECK(std::get<step::Wait>(steps[i].action).duration == 500ms);
}

TEST_CASE("four BM1368 are addressed as published and told apart by their replies") {
    const auto frames = test::frames_of(BringUp{bm1368, 4});
    const auto first = std::ranges::find(frames, "55aa400500001c");
    REQUIRE(first != frames.end());
    CHECK(std::vector(first, first + 4) ==
          hex({"55 AA 40 05 00 00 1C", "55 AA 40 05 40 00 1A", "55 AA 40 05 80 00 10", "55 AA 40 05 C0 00 16"}));
    Chain chain{{.chip = &bm1368, .chips = 4}};
    for (const std::string_view reply : {"AA 55 13 68 00 00 00 00 00 00 0F", "AA 55 13 68 00 00 40 00 00 00 1B",
                                         "AA 55 13 68 00 00 80 00 00 00 02", "AA 55 13 68 00 00 C0 00 00 00 16"})
        chain.receive(test::from_hex(reply), Instant{});
    for (std::uint16_t chip = 0; chip < 4; ++chip) {
        const auto event = chain.next_event();
        REQUIRE(event.has_value());
        CHECK(chain.chip_at_address(std::get<ChipSeen>(*event).address) == chip);
    }
}

TEST_CASE("the first ramp of a BM1368 ends with its sweep length and version rolling, then the fast rate") {
    const Chain chain{{.chip = &bm1368, .fast_baud = {1'000'000}}};
    CHECK(test::last_of(test::frames_of(chain.ramp({50}, {490})), 3) ==
          hex({"55 AA 51 09 00 08 50 C4 02 40 06", "55 AA 51 09 00 10 00 0D 0F AC 1B",
               "55 AA 51 09 00 A4 90 00 FF FF 1C"}));
    CHECK(test::frames_of(chain.fast_baud()) == hex({"55 AA 51 09 00 28 11 30 02 00 03"}));
    const auto factory = encode(WriteRegister{all_chips, Register::hash_counting_number, 0x15a4});
    CHECK(test::to_hex(factory.bytes()) == hex({"55 AA 51 09 00 10 00 00 15 A4 0A"}).front());
}
