// BM1372 and BM1373 as either firmware runs them, and what only long BM1370 chains need.
#include "driver/bm13xx/chain.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::hex;

TEST_CASE("bring-up of one BM1373 sends the newest firmware's frames in its order, the change of speed included") {
    const ChainShape shape{.chips = 1, .fast_baud = {3'000'000}};
    const auto expected = hex(
        {"55 AA 52 05 00 00 0A", "55 AA 53 05 00 00 03", "55 AA 40 05 00 00 1C", "55 AA 51 09 00 3C 80 00 8D 04 04",
         "55 AA 51 09 00 14 00 00 00 FF 08", "55 AA 51 09 00 58 00 01 11 11 0D", "55 AA 51 09 00 68 5A A5 5A A5 1C",
         "55 AA 51 09 00 C4 00 00 00 00 1F", "55 AA 51 09 00 28 80 00 00 00 18", "55 AA 51 09 00 A8 F0 07 01 F0 04",
         "55 AA 51 09 00 18 FF 00 C1 00 1C", "55 AA 51 09 00 19 00 00 00 00 01", "55 AA 51 09 00 3C 80 00 8B 00 12",
         "55 AA 51 09 00 3C 80 00 80 5A 12", "55 AA 51 09 00 3C 80 00 82 AA 0D", "55 AA 51 09 00 54 00 00 00 02 18"});
    CHECK(test::frames_of(BringUp{bm1373, shape}) == expected);
    CHECK(test::frames_of(BringUp{bm1372, shape}) == expected);
    int host_rates = 0;
    for (const Step& step : test::steps_of(BringUp{bm1373, shape})) {
        if (const auto* rate = std::get_if<step::SetHostBaud>(&step.action))
            CHECK(rate->baud == (host_rates++ == 0 ? Baud{115'200} : Baud{3'000'000}));
        if (const auto* chips = std::get_if<step::ExpectChips>(&step.action)) CHECK(chips->chip_id == 0x1373);
    }
    CHECK(host_rates == 2);
}

TEST_CASE("BM1373 chips are addressed by 16, commanded by 4, and their nonces spread over the whole byte") {
    const Chain chain{{.chip = &bm1373, .chips = 3, .domains = 3}};
    const auto frames = test::frames_of(chain.bring_up());
    CHECK(std::vector(frames.begin() + 2, frames.begin() + 5) ==
          hex({"55 AA 40 05 00 00 1C", "55 AA 40 05 10 00 0F", "55 AA 40 05 20 00 1F"}));
    for (std::uint16_t chip = 0; chip < 3; ++chip) {
        const auto end = encode(
            WriteRegister{chip_at(static_cast<std::uint8_t>(chip * 4)), Register::io_driver_strength, 0x0001f111});
        CHECK(std::ranges::count(frames, test::to_hex(end.bytes())) == 1);
        CHECK(chain.chip_at_address(static_cast<std::uint8_t>(chip * 16)) == chip);
        const std::uint32_t field = chip * (256u / 3);
        CHECK(origin_of(bm1373, {.chips = 3}, swap_nonce((field + 2) << 17)).chip == chip);
    }
    CHECK(Chain{{.chip = &bm1373, .chips = 128}}.config().chips == 16);
}

TEST_CASE("the first ramp of a BM1373 ends with the factory's fixed sweep length and version rolling") {
    const Chain chain{{.chip = &bm1373}};
    CHECK(test::last_of(test::frames_of(chain.ramp({50}, {400})), 3) ==
          hex({"55 AA 51 09 00 08 40 A0 02 40 11", "55 AA 51 09 00 10 00 00 1E B5 0F",
               "55 AA 51 09 00 A4 90 00 FF FF 1C"}));
    CHECK(hash_counting_number(bm1373, 1, {327}) == 0x1eb5);
    CHECK(nominal_rate(bm1373, 1, {400}).value == Approx(2.69e12));
}

TEST_CASE("a BM1373 can also be run like a BM1370, with its own control word") {
    auto expected = test::frames_of(BringUp{bm1370, 2});
    for (std::string& frame : expected) {
        if (frame == "55aa51090018f000c10004") frame = hex({"55 AA 51 09 00 18 FF 00 C1 00 1C"}).front();
        if (frame.starts_with("55aa410900") && frame.substr(10, 10) == "18f000c100")
            frame = test::to_hex(encode(WriteRegister{chip_at(0), Register::misc_control, 0xff00c100}).bytes());
        if (frame.starts_with("55aa410980") && frame.substr(10, 10) == "18f000c100")
            frame = test::to_hex(encode(WriteRegister{chip_at(0x80), Register::misc_control, 0xff00c100}).bytes());
    }
    CHECK(test::frames_of(BringUp{bm1373_as_bm1370, 2}) == expected);
}

TEST_CASE("a chain of BM1370 in domains gets strong domain ends, reply gaps and nonce offsets as captured") {
    const auto frames = test::frames_of(BringUp{bm1370, {.chips = 65, .domains = 13}});
    const auto has = [&](std::size_t chip, Register reg, std::uint32_t value) {
        const auto frame = encode(WriteRegister{chip_at(static_cast<std::uint8_t>(chip * 2)), reg, value});
        return std::ranges::count(frames, test::to_hex(frame.bytes())) == 1;
    };
    for (std::size_t domain = 0; domain < 13; ++domain) {
        CAPTURE(domain);
        const auto gap = static_cast<std::uint32_t>(5 * (13 - domain) + 14) << 16 | 3;
        CHECK(has(domain * 5 + 4, Register::io_driver_strength, 0x0001f111));
        CHECK(has(domain * 5, Register::uart_relay, gap));
        CHECK(has(domain * 5 + 4, Register::uart_relay, gap));
    }
    const std::vector<std::uint32_t> offsets{0x0000, 0x03F1, 0x07E1, 0x0BD1, 0x0FC1, 0x13B2};
    for (std::size_t chip = 0; chip < offsets.size(); ++chip)
        CHECK(has(chip, Register::chip_nonce_offset, 0x80000000 | offsets[chip]));
    CHECK(has(64, Register::chip_nonce_offset, 0x8000FC10));
    CHECK(frames.size() == 22 + 64 + 64 * 5 + 13 + 26 + 65);
    CHECK(test::frames_of(BringUp{bm1370, {.chips = 65, .domains = 4}}).size() == 22 + 64 + 64 * 5);  // ragged: one
}

TEST_CASE("with nonce offsets the chip is the last one whose offset is not above the counter") {
    const ChainShape shape{.chips = 65, .domains = 13};
    REQUIRE(uses_nonce_offsets(bm1370, shape));
    CHECK_FALSE(uses_nonce_offsets(bm1370, {.chips = 65}));
    for (std::uint16_t chip = 0; chip < 65; ++chip) {
        const std::uint32_t start = (nonce_offset_word(65, chip) & 0xffff) << 9;
        CAPTURE(chip);
        CHECK(origin_of(bm1370, shape, swap_nonce(7u << 25 | start)) == NonceOrigin{chip, 7, 0});
        CHECK(origin_of(bm1370, shape, swap_nonce(7u << 25 | (start + 1000))).chip == chip);
        if (chip > 0) CHECK(origin_of(bm1370, shape, swap_nonce(start - 1)).chip == chip - 1);
    }
}
