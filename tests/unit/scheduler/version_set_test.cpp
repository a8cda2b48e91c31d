// The numbering of header versions.
#include "miner/scheduler/version_set.hpp"

#include <set>

#include "tests/support/catch.hpp"

using adit::miner::VersionSet;

TEST_CASE("version 0 of a set is the job's own version") {
    CHECK(VersionSet::of(0x20000004, 0x1fffe000).at(0) == 0x20000004);
}

TEST_CASE("bits the job has set are not rollable") {
    const VersionSet set = VersionSet::of(0x20002000, 0x00006000);
    CHECK(set.rollable == 0x00004000);
    CHECK(set.size() == 2);
    CHECK(set.at(1) == 0x20006000);
}

TEST_CASE("a mask of 0 leaves one version") { CHECK(VersionSet::of(0x20000000, 0).size() == 1); }

TEST_CASE("a mask of all bits leaves 2^32 versions") {
    CHECK(VersionSet::of(0, 0xffffffff).size() == std::uint64_t{1} << 32U);
    CHECK(VersionSet::of(0, 0xffffffff).at(0xdeadbeef) == 0xdeadbeef);
}

TEST_CASE("every version of a set is different and stays within the mask") {
    const VersionSet set = VersionSet::of(0x20000000, 0x1fffe000);
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < set.size(); ++i) {
        REQUIRE((set.at(i) & ~std::uint32_t{0x1fffe000}) == 0x20000000);
        seen.insert(set.at(i));
    }
    CHECK(seen.size() == 65536);
}
