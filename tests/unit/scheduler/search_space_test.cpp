// The bookkeeping of extranonce2, ntime and versions.
#include "miner/scheduler/search_space.hpp"

#include <set>
#include <utility>

#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

SearchSpace space_of(const JobSketch& sketch, std::uint64_t start = 0) {
    const JobPtr job = make_job(sketch);
    return {space_key(*job), *job, start};
}

std::size_t points_left(SearchSpace& space, Instant now) {
    std::size_t count = 0;
    while (space.take_point(now)) ++count;
    return count;
}

}  // namespace

TEST_CASE("extranonce2 travels big-endian in exactly its own bytes") {
    const auto bytes = extranonce2_bytes(0x0102030405, 4);
    CHECK(bytes[0] == std::byte{2});
    CHECK(bytes[3] == std::byte{5});
    CHECK(bytes[4] == std::byte{0});
    CHECK(extranonce2_bytes(7, 12)[11] == std::byte{7});
    CHECK(extranonce2_bytes(7, 16)[15] == std::byte{7});
}

TEST_CASE("one byte of extranonce2 gives 256 different points and then nothing") {
    SearchSpace space = space_of({.extranonce2_size = 1}, 0xfe);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 256; ++i) seen.insert(space.take_point(start_of_time)->extranonce2);
    CHECK(seen.size() == 256);
    CHECK_FALSE(space.take_point(start_of_time));
}

TEST_CASE("an exhausted space goes on with the seconds that passed, none of them skipped") {
    SearchSpace space = space_of({.extranonce2_size = 1});
    REQUIRE(points_left(space, start_of_time + 999ms) == 256);
    std::set<std::pair<std::uint32_t, std::uint64_t>> seen;
    while (const auto point = space.take_point(start_of_time + 3s)) seen.insert({point->ntime, point->extranonce2});
    CHECK(seen.size() == 3U * 256U);
    CHECK(seen.begin()->first == 0x60000001);
    CHECK(seen.rbegin()->first == 0x60000003);
}

TEST_CASE("ntime runs at most 600 s ahead of the job's, however long the pool is silent (HZ-46)") {
    SearchSpace space = space_of({.extranonce2_size = 1});
    CHECK(points_left(space, start_of_time + 24h) == 601U * 256U);
    CHECK_FALSE(space.take_point(start_of_time + 48h));
}

TEST_CASE("ntime does not wrap at the end of its 32 bits") {
    SearchSpace space = space_of({.extranonce2_size = 1, .ntime = 0xffffffff});
    CHECK(points_left(space, start_of_time + 1h) == 256);
}

TEST_CASE("versions are handed out next to each other at one point") {
    SearchSpace space = space_of({});
    const VersionSet set = VersionSet::of(0x20000000, 0x0000e000);
    const auto first = space.take_versions(3, set, start_of_time);
    const auto second = space.take_versions(3, set, start_of_time);
    const auto third = space.take_versions(3, set, start_of_time);
    const auto fourth = space.take_versions(3, set, start_of_time);
    CHECK(first->count == 3);
    CHECK(second->versions[0] == 0x20006000);
    CHECK(third->count == 2);
    CHECK(third->point.extranonce2 == first->point.extranonce2);
    CHECK(fourth->point.extranonce2 != first->point.extranonce2);
}

TEST_CASE("a changed mask starts a new point, so that no version comes twice") {
    SearchSpace space = space_of({});
    const auto wide = space.take_versions(4, VersionSet::of(0x20000000, 0x0000e000), start_of_time);
    const auto narrow = space.take_versions(4, VersionSet::of(0x20000000, 0x00006000), start_of_time);
    CHECK(wide->point.extranonce2 != narrow->point.extranonce2);
}

TEST_CASE("a template with a newer time starts its points anew, the same time goes on") {
    SearchSpace space = space_of({.extranonce2_size = 1});
    REQUIRE(points_left(space, start_of_time) == 256);
    space.rebase(*make_job({.extranonce2_size = 1}));
    CHECK(points_left(space, start_of_time) == 0);
    space.rebase(*make_job({.extranonce2_size = 1, .ntime = 0x60000005}));
    CHECK(points_left(space, start_of_time) == 256);
}

TEST_CASE("a template with an older time never returns to a time that was used") {
    SearchSpace space = space_of({.extranonce2_size = 1});
    REQUIRE(points_left(space, start_of_time + 10s) == 11 * 256);
    space.rebase(*make_job({.extranonce2_size = 1, .ntime = 0x60000004, .arrived = start_of_time + 10s}));
    CHECK(points_left(space, start_of_time + 10s) == 0);
    CHECK(space.take_point(start_of_time + 11s)->ntime == 0x6000000b);
}

TEST_CASE("the key of a space knows coinbase and block, not session, version or time") {
    const SpaceKey key = space_key(*make_job());
    CHECK(key == space_key(*make_job({.session = 7, .arrival = 9, .version = 0x30000000, .ntime = 5})));
    CHECK(key != space_key(*make_job({.content = 2})));
    CHECK(key != space_key(*make_job({.block = 2})));
    CHECK(key != space_key(*make_job({.extranonce = 1})));
    CHECK(key != space_key(*make_job({.extranonce2_size = 8})));
}

TEST_CASE("the key of a space knows where one field ends and the next begins") {
    auto longer_head = mutable_job();
    auto longer_tail = mutable_job();
    longer_head->coinbase_head.push_back(std::byte{0x77});
    longer_tail->coinbase_tail.push_back(std::byte{0x77});
    CHECK(space_key(*longer_head) != space_key(*longer_tail));
}
