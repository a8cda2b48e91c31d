// What is done once per work, against published intermediate values.
#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/hex.hpp"
#include "tests/unit/sha256/vectors.hpp"

using namespace adit;
using namespace adit::driver;

namespace {

sha256::ScanJob job_of(std::string_view header, std::uint8_t claim_bits = 32) {
    Work work;
    work.header = test::array_from_hex<80>(header);
    work.claim_bits = claim_bits;
    return sha256::prepare(work);
}

using Words = std::vector<std::uint32_t>;

template <std::size_t n>
Words words(const std::uint32_t (&array)[n]) {
    return {array, array + n};
}

}  // namespace

TEST_CASE("preparing genesis gives the published midstate, rounds 0..6 and constant words") {
    const sha256::ScanJob job = job_of(test::genesis);
    const sha256::VersionConstants& version = job.versions[0];
    CHECK(job.version_count == 1);
    CHECK(words(version.midstate) ==
          Words{test::midstate_vectors[0].midstate.begin(), test::midstate_vectors[0].midstate.end()});
    CHECK(words(job.tail) == Words{0x4b1e5e4a, 0x29ab5f49, 0xffff001d});
    CHECK(words(version.after_round2) ==
          Words{0xde845910, 0x1f8aee5c, 0xb7f888df, 0xbc909a33, 0x238956e3, 0xaf5e1cba, 0xa8a8881c, 0xc3c8d8e9});
    CHECK(version.round3_a == 0x7ab4e0a4);
    CHECK(version.round3_e == 0xa979115f);
    CHECK(words(version.hkw) == Words{0x61ff4a77, 0x094f2eab, 0xb5c8d987});
    CHECK(job.w16 == 0x8bd2d587);
    CHECK(job.w17 == 0x0ec2c145);
    CHECK(job.c18 == 0x3050c043);
    CHECK(job.c19 == 0x4989b609);
    CHECK(job.c31 == 0xab0c206f);
    CHECK(job.c32 == 0xc76773a1);
}

TEST_CASE("preparing block 125552 gives the published rounds 0..6 and constant words") {
    const sha256::ScanJob job = job_of(test::block_125552);
    const sha256::VersionConstants& version = job.versions[0];
    CHECK(words(version.after_round2) ==
          Words{0x41bda849, 0x2eb9cc59, 0xddc34729, 0x9524c593, 0xdb8ae7e1, 0x6cb85659, 0x9a431c20, 0x07e86e37});
    CHECK(version.round3_a == 0x2acc618d);
    CHECK(version.round3_e == 0x8db317de);
    CHECK(words(version.hkw) == Words{0x5399de7b, 0xc6a9684a, 0x6dca6a85});
    CHECK(Words{job.w16, job.w17, job.c18, job.c19, job.c31, job.c32} ==
          Words{0xe89e32e5, 0x43babdf2, 0xd1cdb2ea, 0x1a57a705, 0x5a7b829e, 0x2c2ae510});
}

TEST_CASE("the state before round 4, less the nonce, is also there in rows of four") {
    const sha256::VersionConstants version = job_of(test::genesis).versions[0];
    CHECK(words(version.round4_abcd) == Words{0x7ab4e0a4, 0xde845910, 0x1f8aee5c, 0xb7f888df});
    CHECK(words(version.round4_efgh) == Words{0xa979115f, 0x238956e3, 0xaf5e1cba, 0xa8a8881c});
}

TEST_CASE("K + W of the constant rounds are those of the padding and the length") {
    const sha256::ScanJob job = job_of(test::genesis);
    CHECK(job.kw[4] == 0xb956c25b);
    CHECK(job.kw[7] == 0xab1c5ed5);
    CHECK(job.kw[15] == 0xc19bf3f4);
    CHECK(job.kw[16] == 0xe49b69c1 + 0x8bd2d587);
    CHECK(job.kw[17] == 0xefbe4786 + 0x0ec2c145);
}

TEST_CASE("claim bits become the limit of the top word, everything above 32 being 32") {
    const auto limit = [](std::uint8_t bits) { return job_of(test::genesis, bits).top_limit; };
    CHECK(limit(0) == 0xffffffff);
    CHECK(limit(1) == 0x7fffffff);
    CHECK(limit(23) == 0x1ff);
    CHECK(limit(31) == 1);
    CHECK(limit(32) == 0);
    CHECK(limit(40) == 0);
    CHECK(limit(255) == 0);
}
