// The BM1397: bring-up, the ritual around each clock, midstate jobs byte for byte, and results.
#include <algorithm>

#include "driver/bm13xx/chain.hpp"
#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/job_vectors.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using namespace std::chrono_literals;
using test::from_hex;
using test::hex;

namespace {

Work work_of(std::string_view header) {
    Work work;
    work.id = 1;
    work.header = test::array_from_hex<80>(header);
    return work;
}

std::string job_hex(const Work& work, const JobVersions& versions, std::uint8_t id) {
    return test::to_hex(encode_midstate_job(Dialect::framed, work, versions, id).bytes());
}

std::optional<Event> event_of(Chain& chain, std::string_view frame) {
    chain.receive(from_hex(frame), Instant{});
    return chain.next_event();
}

/// Test data of a production firmware: a header without nonce.
constexpr std::string_view data_header =
    "0400002035fd44bf837bdc13c6e5607db472b528a804d248490700000000000000000000cd1be82132ef0d12053dcece1fa0247fcfdb61d4"
    "dbd3eb32ea9ef9b4c604a846d88b656401dd051700000000";

}  // namespace

TEST_CASE("bring-up of one BM1397 sends the production firmware's frames in its order, then the clock low") {
    CHECK(
        test::frames_of(BringUp{bm1397, 1}) ==
        hex({"55 AA 52 05 00 00 0A", "55 AA 53 05 00 00 03", "55 AA 40 05 00 00 1C", "55 AA 51 09 00 80 00 00 00 00 1C",
             "55 AA 51 09 00 84 00 00 00 00 11", "55 AA 51 09 00 20 00 00 00 01 02", "55 AA 51 09 00 3C 80 00 80 74 10",
             "55 AA 51 09 00 14 00 00 00 FF 08", "55 AA 51 09 00 68 C0 70 01 11 00", "55 AA 51 09 00 28 06 00 00 0F 18",
             "55 AA 51 09 00 18 00 00 7A 31 15", "55 AA 51 09 00 08 40 3C 02 53 1A"}));
}

TEST_CASE("each clock of a BM1397 is two divider writes and two clock writes, 10 ms apart") {
    const Ramp ramp{bm1397, 1, {418.75}, {425}};
    CHECK(test::frames_of(ramp) == hex({"55 AA 51 09 00 70 0F 0F 0F 00 19", "55 AA 51 09 00 70 0F 0F 0F 00 19",
                                        "55 AA 51 09 00 08 40 44 02 21 07", "55 AA 51 09 00 08 40 44 02 21 07"}));
    CHECK(test::redundant_frames_of(ramp) ==
          hex({"55 AA 51 09 00 70 0F 0F 0F 00 19", "55 AA 51 09 00 08 40 44 02 21 07"}));
    CHECK(test::waited_by(ramp) == 4 * 10ms + ramp_pause);
    CHECK(ramp.duration() == test::waited_by(ramp));
    const Ramp whole{bm1397, 1, bm1397.start_clock, {425}};
    CHECK(whole.duration() == test::waited_by(whole));
    CHECK(test::frames_of(whole).size() == 60 * 4);
}

TEST_CASE("the clocks of a BM1397 are production firmware's, raw post dividers and all") {
    struct Row {
        double mhz;
        Pll pll;
        std::string_view frame;
    };
    for (const Row& row : {Row{50, {60, 2, 5, 3}, "55 AA 51 09 00 08 40 3C 02 53 1A"},
                           Row{100, {64, 2, 4, 2}, "55 AA 51 09 00 08 40 40 02 42 11"},
                           Row{200, {64, 2, 4, 1}, "55 AA 51 09 00 08 40 40 02 41 1E"},
                           Row{400, {64, 2, 2, 1}, "55 AA 51 09 00 08 40 40 02 21 08"},
                           Row{425, {68, 2, 2, 1}, "55 AA 51 09 00 08 40 44 02 21 07"},
                           Row{450, {72, 2, 2, 1}, "55 AA 51 09 00 08 40 48 02 21 16"},
                           Row{475, {76, 2, 2, 1}, "55 AA 51 09 00 08 40 4C 02 21 19"},
                           Row{500, {80, 2, 2, 1}, "55 AA 51 09 00 08 40 50 02 21 11"},
                           Row{525, {84, 2, 2, 1}, "55 AA 51 09 00 08 40 54 02 21 1E"},
                           Row{550, {88, 2, 2, 1}, "55 AA 51 09 00 08 40 58 02 21 0F"},
                           Row{575, {92, 2, 2, 1}, "55 AA 51 09 00 08 40 5C 02 21 00"},
                           Row{600, {96, 2, 2, 1}, "55 AA 51 09 00 08 40 60 02 21 1F"}}) {
        CAPTURE(row.mhz);
        const auto pll = nearest_pll({row.mhz}, bm1397.pll);
        REQUIRE(pll.has_value());
        CHECK(*pll == row.pll);
        const std::uint32_t word = pack(*pll, PllCoding::raw);
        CHECK(frequency_of(word, PllCoding::raw) == Megahertz{row.mhz});
        const auto frame = encode(WriteRegister{all_chips, Register::pll0, word});
        CHECK(test::to_hex(frame.bytes()) == test::to_hex(from_hex(row.frame)));
    }
    CHECK(frequency_of(0xC0600161, PllCoding::raw) == bm1397.reset_clock);
    CHECK(frequency_of(0x40600160, PllCoding::raw) == failure(PllError::malformed));  // a post divider of 0
    CHECK(frequency_of(0x50600161, PllCoding::raw) == failure(PllError::malformed));  // a flag of later chips
}

TEST_CASE("a BM1397 changes speed after the ramp, on the crystal or on its PLL3") {
    const auto frames = [](std::uint32_t baud) { return test::frames_of(FastBaud{bm1397, {baud}}); };
    CHECK(frames(3'125'000) == hex({"55 AA 51 09 00 18 00 00 60 31 00"}));
    CHECK(frames(1'562'500) == hex({"55 AA 51 09 00 18 00 00 61 31 1C"}));
    CHECK(baud_change(bm1397, {6'250'000})->writes()[0] == BaudWrite{Register::misc_control, 0x00016731});
    CHECK(frames(115'200).empty());
    CHECK(frames(2'000'000).empty());
    for (const auto& [word, baud] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0x00003a01, 115'740},
                                                                                         {0x00007a31, 115'740},
                                                                                         {0x00006031, 3'125'000},
                                                                                         {0x00006131, 1'562'500},
                                                                                         {0x00016731, 6'250'000}}) {
        CAPTURE(word);
        CHECK(baud_after(bm1397, Register::misc_control, word) == Baud{baud});
    }
    CHECK_FALSE(baud_after(bm1397, Register::misc_control, 0x00036031).has_value());
}

TEST_CASE("a midstate job encodes to production firmware's test data, unused slots zero") {
    const Work work = work_of(data_header);
    std::array<std::byte, 152> expected{};
    const auto head = from_hex(
        "55 AA 21 96 04 04 00 00 00 00 01 DD 05 17 D8 8B 65 64 C6 04 A8 46 4D 31 85 F2 5F 7D 5D E0 E3 59 17 41 CB 21 "
        "CA E1 15 74 DD D6 5D 49 0D 3D 68 73 9F 8A 52 EA DF 91");
    std::ranges::copy(head, expected.begin());
    expected[150] = std::byte{0x6b};
    expected[151] = std::byte{0x1d};
    // A frame of four slots with one version filled: what that firmware sends.
    auto frame = encode_midstate_job(Dialect::framed, work, {.values = {0x20000004, 0x20002004}, .count = 2}, 4);
    REQUIRE(frame.size == 152);
    std::ranges::fill(std::span{frame.data}.subspan(22 + 32, 3 * 32), std::byte{0});
    const std::uint16_t crc = crc16(std::span{frame.data}.subspan(2, 148));
    frame.data[150] = static_cast<std::byte>(crc >> 8);
    frame.data[151] = static_cast<std::byte>(crc & 0xff);
    CHECK(test::to_hex(frame.bytes()) == test::to_hex(expected));
}

TEST_CASE("known blocks encode to their one-midstate jobs and their replies to their hashes") {
    struct Row {
        std::size_t vector;
        std::string_view job, reply;
    };
    for (const Row& row :
         {Row{4,
              "55 AA 21 36 04 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B 7A 78 DA 2D CD 5B CE 69 2F 56 A9 DA "
              "07 E8 6E 37 2D 28 10 A0 16 E6 69 BA 05 C5 67 13 95 24 C5 93 3A A7",
              "AA 55 42 A1 46 95 00 04 83"},
          Row{2,
              "55 AA 21 36 04 01 00 00 00 00 FF FF 00 1D 29 AB 5F 49 4B 1E 5E 4A 47 19 F9 1B 96 B1 87 36 4F 01 03 C8 "
              "C3 C8 D8 E9 1E 59 CA A8 90 CC AC 7D 63 58 BF F0 BC 90 9A 33 EA 6A",
              "AA 55 1D AC 2B 7C 00 04 96"}}) {
        const test::JobVector& block = test::job_vectors[row.vector];
        CAPTURE(block.name);
        const Work work = work_of(block.header);
        Chain chain{{.chip = &bm1397}};
        (void)chain.encode_job({});
        CHECK(test::to_hex(chain.encode_job(work)) == test::to_hex(from_hex(row.job)));
        const auto event = event_of(chain, row.reply);
        REQUIRE(event.has_value());
        REQUIRE(std::holds_alternative<Nonce>(*event));
        const Nonce nonce = std::get<Nonce>(*event);
        const auto digest = sha256::hash_header(sha256::header_of(work, nonce.version, nonce.nonce));
        CHECK(test::display(digest) == block.hash);
    }
}

TEST_CASE("the hardware vector's slot, starting nonce and tail give the published hash") {
    const sha256::State state{0x1B22D229, 0xB7760F7B, 0x28216118, 0x6AB476D3,
                              0x7344FAF7, 0x3EA01A52, 0xB1ACBAF2, 0x7E027035};
    std::array<std::byte, 64> block{};
    std::ranges::copy(from_hex("50E37161 A0847364 3AAE0517 9B044C0A 80"), block.begin());
    block[62] = std::byte{0x02};
    block[63] = std::byte{0x80};
    const sha256::State first = sha256::compress(state, block);
    std::array<std::byte, 64> second{};
    for (std::size_t i = 0; i < 32; ++i) second[i] = static_cast<std::byte>(first[i / 4] >> (24 - 8 * (i % 4)));
    second[32] = std::byte{0x80};
    second[62] = std::byte{0x01};
    const sha256::State digest = sha256::compress(sha256::initial_state, second);
    std::array<std::byte, 32> bytes{};
    for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::byte>(digest[i / 4] >> (24 - 8 * (i % 4)));
    CHECK(test::display(bytes) == "000000000002d330e1b68e2ab8a0039df1eeaa77654c5743f7b70e03817ef55a");
    Work work;
    work.first_nonce = 0x0A4C049B;
    CHECK(job_hex(work, {}, 0x18).substr(12, 8) == "9b044c0a");
    Chain chain{{.chip = &bm1397}};
    work.version_count = 4;
    for (std::uint32_t i = 0; i < 4; ++i) work.versions[i] = 0x20000000 + i;
    for (int i = 0; i < 7; ++i) (void)chain.encode_job(work);  // the seventh has id 18
    const auto event = event_of(chain, "AA 55 9B 04 4C 0A 00 1A 94");
    REQUIRE(event.has_value());
    CHECK(std::get<Nonce>(*event).version == 0x20000002);
    CHECK(std::get<Nonce>(*event).nonce == 0x0A4C049B);
}

TEST_CASE("versions for a midstate job are the work's own, or counted within the mask from the header's") {
    Work work = work_of(data_header);
    const auto values = [&](std::uint32_t mask) {
        const JobVersions versions = versions_of(work, mask);
        return std::vector(versions.values.begin(), versions.values.begin() + versions.count);
    };
    CHECK(values(0) == std::vector<std::uint32_t>{0x20000004});
    CHECK(values(full_version_mask) == std::vector<std::uint32_t>{0x20000004, 0x20002004, 0x20004004, 0x20006004});
    CHECK(values(0x00802000) == std::vector<std::uint32_t>{0x20000004, 0x20002004, 0x20800004, 0x20802004});
    CHECK(values(0x00800000) == std::vector<std::uint32_t>{0x20000004, 0x20800004});
    work.version_count = 3;
    work.versions = {7, 8, 9};
    CHECK(values(full_version_mask) == std::vector<std::uint32_t>{7, 8, 9});
    work.version_count = 16;
    CHECK(values(0).size() == 4);
}

TEST_CASE("a result that names a midstate its job did not have is dropped and counted") {
    Chain chain{{.chip = &bm1397}};
    (void)chain.encode_job({});
    (void)chain.encode_job(work_of(test::job_vectors[4].header));
    auto frame = from_hex("AA 55 42 A1 46 95 00 05 00");
    frame.back() = reply_tail(std::span{frame}.subspan(2, 6), reply_type_nonce);
    CHECK_FALSE(event_of(chain, test::to_hex(frame)).has_value());
    CHECK(chain.counters().inconsistent_nonces == 1);
}

TEST_CASE("a BM1397's replies never grow: nothing of 11 bytes is taken for one") {
    Chain chain{{.chip = &bm1397}};
    chain.receive(from_hex("AA 55 13 70 00 00 00 00 00 00 10 AA 55 13 97 18 00 00 00 06"), Instant{});
    const auto event = chain.next_event();
    REQUIRE(event.has_value());
    CHECK(std::get<ChipSeen>(*event).chip_id == 0x1397);
    CHECK_FALSE(chain.next_event().has_value());
    CHECK_FALSE(chain.version_mask_update({.rollable = full_version_mask}).has_value());
}

TEST_CASE("a BM1397's nonce tells chip, core and engine") {
    const std::uint32_t nonce = swap_nonce(0xA5u << 24 | 2u << 22 | 0x40u << 14 | 0x123u);
    CHECK(origin_of(bm1397, {.chips = 4}, nonce) == NonceOrigin{1, 0xa5, 2});
    CHECK(origin_of(bm1397, {.chips = 1}, nonce) == NonceOrigin{0, 0xa5, 2});
}

TEST_CASE("jobs last as long as published, and the next one is due before they are used up") {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    CHECK(Milliseconds{job_life(bm1397, 1, {425}, 0)}.count() == Approx(15.038).margin(0.001));
    CHECK(Milliseconds{job_life(bm1397, 1, {425}, 2)}.count() == Approx(60.2).margin(0.1));
    CHECK(Milliseconds{job_life(bm1366, 6, {485}, 0)}.count() == Approx(1.651).margin(0.001));
    CHECK(Milliseconds{job_life(bm1370, 8, {600}, 16)}.count() == Approx(28'700).margin(100));
    CHECK(Milliseconds{job_life(bm1368, 1, {490}, 16)}.count() == Approx(450'200).margin(100));
    CHECK(Milliseconds{job_life(bm1362, 12, {525}, 16)}.count() == Approx(86'900).margin(100));
    CHECK(job_interval(bm1370, 1, {525}, 16) == 1s);
    CHECK(job_interval(bm1370, 1, {}, 16) == 500us);
    CHECK(Milliseconds{job_interval(bm1370, 128, {600}, 8)}.count() == Approx(3.508).margin(0.001));
}

TEST_CASE("a midstate job is replaced before its chips run into their neighbours' nonces") {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    CHECK(Milliseconds{midstate_sweep(bm1397, 1, {450}, 4)}.count() * 0.75 == Approx(27.962).margin(0.001));
    // The farther apart the addresses, the longer; the same for 65 chips and 128.
    CHECK(Milliseconds{midstate_sweep(bm1397, 65, {450}, 4)}.count() * 128 == Approx(37.283).margin(0.001));
    CHECK(midstate_sweep(bm1397, 65, {450}, 4) == midstate_sweep(bm1397, 128, {450}, 4));
    // A BM1387 tries 2^19 nonces of its own, however many chips there are.
    CHECK(Milliseconds{midstate_sweep(bm1387, 1, {650}, 4)}.count() == Approx(3.226).margin(0.001));
    CHECK(midstate_sweep(bm1387, 64, {650}, 4) == midstate_sweep(bm1387, 1, {650}, 4));
    Work work;
    work.version_count = 4;
    CHECK(Milliseconds{Chain{{.chip = &bm1397}}.job_interval(work, {425})}.count() == Approx(35.53).margin(0.01));
    work.version_count = 1;
    CHECK(Milliseconds{Chain{{.chip = &bm1397}}.job_interval(work, {425})}.count() == Approx(8.88).margin(0.01));
}

TEST_CASE("HZ-20 a chain of which fewer chips are present is brought up, clocked and counted as what is there") {
    Chain chain{{.chip = &bm1366, .chips = 6, .domains = 3}};
    chain.set_present(5);
    CHECK(chain.present() == 5);
    CHECK(chain.config().chips == 6);
    CHECK(chain.nominal_rate({485}).value == Approx(5 * 894 * 485e6));
    CHECK(chain.chip_at_address(0x80) == 4);
    CHECK(test::frames_of(chain.bring_up()) == test::frames_of(BringUp{bm1366, 5}));
    chain.set_present(0);
    CHECK(chain.present() == 1);
    chain.set_present(7);
    CHECK(chain.present() == 6);
    chain.set_present(2);
    chain.reset();
    CHECK(chain.present() == 6);
}

TEST_CASE("HZ-20 chips that share nonces by offset keep their shares when others are missing") {
    Chain chain{{.chip = &bm1370, .chips = 12, .domains = 4}};
    const auto all = test::frames_of(chain.bring_up());
    chain.set_present(7);  // two whole domains and one chip of the third
    const auto some = test::frames_of(chain.bring_up());
    CHECK(some.size() < all.size());
    const auto has = [&](Register reg, std::uint8_t chip, std::uint32_t value) {
        const auto frame = test::to_hex(encode(WriteRegister{chip_at(chip), reg, value}).bytes());
        return std::ranges::find(some, frame) != some.end();
    };
    const std::uint8_t sixth = command_address(bm1370, 7, 6);
    CHECK(has(Register::chip_nonce_offset, sixth, nonce_offset_word(12, 6)));
    CHECK(has(Register::io_driver_strength, sixth, 0x0001f111));
    CHECK(has(Register::uart_relay, sixth, (3 * 2 + 14) << 16 | 3));
    CHECK(has(Register::uart_relay, command_address(bm1370, 7, 5), (3 * 3 + 14) << 16 | 3));
    // Nonces say which of the twelve shares they are from, and the sweep is as long as one of those.
    const auto nonce_of_fourth = swap_nonce((nonce_offset_word(12, 3) & 0xffffu) << 9);
    CHECK(origin_of(bm1370, {.chips = 7, .domains = 4, .whole = 12}, nonce_of_fourth).chip == 3);
    const auto ramp = test::frames_of(chain.ramp({50}, {100}));
    const WriteRegister sweep{all_chips, Register::hash_counting_number, hash_counting_number(bm1370, 12, {100})};
    CHECK(std::ranges::find(ramp, test::to_hex(encode(sweep).bytes())) != ramp.end());
}
