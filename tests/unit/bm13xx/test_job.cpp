// Jobs on the wire byte for byte, and what replies mean.
#include "driver/bm13xx/job.hpp"

#include <set>

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/job_vectors.hpp"
#include "tests/unit/sha256/hex.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using test::from_hex;

namespace {

Work work_of(std::string_view header, std::uint32_t base_version) {
    Work work;
    work.header = test::array_from_hex<80>(header);
    work.header = sha256::header_of(work, base_version, 0);
    work.rollable = full_version_mask & ~base_version;
    return work;
}

std::uint32_t wire(std::uint32_t nonce) {
    return nonce << 24 | (nonce & 0xff00) << 8 | (nonce >> 8 & 0xff00) | nonce >> 24;
}

}  // namespace

TEST_CASE("header jobs encode to the captured frame and to those of known blocks") {
    for (const test::JobVector& vector : test::job_vectors) {
        CAPTURE(vector.name);
        const JobFrame frame = encode_job_frame(work_of(vector.header, vector.base_version), vector.job_id);
        CHECK(test::to_hex(frame) == test::to_hex(from_hex(vector.frame)));
    }
}

TEST_CASE("a reply to a known job leads back to the header that solves it") {
    for (const test::JobVector& vector : test::job_vectors) {
        if (vector.reply.empty()) continue;
        CAPTURE(vector.name);
        const Work work = work_of(vector.header, vector.base_version);
        const auto reply = decode_reply(from_hex(vector.reply));
        REQUIRE(reply.has_value());
        const NonceReply nonce = std::get<NonceReply>(*reply);
        const std::uint32_t version =
            full_version(vector.base_version, nonce.rolled_version.value_or(0), work.rollable);
        const auto header = sha256::header_of(work, version, nonce.nonce);
        CHECK(test::to_hex(header) == vector.header);
        CHECK(test::display(sha256::hash_header(header)) == vector.hash);
    }
}

TEST_CASE("the first nonce of a box travels in header byte order") {
    Work work = work_of(test::job_vectors[0].header, 0x20000000);
    work.first_nonce = 0x0a4c049b;
    const JobFrame frame = encode_job_frame(work, 0);
    CHECK(test::to_hex(std::span{frame}.subspan(6, 4)) == "9b044c0a");
}

TEST_CASE("rolled versions replace exactly the bits of the mask") {
    CHECK(full_version(0x20000000, 0x05a2, full_version_mask) == 0x20b44000);
    CHECK(full_version(0x20000000, 0x72cb, full_version_mask) == 0x2e596000);
    CHECK(full_version(0x20000000, 0xffff, 0x00ffe000) == 0x20ffe000);
    CHECK(full_version(0x3fffffff, 0x0000, 0x00002000) == 0x3fffdfff);
}

TEST_CASE("sixteen job ids come in the production order and replies lead back to their job") {
    JobSlots slots{bm1370.job_ids};
    const std::vector<int> order{0x00, 0x18, 0x30, 0x48, 0x60, 0x78, 0x10, 0x28,
                                 0x40, 0x58, 0x70, 0x08, 0x20, 0x38, 0x50, 0x68};
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i < order.size(); ++i) {
            Work work;
            work.id = static_cast<std::uint64_t>(round) * 16 + i;
            const std::uint8_t id = slots.remember(work, full_version_mask);
            CHECK(id == order[i]);
            for (unsigned engine = 0; engine < 16; ++engine) {
                const auto job_byte = static_cast<std::uint8_t>(unsigned{id} << 1 | engine);
                REQUIRE(slots.find(job_byte) != nullptr);
                CHECK(slots.find(job_byte)->work == work.id);
                CHECK(slots.engine_of(job_byte) == engine);
                CHECK(slots.id_of(job_byte) == id);
            }
        }
}

TEST_CASE("a job id that was not sent since the last reset leads nowhere") {
    JobSlots slots{bm1370.job_ids};
    slots.remember({}, 0);
    int known = 0;
    for (unsigned job_byte = 0; job_byte < 256; ++job_byte)
        if (slots.find(static_cast<std::uint8_t>(job_byte)) != nullptr) ++known;
    CHECK(known == 16);  // id 0 with each engine
    slots.clear();
    CHECK(slots.find(0) == nullptr);
}

TEST_CASE("job bytes of families without the extra shift are understood by the same table") {
    const JobIdScheme bm1366_scheme{.step = 8, .count = 16, .reply_shift = 0, .engine_mask = 0x07};
    JobSlots slots{bm1366_scheme};
    Work work;
    for (work.id = 0; work.id < 16; ++work.id) CHECK(slots.remember(work, 0) == work.id * 8);
    CHECK(slots.id_of(0x93) == 0x90);
    CHECK(slots.engine_of(0x93) == 3);
    REQUIRE(slots.find(0x0b) != nullptr);
    CHECK(slots.find(0x0b)->work == 1);
}

TEST_CASE("the chip is the nearest address below the nonce's, and never past the end") {
    // The solved block of a single BM1366: field C2, but there is only one chip.
    CHECK(chip_of(0xd2608517, 1) == 0);
    for (unsigned field = 0; field < 256; field += 2) {
        const std::uint32_t nonce = wire(0x16000000u | field << 17);
        CAPTURE(field);
        CHECK(chip_of(nonce, 4) == field / 64);
        CHECK(chip_of(nonce, 6) == std::min(field / 32, 5u));
        CHECK(chip_of(nonce, 128) == field / 2);
        CHECK(chip_of(nonce, 0) == 0);
        CHECK(chip_of(nonce, 9999) == field / 2);
    }
}

TEST_CASE("masks with fewer bits than the engine index say how many are missing") {
    CHECK(missing_engine_bits(bm1370, full_version_mask) == 0);
    CHECK(missing_engine_bits(bm1370, 0x0001e000) == 0);
    CHECK(missing_engine_bits(bm1370, 0x00006000) == 2);
    CHECK(missing_engine_bits(bm1370, 0) == 4);
    CHECK(missing_engine_bits(bm1370, 0xe0001fff) == 4);  // bits no chip can roll do not count
}
