// The BM1387: frames and replies without preamble, its own registers, clocks, jobs and core opening.
#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/dialect.hpp"
#include "driver/bm13xx/host_frame.hpp"
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

template <class Command>
std::string bare_hex(Command command) {
    return test::to_hex(encode(Dialect::bare, command).bytes());
}

std::string write_all(Register reg, std::uint32_t value) { return bare_hex(WriteRegister{all_chips, reg, value}); }

std::string plain(std::string_view frame) { return test::to_hex(from_hex(frame)); }

using Stream = std::vector<std::byte>;

Stream reply(std::string_view body, std::uint8_t type) {
    Stream frame = from_hex(body);
    frame.push_back(reply_tail(frame, type));
    return frame;
}

Stream operator+(Stream a, const Stream& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const Stream identity = reply("13 87 90 00 00 00", reply_type_register);
const Stream result = reply("42 A1 46 95 00 04", reply_type_nonce);

std::vector<Reply> decode_all(ReplyDecoder& decoder, const Stream& stream) {
    REQUIRE(decoder.feed(stream) == stream.size());
    std::vector<Reply> replies;
    while (const auto next = decoder.next()) replies.push_back(*next);
    return replies;
}

}  // namespace

TEST_CASE("bare commands encode to the frames of open S9 firmware and cgminer") {
    CHECK(bare_hex(ReadRegister{all_chips, Register::chip_id}) == plain("54 05 00 00 19"));
    CHECK(bare_hex(Inactive{}) == plain("55 05 00 00 10"));
    CHECK(bare_hex(SetAddress{0}) == plain("41 05 00 00 15"));
    CHECK(bare_hex(SetAddress{4}) == plain("41 05 04 00 0A"));
    CHECK(bare_hex(SetAddress{8}) == plain("41 05 08 00 0E"));
    CHECK(bare_hex(SetAddress{0x80}) == plain("41 05 80 00 19"));
    CHECK(write_all(bm1387_register::pll, 0x00680221) == plain("58 09 00 0C 00 68 02 21 0A"));
    CHECK(write_all(bm1387_register::pll, 0x00500221) == plain("58 09 00 0C 00 50 02 21 1A"));
    CHECK(write_all(bm1387_register::pll, 0x00400241) == plain("58 09 00 0C 00 40 02 41 15"));
    CHECK(write_all(bm1387_register::pll, 0x00580221) == plain("58 09 00 0C 00 58 02 21 04"));
    CHECK(write_all(bm1387_register::misc_control, 0x40209a80) == plain("58 09 00 1C 40 20 9A 80 00"));
    CHECK(write_all(bm1387_register::misc_control, 0x40208180) == plain("58 09 00 1C 40 20 81 80 09"));
    CHECK(write_all(bm1387_register::ticket_mask, 0x000000fc) == plain("58 09 00 18 00 00 00 FC 06"));
}

TEST_CASE("bring-up of 63 BM1387 asks, silences three times, spreads addresses by four and sets a known clock") {
    const auto frames = test::frames_of(BringUp{bm1387, 63});
    REQUIRE(frames.size() == 4 + 63 + 3);
    CHECK(std::vector(frames.begin(), frames.begin() + 7) ==
          hex({"54 05 00 00 19", "55 05 00 00 10", "55 05 00 00 10", "55 05 00 00 10", "41 05 00 00 15",
               "41 05 04 00 0A", "41 05 08 00 0E"}));
    CHECK(test::last_of(frames, 3) ==
          hex({"58 09 00 0C 00 20 02 41 09", "58 09 00 1C 40 20 9A 80 00", "58 09 00 18 00 00 00 FC 06"}));
    CHECK(test::redundant_frames_of(BringUp{bm1387, 63}).size() == 2);
    CHECK(test::waited_by(BringUp{bm1387, 1}) == 100ms + 100ms + 500ms);
}

TEST_CASE("a BM1387 chain is 64 chips long at most, for its addresses are four apart") {
    CHECK(Chain{{.chip = &bm1387, .chips = 128}}.config().chips == 64);
    CHECK(test::frames_of(BringUp{bm1387, 128}).size() == 4 + 64 + 3);
    for (std::uint16_t chips : {std::uint16_t{2}, std::uint16_t{12}, std::uint16_t{63}, std::uint16_t{64}})
        for (std::uint16_t chip = 0; chip < chips; ++chip) {
            const std::uint8_t address = assigned_address(bm1387, chips, chip);
            CHECK(address % 4 == 0);
            const std::uint32_t nonce = 0x35u << 24 | std::uint32_t{address};
            CHECK(origin_of(bm1387, {.chips = chips}, nonce) == NonceOrigin{chip, 0x35, 0});
            CHECK(index_of_address(bm1387, chips, address) == chip);
        }
}

TEST_CASE("clocks of a BM1387 are those of its firmwares") {
    struct Row {
        double mhz;
        std::uint32_t word;
    };
    for (const Row& row : {Row{650, 0x00680221}, Row{500, 0x00500221}, Row{375, 0x00780241}, Row{200, 0x00400241},
                           Row{550, 0x00580221}}) {
        CAPTURE(row.mhz);
        const auto pll = nearest_pll({row.mhz}, bm1387.pll);
        REQUIRE(pll.has_value());
        CHECK(pack(*pll, PllCoding::raw_no_flag) == row.word);
        CHECK(frequency_of(row.word, PllCoding::raw_no_flag) == Megahertz{row.mhz});
        CHECK(frequency_of(row.word | 0x80000000, PllCoding::raw_no_flag) == Megahertz{row.mhz});  // read back
    }
    CHECK(frequency_of(0x40680221, PllCoding::raw_no_flag) == failure(PllError::malformed));
    for (double mhz = 50; mhz <= 900; mhz += 1.7) {
        const auto pll = nearest_pll({mhz}, bm1387.pll, {mhz});
        REQUIRE(pll.has_value());
        CHECK(pll->output().value <= mhz + 1e-6);
        CHECK(pll->output().value > mhz - 6.3);
    }
}

TEST_CASE("a BM1387 changes speed by its own register and keeps the rate afterwards") {
    CHECK(test::frames_of(FastBaud{bm1387, {1'562'500}}) ==
          hex({"58 09 00 1C 00 20 01 00 1B", "58 09 00 1C 40 20 81 80 09"}));
    CHECK(baud_after(bm1387, bm1387_register::misc_control, 0x00200100) == Baud{1'562'500});
    CHECK_FALSE(baud_after(bm1387, bm1387_register::misc_control, 0x40209a80).has_value());
}

TEST_CASE("every single-bit flip of a bare reply is refused and the two behind it still come out") {
    for (const Stream& frame : {identity, result})
        for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
            CAPTURE(bit, frame.size());
            Stream flipped = frame;
            flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
            CHECK_FALSE(decode_bare_reply(flipped).has_value());
            ReplyDecoder decoder{bare_replies};
            CHECK(decode_all(decoder, flipped + result + identity) ==
                  std::vector{*decode_bare_reply(result), *decode_bare_reply(identity)});
            CHECK(decoder.counters().garbage_bytes == 7);
        }
}

TEST_CASE("out of step, bare replies are believed in pairs; noise makes none") {
    ReplyDecoder decoder{bare_replies};
    CHECK(decode_all(decoder, from_hex("00 11 22") + identity).empty());
    CHECK(decode_all(decoder, result).size() == 2);
    CHECK(decode_all(decoder, identity).size() == 1);
    CHECK(decoder.counters().garbage_bytes == 3);
    (void)decode_all(decoder, from_hex("7F 00"));
    decoder.reset();
    CHECK(decode_all(decoder, identity).size() == 1);
    CHECK(decode_bare_reply(from_hex("13 87")) == failure(ReplyError::bad_size));
    CHECK(decode_bare_reply(reply("13 87 90 00 00 00", 3)) == failure(ReplyError::bad_type));
}

TEST_CASE("a job for a BM1387 is a BM1397's without preamble, and its result leads back to the block") {
    const test::JobVector& block = test::job_vectors[4];
    Work work;
    work.id = 125552;
    work.header = test::array_from_hex<80>(block.header);
    Chain chain{{.chip = &bm1387, .chips = 63}};
    (void)chain.encode_job({});
    CHECK(test::to_hex(chain.encode_job(work)) ==
          plain("21 36 04 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B 7A 78 DA 2D CD 5B CE 69 2F 56 A9 DA 07 E8 "
                "6E 37 2D 28 10 A0 16 E6 69 BA 05 C5 67 13 95 24 C5 93 3A A7"));
    chain.receive(result, Instant{});
    const auto event = chain.next_event();
    REQUIRE(event.has_value());
    const Nonce nonce = std::get<Nonce>(*event);
    CHECK(test::display(sha256::hash_header(sha256::header_of(work, nonce.version, nonce.nonce))) == block.hash);
    CHECK(test::to_hex(chain.ticket_update({.claim_bits = 38})->bytes()) == plain("58 09 00 18 00 00 00 FC 06"));
}

TEST_CASE("core opening jobs are null work, and their golden nonces hash as published") {
    const MidstateFrame frame = encode_open_core_job(Dialect::bare, 5);
    const auto job = frame.bytes();
    REQUIRE(job.size() == 54);
    CHECK(test::to_hex(job.first(20)) == plain("21 36 05 01 00 00 00 00 FF FF FF FF FF FF FF FF FF FF FF FF"));
    CHECK(std::ranges::all_of(job.subspan(20, 32), [](std::byte byte) { return byte == std::byte{0}; }));
    CHECK(decode_host_frame(bm1387, job).has_value());
    CHECK(bm1387.open_core_jobs == 114);
    CHECK(bm1397.open_core_jobs == 0);
    for (const auto& [nonce, hash] : std::vector<std::pair<std::string_view, std::string_view>>{
             {"7203EA83", "0000000080533c9a5121b771b28f8f32fbd389e10d4509390b17bab096c851a5"},
             {"E16BF809", "00000000a2899847b03b2b08381f005ce46a85e0734c443b755b7218d7c386d9"}}) {
        std::array<std::byte, 64> block{};
        std::ranges::fill(std::span{block}.first(12), std::byte{0xff});
        std::ranges::copy(from_hex(nonce), block.begin() + 12);
        block[16] = std::byte{0x80};
        block[62] = std::byte{0x02};
        block[63] = std::byte{0x80};
        const sha256::State first = sha256::compress({}, block);
        std::array<std::byte, 64> second{};
        for (std::size_t i = 0; i < 32; ++i) second[i] = static_cast<std::byte>(first[i / 4] >> (24 - 8 * (i % 4)));
        second[32] = std::byte{0x80};
        second[62] = std::byte{0x01};
        const sha256::State digest = sha256::compress(sha256::initial_state, second);
        std::array<std::byte, 32> bytes{};
        for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::byte>(digest[i / 4] >> (24 - 8 * (i % 4)));
        CHECK(test::display(bytes) == hash);
    }
}
