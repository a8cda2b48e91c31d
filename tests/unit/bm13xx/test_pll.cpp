// The hash clock: settings, register words and frames of production firmware.
#include "driver/bm13xx/pll.hpp"

#include <cmath>
#include <random>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver::bm13xx;

namespace {

struct Row {
    double mhz;
    Pll pll;
    std::uint32_t word;
    std::string_view frame;
};

constexpr PllRange bm1366_range{144, 235};

const std::vector<Row> bm1370_rows{
    {50, {168, 2, 7, 6}, 0x40A80265, "55 AA 51 09 00 08 40 A8 02 65 0F"},
    {56.25, {189, 2, 7, 6}, 0x40BD0265, "55 AA 51 09 00 08 40 BD 02 65 01"},
    {62.5, {175, 2, 7, 5}, 0x40AF0264, "55 AA 51 09 00 08 40 AF 02 64 08"},
    {100, {160, 2, 5, 4}, 0x40A00243, "55 AA 51 09 00 08 40 A0 02 43 1E"},
    {200, {160, 2, 5, 2}, 0x40A00241, "55 AA 51 09 00 08 40 A0 02 41 14"},
    {300, {168, 2, 7, 1}, 0x40A80260, "55 AA 51 09 00 08 40 A8 02 60 1E"},
    {350, {168, 2, 6, 1}, 0x40A80250, "55 AA 51 09 00 08 40 A8 02 50 15"},
    {400, {160, 2, 5, 1}, 0x40A00240, "55 AA 51 09 00 08 40 A0 02 40 11"},
    {425, {170, 2, 5, 1}, 0x40AA0240, "55 AA 51 09 00 08 40 AA 02 40 1A"},
    {450, {180, 2, 5, 1}, 0x40B40240, "55 AA 51 09 00 08 40 B4 02 40 07"},
    {475, {190, 2, 5, 1}, 0x40BE0240, "55 AA 51 09 00 08 40 BE 02 40 0C"},
    {485, {194, 2, 5, 1}, 0x50C20240, "55 AA 51 09 00 08 50 C2 02 40 1C"},
    {490, {196, 2, 5, 1}, 0x50C40240, "55 AA 51 09 00 08 50 C4 02 40 06"},
    {500, {160, 2, 4, 1}, 0x40A00230, "55 AA 51 09 00 08 40 A0 02 30 1D"},
    {515, {206, 2, 5, 1}, 0x50CE0240, "55 AA 51 09 00 08 50 CE 02 40 0D"},
    {525, {168, 2, 4, 1}, 0x40A80230, "55 AA 51 09 00 08 40 A8 02 30 03"},
    {550, {176, 2, 4, 1}, 0x40B00230, "55 AA 51 09 00 08 40 B0 02 30 04"},
    {575, {184, 2, 4, 1}, 0x40B80230, "55 AA 51 09 00 08 40 B8 02 30 1A"},
    {600, {192, 2, 4, 1}, 0x50C00230, "55 AA 51 09 00 08 50 C0 02 30 05"},
    {625, {200, 2, 4, 1}, 0x50C80230, "55 AA 51 09 00 08 50 C8 02 30 1B"},
    {650, {208, 2, 4, 1}, 0x50D00230, "55 AA 51 09 00 08 50 D0 02 30 1C"},
    {700, {168, 2, 3, 1}, 0x40A80220, "55 AA 51 09 00 08 40 A8 02 20 19"},
};

const std::vector<Row> bm1366_rows{
    {50, {168, 2, 7, 6}, 0x40A80265, "55 AA 51 09 00 08 40 A8 02 65 0F"},
    {62.5, {150, 2, 6, 5}, 0x40960254, "55 AA 51 09 00 08 40 96 02 54 0B"},
    {400, {160, 2, 5, 1}, 0x40A00240, "55 AA 51 09 00 08 40 A0 02 40 11"},
    {425, {170, 2, 5, 1}, 0x40AA0240, "55 AA 51 09 00 08 40 AA 02 40 1A"},
    {450, {144, 2, 4, 1}, 0x40900230, "55 AA 51 09 00 08 40 90 02 30 13"},
    {475, {152, 2, 4, 1}, 0x40980230, "55 AA 51 09 00 08 40 98 02 30 0D"},
    {485, {194, 2, 5, 1}, 0x50C20240, "55 AA 51 09 00 08 50 C2 02 40 1C"},
    {490, {196, 2, 5, 1}, 0x50C40240, "55 AA 51 09 00 08 50 C4 02 40 06"},
    {500, {160, 2, 4, 1}, 0x40A00230, "55 AA 51 09 00 08 40 A0 02 30 1D"},
    {525, {168, 2, 4, 1}, 0x40A80230, "55 AA 51 09 00 08 40 A8 02 30 03"},
    {550, {176, 2, 4, 1}, 0x40B00230, "55 AA 51 09 00 08 40 B0 02 30 04"},
    {575, {184, 2, 4, 1}, 0x40B80230, "55 AA 51 09 00 08 40 B8 02 30 1A"},
};

void check(const std::vector<Row>& rows, PllRange range) {
    for (const Row& row : rows) {
        CAPTURE(row.mhz);
        const auto pll = nearest_pll({row.mhz}, range);
        REQUIRE(pll.has_value());
        CHECK(*pll == row.pll);
        CHECK(pack(*pll) == row.word);
        CHECK(pll->output().value == Approx(row.mhz).epsilon(1e-12));
        const auto frame = encode(WriteRegister{all_chips, Register::pll0, pack(*pll)});
        CHECK(std::ranges::equal(frame.bytes(), test::from_hex(row.frame)));
    }
}

}  // namespace

TEST_CASE("the search gives production firmware's settings and frames for the BM1370") {
    check(bm1370_rows, bm1370.pll);
}

TEST_CASE("the same search gives those of the BM1366 and BM1368 with their range") { check(bm1366_rows, bm1366_range); }

TEST_CASE("register words of other firmwares, captures and reset decode to their frequency") {
    const std::vector<std::pair<std::uint32_t, double>> words{
        {0xC0540165, 50},  {0x50E00260, 400}, {0x50EB0250, 489.583333}, {0x50C80240, 500},   {0x50CE0240, 515},
        {0x50D20240, 525}, {0x50C00230, 600}, {0x50D20265, 62.5},       {0x40A20255, 56.25}, {0xC0A80230, 525},
    };
    for (const auto& [word, mhz] : words) {
        CAPTURE(word);
        const auto frequency = frequency_of(word);
        REQUIRE(frequency.has_value());
        CHECK(frequency->value == Approx(mhz));
    }
}

TEST_CASE("words that no setting packs to are malformed") {
    for (const std::uint32_t word : {0x00000000u, 0x00A80230u, 0x40000230u, 0x40A80030u, 0x60A80230u, 0x40A88230u,
                                     0x40A802B0u, 0x40A80238u, 0x50A80230u, 0x40D00230u, 0xFFFFFFFFu}) {
        CAPTURE(word);
        CHECK(unpack(word).has_value() == false);
        CHECK(frequency_of(word) == failure(PllError::malformed));
    }
}

TEST_CASE("every word either is malformed or packs to itself again") {
    std::mt19937 random{8};
    int decoded = 0;
    for (int i = 0; i < 200'000; ++i) {
        const auto word = static_cast<std::uint32_t>(random()) & 0x5fff3f77u;  // dense in good words
        if (const auto pll = unpack(word)) {
            REQUIRE(pack(*pll) == word);
            ++decoded;
        }
    }
    CHECK(decoded > 10'000);
}

TEST_CASE("every frequency of the working range is met within half a divider step, and within the ceiling") {
    for (double mhz = 48; mhz < 1000; mhz += 0.37) {
        CAPTURE(mhz);
        const auto near = nearest_pll({mhz}, bm1370.pll);
        REQUIRE(near.has_value());
        CHECK(std::abs(near->output().value - mhz) < 2.1);
        const auto below = nearest_pll({mhz}, bm1370.pll, {mhz});
        REQUIRE(below.has_value());
        CHECK(below->output().value <= mhz + 1e-6);
        CHECK(below->output().value > mhz - 4.2);
        CHECK(below->feedback >= 160);
        CHECK(below->feedback <= 239);
    }
}

TEST_CASE("frequencies that are none or out of reach are unreachable") {
    for (const double mhz : {0.0, -525.0, 20.0, 5000.0, 1e9, std::nan(""), std::numeric_limits<double>::infinity()}) {
        CAPTURE(mhz);
        CHECK(nearest_pll({mhz}, bm1370.pll) == failure(PllError::unreachable));
    }
    CHECK(nearest_pll({525}, bm1370.pll, {500}) == failure(PllError::unreachable));
}
