// The BM1366: bring-up frame by frame, and hardware runs on a known block.
#include <algorithm>
#include <cmath>

#include "driver/bm13xx/chain.hpp"
#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/bm1366_vectors.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::from_hex;
using test::hex;

namespace {

Work block_839900(std::string_view merkle) {
    Work work;
    work.id = 839900;
    work.header = test::array_from_hex<80>(std::string{"00000020"} + std::string{test::bm1366_previous} +
                                           std::string{merkle} + "df1b22661942031700000000");
    work.rollable = full_version_mask;
    return work;
}

double difficulty_of(const sha256::Digest& digest) {
    double hash = 0;
    for (std::size_t i = 32; i-- > 0;) hash = hash * 256 + std::to_integer<int>(digest[i]);
    return 65535.0 * std::exp2(208) / hash;
}

}  // namespace

TEST_CASE("bring-up of one BM1366 sends the production firmware's frames in its order") {
    CHECK(
        test::frames_of(BringUp{bm1366, 1}) ==
        hex({"55 AA 51 09 00 A4 90 00 FF FF 1C", "55 AA 51 09 00 A4 90 00 FF FF 1C", "55 AA 51 09 00 A4 90 00 FF FF 1C",
             "55 AA 52 05 00 00 0A", "55 AA 51 09 00 A8 00 07 00 00 03", "55 AA 51 09 00 18 FF 0F C1 00 00",
             "55 AA 53 05 00 00 03", "55 AA 40 05 00 00 1C", "55 AA 51 09 00 3C 80 00 85 40 0C",
             "55 AA 51 09 00 3C 80 00 80 20 19", "55 AA 51 09 00 14 00 00 00 FF 08", "55 AA 51 09 00 54 00 00 00 03 1D",
             "55 AA 51 09 00 58 02 11 11 11 06", "55 AA 41 09 00 2C 00 7C 00 03 03", "55 AA 41 09 00 A8 00 07 01 F0 15",
             "55 AA 41 09 00 18 F0 00 C1 00 0C", "55 AA 41 09 00 3C 80 00 85 40 04", "55 AA 41 09 00 3C 80 00 80 20 11",
             "55 AA 41 09 00 3C 80 00 82 AA 05"}));
}

TEST_CASE("on a chain of six BM1366 only the first chip gets the relay word, and each its own writes") {
    const auto frames = test::frames_of(BringUp{bm1366, 6});
    CHECK(frames.size() == 19 + 5 + 5 * 5);
    CHECK(std::ranges::count(frames, "55aa4109002c007c000303") == 1);
    for (unsigned chip = 0; chip < 6; ++chip) {
        const auto release =
            encode(WriteRegister{chip_at(static_cast<std::uint8_t>(chip * 0x20)), Register::soft_reset, 0x000701f0});
        CHECK(std::ranges::count(frames, test::to_hex(release.bytes())) == 1);
    }
}

TEST_CASE("the first ramp of a BM1366 ends with its sweep length and version rolling, later ones with the sweep only") {
    const Chain chain{{.chip = &bm1366}};
    const auto first = test::frames_of(chain.ramp({50}, {485}));
    CHECK(test::last_of(first, 3) == hex({"55 AA 51 09 00 08 50 C2 02 40 1C", "55 AA 51 09 00 10 00 0D 32 24 10",
                                          "55 AA 51 09 00 A4 90 00 FF FF 1C"}));
    Chain working{{.chip = &bm1366}};
    (void)working.encode_job({});
    CHECK(test::last_of(test::frames_of(working.ramp({50}, {485})), 2) ==
          hex({"55 AA 51 09 00 08 50 C2 02 40 1C", "55 AA 51 09 00 10 00 0D 32 24 10"}));
    working.reset();
    CHECK(test::last_of(test::frames_of(working.ramp({50}, {485})), 1) == hex({"55 AA 51 09 00 A4 90 00 FF FF 1C"}));
}

TEST_CASE("sweep lengths of factories and of full coverage travel as published frames") {
    const auto sweep = [](std::uint32_t value) {
        return test::to_hex(encode(WriteRegister{all_chips, Register::hash_counting_number, value}).bytes());
    };
    CHECK(sweep(0x151c) == test::to_hex(from_hex("55 AA 51 09 00 10 00 00 15 1C 02")));
    CHECK(sweep(0x115a) == test::to_hex(from_hex("55 AA 51 09 00 10 00 00 11 5A 04")));
    CHECK(hash_counting_number(bm1366, 1, {485}) == 0xD3224);
    CHECK(hash_counting_number(bm1366, 6, {485}) == 0x1A644);
    CHECK(hash_counting_number(bm1368, 1, {490}) == 0xD0FAC);
    CHECK(hash_counting_number(bm1368, 4, {490}) == 0x343EB);
    CHECK(hash_counting_number(bm1362, 12, {525}) == 0xC30C);
}

TEST_CASE("epochs agree with those measured on a BM1366") {
    using Seconds = std::chrono::duration<double>;
    CHECK(Seconds{epoch(bm1366, 0xFFFFF, 16)}.count() == Approx(687.24).margin(0.01));
    CHECK(Seconds{epoch(bm1366, 0x151C, 16)}.count() == Approx(3.584).margin(0.001));
    CHECK(Seconds{epoch(bm1370, 0xC30C3, 16)}.count() == Approx(261.8).margin(0.1));
    CHECK(Seconds{epoch(bm1370, 0x15555, 16)}.count() == Approx(28.7).margin(0.1));
}

TEST_CASE("results of a BM1366 on block 839900 lead back to their headers, chips and cores") {
    for (const test::Bm1366Result& result : test::bm1366_results) {
        CAPTURE(result.reply);
        Chain chain{{.chip = &bm1366}};
        (void)chain.encode_job({});  // the block's job was the second one: id 08
        const Work work = block_839900(test::bm1366_merkle);
        CHECK(chain.encode_job(work)[4] == std::byte{0x08});
        chain.receive(from_hex(result.reply), Instant{});
        const auto event = chain.next_event();
        REQUIRE(event.has_value());
        REQUIRE(std::holds_alternative<Nonce>(*event));
        const Nonce nonce = std::get<Nonce>(*event);
        CHECK(nonce.work == 839900);
        CHECK(nonce.nonce == result.nonce);
        CHECK(nonce.version == result.version);
        CHECK(origin_of(bm1366, {.chips = 1}, nonce.nonce).core == result.core);
        CHECK((swap_nonce(nonce.nonce) >> 17 & 0xfe) == result.address_field);
        const auto digest = sha256::hash_header(sha256::header_of(work, nonce.version, nonce.nonce));
        CHECK(difficulty_of(digest) == Approx(result.difficulty).epsilon(1e-5));
        // The reply's aux byte counts half bits beyond the ticket of 256.
        CHECK(std::to_integer<int>(from_hex(result.reply)[6]) == 2 * (sha256::leading_zero_bits(digest) - 40));
    }
}

TEST_CASE("the same chip with a short sweep keeps its nonces inside the predicted window") {
    const Work work = block_839900(test::bm1366_merkle_reversed);
    const double window = 2 * 0x151C * 485 / 25.0;
    for (const test::Bm1366Short& result : test::bm1366_short_results) {
        CAPTURE(result.nonce);
        const std::uint32_t wire = swap_nonce(result.nonce);
        CHECK(origin_of(bm1366, {.chips = 6}, result.nonce) == NonceOrigin{0, result.core, 0});
        CHECK((wire & 0x1ffffff) == result.counter);
        CHECK((wire & 0x1ffffff) < window);
        const auto digest = sha256::hash_header(sha256::header_of(work, result.version, result.nonce));
        CHECK(difficulty_of(digest) == Approx(result.difficulty).margin(0.01));
    }
}

TEST_CASE("block replies of the BM1366 and BM1362 name job and engine without a shift") {
    for (const ChipModel* model : {&bm1366, &bm1362})
        for (const std::string_view frame : {"AA 55 1D AC 2B 7C 06 18 00 00 81", "AA 55 0F 2B 57 10 0C 18 00 00 93",
                                             "AA 55 42 A1 46 95 36 18 00 00 9A", "AA 55 02 FB 05 FF 4C 1B 72 CB 94"}) {
            CAPTURE(model->name, frame);
            Chain chain{{.chip = model}};
            for (int i = 0; i < 3; ++i) (void)chain.encode_job({});
            Work work;
            work.id = 4;
            work.rollable = full_version_mask;
            CHECK(chain.encode_job(work)[4] == std::byte{0x18});
            chain.receive(from_hex(frame), Instant{});
            const auto event = chain.next_event();
            REQUIRE(event.has_value());
            REQUIRE(std::holds_alternative<Nonce>(*event));
            CHECK(std::get<Nonce>(*event).work == 4);
        }
}

TEST_CASE("the published address fields and cores of known blocks come out of the nonce") {
    struct Row {
        std::uint32_t wire;
        std::uint16_t core;
        std::uint8_t field;
    };
    for (const Row& row : {Row{0x1DAC2B7C, 14, 0xD6}, Row{0x0F2B5710, 7, 0x94}, Row{0x42A14695, 33, 0x50}}) {
        CAPTURE(row.wire);
        const NonceOrigin origin = origin_of(bm1366, {.chips = 128}, swap_nonce(row.wire));
        CHECK(origin.core == row.core);
        CHECK(origin.chip == row.field / 2);
    }
}
