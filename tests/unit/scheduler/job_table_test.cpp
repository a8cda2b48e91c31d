// What becomes of older jobs when a new one arrives.
#include "miner/scheduler/job_table.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/scheduler/jobs.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::testing;

namespace {

constexpr Duration grace = 1s;

struct Table {
    JobTable jobs{0};

    JobRef adopt(const JobSketch& sketch, Instant now = start_of_time) {
        const JobPtr job = make_job(sketch);
        changed = jobs.adopt(job, space_key(*job), now);
        return jobs.current_ref();
    }
    [[nodiscard]] Freshness freshness(const JobRef& ref, Instant at) const {
        const LiveJob* job = jobs.find(ref);
        return job != nullptr ? job->freshness(at, grace) : Freshness::dead;
    }
    bool changed = false;
};

}  // namespace

TEST_CASE("an older job stays good until a clean one arrives") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "b", .content = 2});
    CHECK(table.freshness(first, start_of_time + 1h) == Freshness::fresh);
}

TEST_CASE("a cleaned job has one second of grace if the previous block is unchanged (HZ-40)") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "b", .content = 2, .clean = true});
    CHECK(table.freshness(first, start_of_time + 1s) == Freshness::fresh);
    CHECK(table.freshness(first, start_of_time + 1001ms) == Freshness::late);
}

TEST_CASE("a new block ends a cleaned job at once") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "b", .block = 2, .content = 2, .clean = true});
    CHECK(table.freshness(first, start_of_time) == Freshness::late);
}

TEST_CASE("a new block within the grace of a cleaned job ends the grace") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "b", .content = 2, .clean = true});
    table.adopt({.id = "c", .block = 2, .content = 3, .clean = true}, start_of_time + 100ms);
    CHECK(table.freshness(first, start_of_time + 200ms) == Freshness::late);
}

TEST_CASE("a job of another session, another extranonce1 or one that voids all leaves no grace") {
    const JobSketch next =
        GENERATE(JobSketch{.session = 2, .id = "b", .content = 2}, JobSketch{.extranonce = 1, .id = "b", .content = 2},
                 JobSketch{.id = "b", .content = 2, .voids_all = true});
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt(next);
    CHECK(table.freshness(first, start_of_time) == Freshness::dead);
}

TEST_CASE("a job whose id now names other work is dead") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "a", .content = 2});
    CHECK(table.freshness(first, start_of_time) == Freshness::dead);
}

TEST_CASE("a repeat of the current job changes nothing but the share target, which only gets harder") {
    Table table;
    const JobRef first = table.adopt({.id = "a", .share_bits = 6});
    const JobRef repeat = table.adopt({.arrival = 2, .id = "a", .share_bits = 4});
    CHECK_FALSE(table.changed);
    CHECK(first.serial == repeat.serial);
    CHECK(table.jobs.current()->share_target == target_of_zero_bits(6));
    table.adopt({.arrival = 3, .id = "a", .share_bits = 9});
    CHECK(table.jobs.current()->share_target == target_of_zero_bits(9));
    CHECK(table.jobs.current()->job->key.arrival == 3);
}

TEST_CASE("a repeat of an older job makes it current again") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    table.adopt({.id = "b", .content = 2, .clean = true});
    table.adopt({.arrival = 3, .id = "a"});
    CHECK(table.changed);
    CHECK(table.jobs.current_ref().serial == first.serial);
    CHECK(table.freshness(first, start_of_time + 1h) == Freshness::fresh);
}

TEST_CASE("the extranonce2 counter of a repeated job goes on, also in another session") {
    Table table;
    table.adopt({.id = "a"});
    REQUIRE(table.jobs.space_of(*table.jobs.current()).take_point(start_of_time)->extranonce2 == 0);
    table.adopt({.id = "b", .content = 2});
    table.adopt({.session = 2, .id = "x"});
    CHECK(table.jobs.space_of(*table.jobs.current()).take_point(start_of_time)->extranonce2 == 1);
}

TEST_CASE("a space in steady use is remembered however many others come and go") {
    Table table;
    for (std::uint8_t n = 0; n < 200; ++n) {
        table.adopt({.arrival = n, .id = "same"});
        REQUIRE(table.jobs.space_of(*table.jobs.current()).take_point(start_of_time)->extranonce2 == n);
        table.adopt({.arrival = n, .id = "other", .content = static_cast<std::uint8_t>(n + 2)});
    }
}

TEST_CASE("a job is forgotten after 32 newer ones") {
    Table table;
    const JobRef first = table.adopt({.id = "a"});
    for (std::uint8_t n = 0; n < JobTable::capacity; ++n)
        table.adopt({.id = "b" + std::to_string(n), .content = static_cast<std::uint8_t>(n + 2)});
    CHECK(table.jobs.find(first) == nullptr);
}

TEST_CASE("jobs that left are given away for freeing only when nobody holds them") {
    JobTable jobs{0};
    JobPtr held = make_job({.id = "a"});
    jobs.adopt(held, space_key(*held), start_of_time);
    const JobPtr repeat = make_job({.arrival = 2, .id = "a"});
    jobs.adopt(repeat, space_key(*repeat), start_of_time);
    CHECK(jobs.take_unused().empty());
    held.reset();
    CHECK(jobs.take_unused().size() == 1);
    CHECK(jobs.take_unused().empty());
}

TEST_CASE("a mask applies to the jobs of its session only") {
    Table table;
    table.adopt({.session = 1});
    CHECK_FALSE(table.jobs.set_mask(2, 0));
    CHECK_FALSE(table.jobs.set_mask(1, usual_mask));
    CHECK(table.jobs.set_mask(1, 0x6000));
    CHECK(table.jobs.current()->versions().size() == 4);
}
