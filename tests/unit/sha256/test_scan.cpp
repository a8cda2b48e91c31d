// The portable scan: finds what is there, nothing else, nothing twice, whatever the range and the buffer.
#include <random>
#include <set>

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/block_headers.hpp"
#include "tests/unit/sha256/hex.hpp"
#include "tests/unit/sha256/textbook.hpp"
#include "tests/unit/sha256/vectors.hpp"

using namespace adit;
using namespace adit::driver;
using sha256::Hit;
using sha256::Progress;

namespace {

using HitSet = std::set<std::pair<std::uint32_t, int>>;

Work work_of(std::string_view header, std::uint8_t claim_bits = 32) {
    Work work;
    work.header = test::array_from_hex<80>(header);
    work.claim_bits = claim_bits;
    return work;
}

/// Scans the whole range with a buffer of `room` entries, resuming where the scan says it stopped.
HitSet scan(const sha256::ScanJob& job, std::uint32_t first, std::uint64_t count, std::size_t room = 64) {
    std::vector<Hit> buffer(room);
    HitSet found;
    while (count > 0) {
        const Progress progress = sha256::scan_portable(job, first, count, buffer.data(), buffer.size());
        REQUIRE(progress.nonces_done > 0);
        REQUIRE(progress.nonces_done <= count);
        for (std::size_t i = 0; i < progress.hits; ++i) {
            const bool is_new = found.emplace(buffer[i].nonce, buffer[i].version_index).second;
            REQUIRE(is_new);
        }
        first += static_cast<std::uint32_t>(progress.nonces_done);
        count -= progress.nonces_done;
    }
    return found;
}

std::uint32_t top_word(const sha256::Digest& digest) {
    std::uint32_t top = 0;
    for (std::size_t i = 0; i < 4; ++i) top = top << 8 | std::to_integer<std::uint32_t>(digest[31 - i]);
    return top;
}

/// The same range with the oracle.
HitSet expected(const Work& work, const sha256::ScanJob& job, std::uint32_t first, std::uint64_t count) {
    HitSet found;
    for (std::uint64_t n = 0; n < count; ++n)
        for (int v = 0; v < work.version_count; ++v) {
            const auto nonce = static_cast<std::uint32_t>(first + n);
            const auto header = sha256::header_of(work, work.versions[static_cast<std::size_t>(v)], nonce);
            if (top_word(test::textbook_sha256d(header)) <= job.top_limit) found.emplace(nonce, v);
        }
    return found;
}

Work random_work(std::mt19937& random, std::uint8_t versions) {
    Work work;
    for (std::byte& byte : work.header) byte = static_cast<std::byte>(random());
    work.version_count = versions;
    for (std::uint32_t& version : work.versions) version = static_cast<std::uint32_t>(random());
    return work;
}

}  // namespace

TEST_CASE("the scan finds the nonce of real blocks, and only it") {
    for (const test::BlockHeader& block : test::block_headers) {
        CAPTURE(block.name);
        const sha256::ScanJob job = sha256::prepare(work_of(block.header));
        CHECK(scan(job, block.nonce - 5, 16) == HitSet{{block.nonce, 0}});
    }
}

TEST_CASE("a block's nonce is found at every place of a range") {
    const sha256::ScanJob job = sha256::prepare(work_of(test::block_125552));
    for (std::uint32_t lane = 0; lane < 16; ++lane) CHECK(scan(job, 0x9546a142 - lane, 16).size() == 1);
    CHECK(scan(job, 0x9546a143, 16).empty());
    CHECK(scan(job, 0x9546a132, 16).empty());
    CHECK(scan(job, 0x9546a142, 1).size() == 1);
}

TEST_CASE("a block's version is found at every midstate index, with the right index") {
    for (std::uint8_t index = 0; index < 16; ++index) {
        Work work = work_of(test::block_125552);
        work.version_count = 16;
        for (std::size_t i = 0; i < 16; ++i)
            work.versions[i] = 1 + ((static_cast<std::uint32_t>(i) + 16u - index) % 16u << 13);
        CHECK(scan(sha256::prepare(work), 0x9546a140, 5) == HitSet{{0x9546a142, index}});
    }
}

TEST_CASE("an easy target of a test chain gives exactly the known hits") {
    sha256::ScanJob regtest = sha256::prepare(work_of(test::regtest_genesis));
    regtest.top_limit = 0x7fffff00;
    const HitSet first_32{{0, 0},  {1, 0},  {2, 0},  {3, 0},  {4, 0},  {5, 0},  {6, 0},  {8, 0},
                          {9, 0},  {12, 0}, {13, 0}, {17, 0}, {18, 0}, {19, 0}, {20, 0}, {21, 0},
                          {22, 0}, {23, 0}, {26, 0}, {28, 0}, {29, 0}, {30, 0}, {31, 0}};
    CHECK(scan(regtest, 0, 32) == first_32);
    HitSet last_16;
    for (const std::uint32_t lane : {0u, 2u, 3u, 4u, 5u, 6u, 7u, 9u, 11u, 12u, 13u, 14u, 15u})
        last_16.emplace(0xfffffff0u + lane, 0);
    CHECK(scan(regtest, 0xfffffff0, 16) == last_16);

    sha256::ScanJob signet = sha256::prepare(work_of(test::signet_genesis));
    signet.top_limit = 0x377;
    CHECK(scan(signet, 52613760, 32) == HitSet{{52613770, 0}});
}

TEST_CASE("a top word equal to the limit is reported, one above it is not") {
    sha256::ScanJob job = sha256::prepare(work_of(test::regtest_genesis));
    job.top_limit = 0x0f9188f1;
    CHECK(scan(job, 2, 1).size() == 1);
    job.top_limit = 0x0f9188f0;
    CHECK(scan(job, 2, 1).empty());
}

TEST_CASE("a range that passes 2^32 goes on at zero, one that does not never reports wrapped nonces") {
    sha256::ScanJob job = sha256::prepare(work_of(test::regtest_genesis));
    job.top_limit = 0x7fffff00;
    HitSet both = scan(job, 0xfffffff0, 16);
    for (const auto& hit : both) CHECK(hit.first >= 0xfffffff0);
    both.merge(scan(job, 0, 16));
    CHECK(scan(job, 0xfffffff0, 32) == both);
}

TEST_CASE("an empty range and a buffer too small for one nonce do nothing") {
    Work work = work_of(test::regtest_genesis, 0);
    std::array<Hit, 4> buffer;
    const Progress none = sha256::scan_portable(sha256::prepare(work), 0, 0, buffer.data(), buffer.size());
    CHECK(none.nonces_done == 0);
    CHECK(none.hits == 0);
    work.version_count = 5;
    const Progress refused = sha256::scan_portable(sha256::prepare(work), 0, 100, buffer.data(), buffer.size());
    CHECK(refused.nonces_done == 0);
    CHECK(refused.hits == 0);
}

TEST_CASE("more than 2^32 nonces are never scanned: the count is cut at the whole space") {
    const sha256::ScanJob job = sha256::prepare(work_of(test::genesis, 0));
    std::array<Hit, 8> buffer;  // every nonce hits, so the scan stops when the buffer is full
    CHECK(sha256::scan_portable(job, 7, ~std::uint64_t{0}, buffer.data(), buffer.size()).nonces_done == 8);
    CHECK(sha256::scan_portable({}, 0, 100, buffer.data(), buffer.size()).nonces_done ==
          0);  // a job that was never prepared
}

TEST_CASE("the smallest legal buffer gives the same hits as a large one") {
    std::mt19937 random{20};
    for (const std::uint8_t versions : {std::uint8_t{1}, std::uint8_t{3}, std::uint8_t{16}}) {
        Work work = random_work(random, versions);
        work.claim_bits = 1;
        const sha256::ScanJob job = sha256::prepare(work);
        CHECK(scan(job, 0xffffffd0, 64, versions) == scan(job, 0xffffffd0, 64, 64 * versions));
    }
}

TEST_CASE("HZ-31 the scan agrees with the oracle on random headers, versions and limits") {
    std::mt19937 random{31};
    for (int round = 0; round < 40; ++round) {
        Work work = random_work(random, static_cast<std::uint8_t>(1 + random() % 16));
        work.claim_bits = static_cast<std::uint8_t>(random() % 6);
        const sha256::ScanJob job = sha256::prepare(work);
        const std::uint32_t first = static_cast<std::uint32_t>(random());
        CHECK(scan(job, first, 9) == expected(work, job, first, 9));
    }
}

TEST_CASE("work without versions of its own is scanned with its header's version") {
    Work work = work_of(test::regtest_genesis, 3);
    Work same = work;
    same.version_count = 1;
    same.versions[0] = 1;
    CHECK(scan(sha256::prepare(work), 0, 64) == scan(sha256::prepare(same), 0, 64));
}
