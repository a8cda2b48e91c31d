// Bring-up and baud change as printed in the initialisation table: every frame, in order.
#include "driver/bm13xx/bring_up.hpp"

#include "driver/bm13xx/fast_baud.hpp"
#include "driver/bm13xx/host_frame.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::frames_of;
using test::hex;
using test::steps_of;

namespace {

const std::vector<std::string_view> single_chip_frames{
    "55 AA 51 09 00 A4 90 00 FF FF 1C",
    "55 AA 51 09 00 A4 90 00 FF FF 1C",
    "55 AA 51 09 00 A4 90 00 FF FF 1C",
    "55 AA 52 05 00 00 0A",
    "55 AA 51 09 00 A4 90 00 FF FF 1C",
    "55 AA 51 09 00 A8 00 07 00 00 03",
    "55 AA 51 09 00 18 F0 00 C1 00 04",
    "55 AA 53 05 00 00 03",
    "55 AA 40 05 00 00 1C",
    "55 AA 51 09 00 3C 80 00 8B 00 12",
    "55 AA 51 09 00 3C 80 00 80 0C 11",
    "55 AA 51 09 00 14 00 00 00 FF 08",
    "55 AA 51 09 00 58 00 01 11 11 0D",
    "55 AA 41 09 00 A8 00 07 01 F0 15",
    "55 AA 41 09 00 18 F0 00 C1 00 0C",
    "55 AA 41 09 00 3C 80 00 8B 00 1A",
    "55 AA 41 09 00 3C 80 00 80 0C 19",
    "55 AA 41 09 00 3C 80 00 82 AA 05",
    "55 AA 51 09 00 B9 00 00 44 80 0D",
    "55 AA 51 09 00 54 00 00 00 02 18",
    "55 AA 51 09 00 B9 00 00 44 80 0D",
    "55 AA 51 09 00 3C 80 00 8D EE 1B",
};

}  // namespace

TEST_CASE("bring-up of one BM1370 sends the production firmware's frames in its order") {
    CHECK(frames_of(BringUp{bm1370, 1}) == hex(single_chip_frames));
}

TEST_CASE("bring-up starts at the reset rate after 100 ms with nothing received, and ends with the diode readable") {
    const std::vector<Step> steps = steps_of(BringUp{bm1370, 1});
    REQUIRE(steps.size() == 27);
    CHECK(std::get<step::SetHostBaud>(steps[0].action).baud == Baud{115'200});
    CHECK(std::get<step::Wait>(steps[1].action).duration == 100ms);
    CHECK(std::holds_alternative<step::PurgeInput>(steps[2].action));
    CHECK(std::get<step::Wait>(steps.back().action).duration == 500ms);
}

TEST_CASE("HZ-28 chips are counted and identified right after they were asked") {
    const std::vector<Step> steps = steps_of(BringUp{bm1370, 4});
    const auto& expectation = std::get<step::ExpectChips>(steps[7].action);
    CHECK(std::holds_alternative<step::Send>(steps[6].action));
    CHECK(expectation.chip_id == 0x1370);
    CHECK(expectation.count == 4);
    CHECK(expectation.within == 1s);
}

TEST_CASE("a longer chain gets one address per chip, evenly spread, and each chip its own writes in one go") {
    const auto frames = frames_of(BringUp{bm1370, 4});
    CHECK(frames.size() == single_chip_frames.size() + 3 + 3 * 5);
    const std::vector<std::string> addresses{frames.begin() + 7, frames.begin() + 12};
    CHECK(addresses == hex({"55 AA 53 05 00 00 03", "55 AA 40 05 00 00 1C", "55 AA 40 05 40 00 1A",
                            "55 AA 40 05 80 00 10", "55 AA 40 05 C0 00 16"}));
    for (std::size_t chip = 0; chip < 4; ++chip)
        for (std::size_t line = 0; line < 5; ++line) {
            const auto frame = decode_host_frame(test::from_hex(frames[16 + chip * 5 + line]));
            REQUIRE(frame.has_value());
            const auto& write = std::get<WriteRegister>(frame->command);
            CHECK(write.to == chip_at(static_cast<std::uint8_t>(chip * 0x40)));
            CHECK((write.reg == Register::soft_reset) == (line == 0));
        }
}

TEST_CASE("chains of every length are addressed without collision") {
    for (std::uint16_t chips = 1; chips <= max_chips; ++chips) {
        std::vector<bool> taken(256);
        int addresses = 0;
        for (const std::string& hex_frame : frames_of(BringUp{bm1370, chips})) {
            const auto frame = decode_host_frame(test::from_hex(hex_frame));
            REQUIRE(frame.has_value());
            const auto* set = std::get_if<SetAddress>(&frame->command);
            if (set == nullptr) continue;
            CHECK_FALSE(taken[set->address]);
            taken[set->address] = true;
            ++addresses;
        }
        CHECK(addresses == chips);
    }
    CHECK(address_interval(6) == 32);
    CHECK(address_interval(0) == 256);
    CHECK(address_interval(65535) == 2);
}

TEST_CASE("every step says why and where from") {
    for (const Step& step : steps_of(BringUp{bm1370, 2})) {
        CHECK_FALSE(step.reason.empty());
        CHECK_FALSE(step.source.empty());
    }
}

TEST_CASE("steps that call themselves redundant write what another step writes as well") {
    std::vector<WriteRegister> needed, redundant;
    for (const Step& step : steps_of(BringUp{bm1370, 2})) {
        const auto* send = std::get_if<step::Send>(&step.action);
        if (send == nullptr) {
            CHECK_FALSE(step.redundant);
            continue;
        }
        const auto frame = decode_host_frame(send->frame.bytes());
        REQUIRE(frame.has_value());
        if (const auto* write = std::get_if<WriteRegister>(&frame->command))
            (step.redundant ? redundant : needed).push_back(*write);
    }
    CHECK(redundant.size() == 8);
    for (const WriteRegister& spare : redundant) {
        CAPTURE(static_cast<int>(spare.reg));
        const auto stands_in = [&](const WriteRegister& write) {
            return write.reg == spare.reg && (write.value == spare.value || spare.reg == Register::soft_reset);
        };
        CHECK(std::ranges::any_of(needed, stands_in));
    }
}

TEST_CASE("a copied cursor resumes where the original stood") {
    BringUp cursor{bm1370, 3};
    for (int i = 0; i < 20; ++i) REQUIRE(cursor.next().has_value());
    CHECK(frames_of(BringUp{cursor}) == frames_of(cursor));
}

TEST_CASE("the fast rate is set on the chips first, then on the host, and what came across it is dropped") {
    const std::vector<Step> steps = steps_of(FastBaud{{1'000'000}});
    REQUIRE(steps.size() == 4);
    CHECK(test::to_hex(std::get<step::Send>(steps[0].action).frame.bytes()) == "55aa510900281130020003");
    CHECK(std::get<step::Wait>(steps[1].action).duration == 100ms);
    CHECK(std::get<step::SetHostBaud>(steps[2].action).baud == Baud{1'000'000});
    CHECK(std::holds_alternative<step::PurgeInput>(steps[3].action));
}

TEST_CASE("no change of rate is planned to the reset rate or to one the chips cannot make") {
    CHECK(steps_of(FastBaud{{115'200}}).empty());
    CHECK(steps_of(FastBaud{{2'000'000}}).empty());
    CHECK(steps_of(FastBaud{{0}}).empty());
}
