// The contract of a scan, for every engine that can run here: finds what is there, nothing else, nothing twice,
// whatever the range and the buffer.
#include <array>
#include <random>

#include "driver/sha256/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/sha256/block_headers.hpp"
#include "tests/unit/sha256/engines_here.hpp"
#include "tests/unit/sha256/hex.hpp"
#include "tests/unit/sha256/textbook.hpp"
#include "tests/unit/sha256/vectors.hpp"

using namespace adit;
using namespace adit::driver;
using sha256::Engine;
using sha256::Hit;
using sha256::Progress;
using test::HitSet;
using test::scan;

namespace {

Work work_of(std::string_view header, std::uint8_t claim_bits = 32) {
    Work work;
    work.header = test::array_from_hex<80>(header);
    work.claim_bits = claim_bits;
    return work;
}

sha256::ScanJob regtest_job() {
    sha256::ScanJob job = sha256::prepare(work_of(test::regtest_genesis));
    job.top_limit = 0x7fffff00;
    return job;
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

TEST_CASE("a scan finds the nonce of real blocks, and only it") {
    for (const Engine& engine : test::engines_here())
        for (const test::BlockHeader& block : test::block_headers) {
            CAPTURE(engine.name, block.name);
            const sha256::ScanJob job = sha256::prepare(work_of(block.header));
            CHECK(scan(engine, job, block.nonce - 25, 64) == HitSet{{block.nonce, 0}});
        }
}

TEST_CASE("a block's nonce is found in every lane, at every place of a range") {
    const sha256::ScanJob job = sha256::prepare(work_of(test::block_125552));
    for (const Engine& engine : test::engines_here()) {
        CAPTURE(engine.name);
        for (std::uint32_t lane = 0; lane < 33; ++lane)
            CHECK(scan(engine, job, 0x9546a142 - lane, lane + 1) == HitSet{{0x9546a142, 0}});
        CHECK(scan(engine, job, 0x9546a143, 16).empty());
        CHECK(scan(engine, job, 0x9546a132, 16).empty());
        CHECK(scan(engine, job, 0x9546a142, 1).size() == 1);
    }
}

TEST_CASE("a block's version is found at every midstate index and in every lane, with the right index") {
    for (const Engine& engine : test::engines_here())
        for (std::uint8_t versions = 1; versions <= 16; ++versions)
            for (std::uint8_t index = 0; index < versions; ++index) {
                Work work = work_of(test::block_125552);
                work.version_count = versions;
                for (std::uint32_t i = 0; i < versions; ++i)
                    work.versions[i] = 1 + ((i + versions - index) % versions << 13);
                CAPTURE(engine.name, versions, index);
                CHECK(scan(engine, sha256::prepare(work), 0x9546a142 - index, 18) == HitSet{{0x9546a142, index}});
            }
}

TEST_CASE("an easy target of a test chain gives exactly the known hits") {
    const HitSet first_32{{0, 0},  {1, 0},  {2, 0},  {3, 0},  {4, 0},  {5, 0},  {6, 0},  {8, 0},
                          {9, 0},  {12, 0}, {13, 0}, {17, 0}, {18, 0}, {19, 0}, {20, 0}, {21, 0},
                          {22, 0}, {23, 0}, {26, 0}, {28, 0}, {29, 0}, {30, 0}, {31, 0}};
    HitSet last_16;
    for (const std::uint32_t lane : {0u, 2u, 3u, 4u, 5u, 6u, 7u, 9u, 11u, 12u, 13u, 14u, 15u})
        last_16.emplace(0xfffffff0u + lane, 0);
    sha256::ScanJob signet = sha256::prepare(work_of(test::signet_genesis));
    signet.top_limit = 0x377;
    for (const Engine& engine : test::engines_here()) {
        CAPTURE(engine.name);
        CHECK(scan(engine, regtest_job(), 0, 32) == first_32);
        CHECK(scan(engine, regtest_job(), 0xfffffff0, 16) == last_16);
        CHECK(scan(engine, signet, 52613760, 32) == HitSet{{52613770, 0}});
    }
}

TEST_CASE("a top word equal to the limit is reported, one above it is not") {
    for (const Engine& engine : test::engines_here()) {
        CAPTURE(engine.name);
        sha256::ScanJob job = regtest_job();
        job.top_limit = 0x0f9188f1;
        CHECK(scan(engine, job, 2, 1).size() == 1);
        job.top_limit = 0x0f9188f0;
        CHECK(scan(engine, job, 2, 1).empty());
    }
}

TEST_CASE("a range that passes 2^32 goes on at zero, one that does not never reports wrapped nonces") {
    for (const Engine& engine : test::engines_here()) {
        CAPTURE(engine.name);
        HitSet both = scan(engine, regtest_job(), 0xfffffff9, 7);
        for (const auto& hit : both) CHECK(hit.first >= 0xfffffff9);
        both.merge(scan(engine, regtest_job(), 0, 26));
        CHECK(scan(engine, regtest_job(), 0xfffffff9, 33) == both);
    }
}

TEST_CASE("a range that ends inside a group reports nothing beyond its end") {
    for (const Engine& engine : test::engines_here()) {
        const HitSet all = scan(engine, regtest_job(), 100, 48);
        for (std::uint64_t count = 0; count <= 48; ++count) {
            CAPTURE(engine.name, count);
            HitSet inside;
            for (const auto& hit : all)
                if (hit.first < 100 + count) inside.insert(hit);
            CHECK(scan(engine, regtest_job(), 100, count) == inside);
        }
    }
}

TEST_CASE("an empty range and a buffer too small for one group do nothing") {
    for (const Engine& engine : test::engines_here())
        for (const std::uint8_t versions : {std::uint8_t{1}, std::uint8_t{5}, std::uint8_t{16}}) {
            CAPTURE(engine.name, versions);
            Work work = work_of(test::regtest_genesis, 0);
            work.version_count = versions;
            const sha256::ScanJob job = sha256::prepare(work);
            std::vector<Hit> buffer(test::least_room(engine, job));
            const Progress none = engine.scan(job, 0, 0, buffer.data(), buffer.size());
            CHECK(none.nonces_done == 0);
            CHECK(none.hits == 0);
            const Progress refused = engine.scan(job, 0, 100, buffer.data(), buffer.size() - 1);
            CHECK(refused.nonces_done == 0);
            CHECK(refused.hits == 0);
        }
}

TEST_CASE("more than 2^32 nonces are never scanned: a full buffer ends the scan after its group") {
    const sha256::ScanJob job = sha256::prepare(work_of(test::genesis, 0));  // every nonce hits
    for (const Engine& engine : test::engines_here()) {
        CAPTURE(engine.name);
        std::array<Hit, 64> buffer;
        CHECK(engine.scan(job, 7, ~std::uint64_t{0}, buffer.data(), buffer.size()).nonces_done == 64);
        CHECK(engine.scan({}, 0, 100, buffer.data(), buffer.size()).nonces_done == 0);  // never prepared
    }
}

TEST_CASE("the smallest legal buffer gives the same hits as a large one") {
    std::mt19937 random{20};
    for (const Engine& engine : test::engines_here())
        for (const std::uint8_t versions : {std::uint8_t{1}, std::uint8_t{3}, std::uint8_t{16}}) {
            CAPTURE(engine.name, versions);
            Work work = random_work(random, versions);
            work.claim_bits = 1;
            const sha256::ScanJob job = sha256::prepare(work);
            CHECK(scan(engine, job, 0xffffffd3, 67, test::least_room(engine, job)) ==
                  scan(engine, job, 0xffffffd3, 67, std::size_t{67} * versions + test::least_room(engine, job)));
        }
}

TEST_CASE("a scan counts a nonce as done when all its versions were tested, whatever the size of the buffer") {
    Work work = work_of(test::regtest_genesis, 0);  // everything hits
    for (const Engine& engine : test::engines_here())
        for (std::uint8_t versions = 1; versions <= 16; ++versions) {
            work.version_count = versions;
            const sha256::ScanJob job = sha256::prepare(work);
            const std::size_t least = test::least_room(engine, job);
            for (std::size_t room = least; room <= 8 * least; room += 1 + least / 8) {
                CAPTURE(engine.name, versions, room);
                std::vector<Hit> buffer(room);
                const Progress progress = engine.scan(job, 0xfffffffb, 1000, buffer.data(), room);
                HitSet hits;
                for (std::size_t i = 0; i < progress.hits; ++i)
                    hits.emplace(buffer[i].nonce - 0xfffffffb, buffer[i].version_index);
                CHECK(progress.nonces_done == room / least * engine.group_nonces);
                REQUIRE(progress.hits == progress.nonces_done * versions);
                CHECK(hits.size() == progress.hits);
                CHECK(hits.rbegin()->first == progress.nonces_done - 1);
            }
        }
}

TEST_CASE("HZ-31 a scan agrees with the textbook on random headers, versions and limits") {
    std::mt19937 random{31};
    for (int round = 0; round < 40; ++round) {
        Work work = random_work(random, static_cast<std::uint8_t>(1 + random() % 16));
        work.claim_bits = static_cast<std::uint8_t>(random() % 6);
        const sha256::ScanJob job = sha256::prepare(work);
        const std::uint32_t first = static_cast<std::uint32_t>(random());
        const HitSet hits = expected(work, job, first, 19);
        for (const Engine& engine : test::engines_here()) {
            CAPTURE(engine.name);
            CHECK(scan(engine, job, first, 19) == hits);
        }
    }
}

TEST_CASE("work without versions of its own is scanned with its header's version") {
    Work work = work_of(test::regtest_genesis, 3);
    Work same = work;
    same.version_count = 1;
    same.versions[0] = 1;
    for (const Engine& engine : test::engines_here())
        CHECK(scan(engine, sha256::prepare(work), 0, 64) == scan(engine, sha256::prepare(same), 0, 64));
}
