// Real search: captured jobs and known blocks found where the hardware found them, at the model's rate.
#include <algorithm>
#include <set>

#include "boards/virtual/nonce_search.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

struct Known {
    Bytes job;
    std::uint16_t version_bits;
    std::uint32_t nonce_wire;
    Bytes reply;
};

std::vector<Known> known_results() {
    return {
        {capture_job(), 0x05a2, 0x4c035275, hex("AA 55 4C 03 52 75 0C D2 05 A2 9C")},
        {genesis_job(), 0, 0x1dac2b7c, hex("AA 55 1D AC 2B 7C 06 30 00 00 83")},
        {hex("55 AA 21 56 18 01 00 00 00 00 4C 86 04 1B 37 22 1B 4D 42 47 E9 F3 EF B5 A4 AC C3 8D 48 85 28 C3"
             "06 7C EC FF 95 22 B2 94 09 96 2A AC D5 C0 66 57 A9 25 00 00 00 00 1C D0 02 00 16 C2 CC 1F DF 07"
             "B6 36 1D D3 30 D9 21 A6 C3 01 17 2A 61 04 50 12 01 19 01 00 00 00 18 6D"),
         0, 0x0f2b5710, hex("AA 55 0F 2B 57 10 0C 30 00 00 91")},
        {hex("55 AA 21 56 18 01 00 00 00 00 F2 B9 44 1A C7 F5 D7 4D F1 FC 12 2B FC 88 92 B0 D7 97 F7 AF 71 0E"
             "95 1E 1E B9 42 AE 04 23 DB 8B FF FC 8D 75 E3 20 B6 C2 00 00 00 00 A3 08 00 00 B8 85 1B A4 44 D4"
             "9A B2 FE 99 F2 DE CD 93 17 E2 7E 56 9E 8B 81 CD 02 AB 01 00 00 00 48 2F"),
         0, 0x42a14695, hex("AA 55 42 A1 46 95 36 30 00 00 98")},
        {hex("55 AA 21 56 18 01 00 00 00 00 8A 9A 02 17 69 C1 9A 67 DF CF 62 2D F7 70 34 6B A4 E8 70 C8 58 BF"
             "8F BE E2 EE BB DF 6D 3E B0 CC F1 B8 B5 01 76 F6 3A 35 00 00 00 00 00 00 00 00 3B 54 01 00 E1 B5"
             "D2 C4 4A B6 4C 43 21 5E 99 F8 70 CA 15 FE E3 C9 6A 8A 00 00 00 20 88 14"),
         0x72cb, 0x02fb05ff, hex("AA 55 02 FB 05 FF 4C 3B 72 CB 9D")},
    };
}

/// Silicon's own difficulty, every position: 1 ns is about 67 nonces of 16 versions each, so time moves in steps of
/// nanoseconds.
HostBench silicon() {
    HostBench host{{.zero_bits = 32}};
    host.power_up();
    host.send_rows(bring_up_rows());
    // Full coverage at 525 MHz, so that every nonce is within the window.
    host.data(write_frame(0x51, 0, 0x10, 0x000c30c3));
    (void)host.hear(10ms);
    return host;
}

SweepGeometry every_position(std::uint16_t mask, std::uint64_t window) {
    return {.version_mask = mask, .window = window, .first_offset = 0, .stride = 1};
}

constexpr std::uint32_t cores = 128, live_engines = 2040;

/// A search with the midstates it shares with nobody.
struct Search {
    Search(MiningJob job, const SweepGeometry& geometry) { search.start(std::make_shared<MiningJob>(job), geometry); }
    const CandidateGroup& next() { return search.next(batches); }
    [[nodiscard]] std::uint64_t groups_per_epoch() const { return search.groups_per_epoch(); }

    NonceSearch search{bm1370_traits};
    VersionBatches batches;
};

MiningJob job_of(std::span<const std::byte> frame) { return read_job(JobForm::header, frame.subspan(4, 82)); }

Search search_of(const SweepGeometry& geometry) { return {job_of(capture_job()), geometry}; }

}  // namespace

TEST_CASE("captured and known results are found by search and reported byte for byte") {
    for (const Known& known : known_results()) {
        HostBench host = silicon();
        host.data(known.job);
        host.gamma.seek(known.version_bits, known.nonce_wire);
        host.pass(2ns);
        CAPTURE(known.nonce_wire);
        CHECK(host.hear(Duration{1}).empty());  // still on the line
        CHECK(host.gamma.observe().nonces_emitted == 1);
        // Stop the search, or the next milliseconds would hash like silicon.
        host.data(write_frame(0x51, 0, 0x3c, 0x80008255));
        CHECK(host.hear(2ms) == known.reply);
    }
}

TEST_CASE("the starting nonce of a job moves the start of the sweep") {
    MiningJob job = job_of(genesis_job());
    job.first_nonce = 0x1dac2b7c;
    Search search{job, every_position(0xffff, 10)};
    std::set<std::uint32_t> nonces;
    for (unsigned core = 0; core < cores; ++core) nonces.insert(search.next().candidates[0].nonce_wire);
    CHECK(nonces.contains(0x1dac2b7c));
    CHECK(nonces.size() == cores);
}

TEST_CASE("cores split the nonce by its top bits and engines the versions by their low bits") {
    Search search = search_of(every_position(0xffff, 3));
    std::size_t tested = 0;
    for (std::uint32_t tick = 0; tick < 3; ++tick)
        for (std::uint32_t core = 0; core < cores; ++core) {
            const CandidateGroup& group = search.next();
            CHECK(group.candidates[0].nonce_wire == (core << 25) + tick);
            for (std::uint16_t engine = 0; engine < group.count; ++engine)
                CHECK(group.candidates[engine].roll == engine);
            tested += group.count;
        }
    CHECK(tested == 3 * live_engines);
    CHECK(search.next().candidates[0].roll == 16);  // next batch
}

TEST_CASE("an epoch covers all versions once and then everything comes again") {
    Search search = search_of(every_position(0x00f3, 2));
    CHECK(search.groups_per_epoch() == 4 * 2 * cores);
    std::set<std::pair<std::uint16_t, std::uint32_t>> seen;
    std::size_t tested = 0;
    for (std::uint64_t i = 0; i < search.groups_per_epoch(); ++i) {
        const CandidateGroup& group = search.next();
        tested += group.count;
        for (const Candidate& c : std::span{group.candidates}.first(group.count)) seen.insert({c.roll, c.nonce_wire});
    }
    CHECK(seen.size() == tested);  // no duplicates within
    CHECK(std::ranges::all_of(seen, [](const auto& s) { return (s.first & ~0x00f3) == 0; }));
    const Candidate again = search.next().candidates[5];
    CHECK(seen.contains({again.roll, again.nonce_wire}));
}

TEST_CASE("with fewer versions than engines the engines duplicate one another") {
    Search search = search_of(every_position(0x0000, 2));
    CHECK(search.groups_per_epoch() == 2 * cores);
    const CandidateGroup& group = search.next();
    CHECK(std::ranges::all_of(std::span{group.candidates}.first(group.count),
                              [&](const Candidate& c) { return c.hash == group.candidates[0].hash; }));
}

TEST_CASE("a thinned search repeats itself after its epoch too") {
    SweepGeometry thin = every_position(0x000f, 1000);
    thin.stride = 640;
    Search search = search_of(thin);
    std::vector<std::uint32_t> first, second;
    for (std::uint64_t i = 0; i < search.groups_per_epoch(); ++i)
        first.push_back(search.next().candidates[0].nonce_wire);
    for (std::uint64_t i = 0; i < search.groups_per_epoch(); ++i)
        second.push_back(search.next().candidates[0].nonce_wire);
    CHECK(first == second);
    CHECK(std::set(first.begin(), first.end()).size() == first.size());
}

TEST_CASE("the ticket register asks for zero bits as silicon does, counted from the device's own zero bits") {
    const MiningJob job = job_of(capture_job());
    const ShaWords hash = hash_of(capture_job(), {0x4c035275, 0, 0, 0x05a2});
    CHECK(job.id == 0x68);
    CHECK(leading_zero_bits(hash) == 46);
    CHECK(meets_ticket(hash, 32, 0x000000ff));        // 256: 40 bits
    CHECK(meets_ticket(hash, 32, 0x0000fcff));        // 16384: 46 bits
    CHECK_FALSE(meets_ticket(hash, 32, 0x0000feff));  // 32768: 47 bits
    CHECK(meets_ticket(hash, 38, 0x000000ff));
    CHECK_FALSE(meets_ticket(hash, 39, 0x000000ff));
    CHECK(meets_ticket(hash, 10, 0xffffffff));
    CHECK(meets_ticket(hash, 0, 0));
}

TEST_CASE("after the bring-up of the table verified work comes at the model's rate within 5 %") {
    // Z = 2, ticket 1: a quarter of all hashes hit, about 250 a second.
    HostBench host{{.zero_bits = 2}};
    host.mine("00 00 00 00 1C");
    const double expected = 525e6 * 2040 / 4294967296.0 * 4.0;
    CHECK(host.gamma.observe().hash_rate.value == Approx(expected));
    const auto seconds = 48;
    std::size_t verified = 0;
    std::set<std::pair<std::uint16_t, std::uint32_t>> distinct;
    // Sweep 1EB5 ends its epoch after 2.6 s: a new job each second, as a driver would send.
    for (int second = 0; second < seconds; ++second) {
        distinct.clear();
        for (const Report& report : host.reports(1s)) {
            verified += leading_zero_bits(hash_of(capture_job(), report)) >= 2 ? 1 : 0;
            CHECK((report.job & 0x0f) == (report.version_bits & 0x0f));
            CHECK((report.job & 0xf0) == 0xd0);
            distinct.insert({report.version_bits, report.nonce_wire});
        }
        host.data(capture_job());
    }
    REQUIRE(verified > 10000);
    CHECK(static_cast<double>(verified) * 4.0 / seconds == Approx(expected).epsilon(0.05));
}

TEST_CASE("hardware counters advance as silicon's would, in units of 2^32 scaled by the zero bits") {
    HostBench host{{.zero_bits = 7}};
    host.mine();
    host.pass(2s);
    (void)host.hear(10ms);
    const auto total = host.read(0, 0x8c)->value;
    const auto done = host.gamma.observe().hashes_done;
    CHECK(total == Approx(1.071e12 / 4294967296.0 * 2.0).epsilon(0.03));
    CHECK(total <= done >> 7);
    std::uint32_t domains = 0;
    for (std::uint8_t domain = 0x88; domain <= 0x8b; ++domain) {
        const auto counter = host.read(0, domain)->value;
        CHECK(counter == Approx(total / 4.0).epsilon(0.1));
        domains += counter;
    }
    CHECK(domains >= total - 4);
}

TEST_CASE("any flipped bit of a job frame leaves the chip without that job") {
    HostBench host{{.zero_bits = 2}};
    host.power_up();
    host.send_rows(bring_up_rows("00 00 00 00 1C"));
    const Bytes quiet(100, std::byte{0});  // ends a frame whose flip made it longer
    for (std::size_t bit = 0; bit < capture_job().size() * 8; ++bit) {
        Bytes flipped = capture_job();
        flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
        host.data(flipped);
        host.data(quiet);
    }
    host.pass(100ms);
    CHECK(host.gamma.observe().jobs_accepted == 0);
    CHECK(host.gamma.observe().hashes_done == 0);
    host.data(capture_job());
    host.pass(100ms);
    CHECK(host.gamma.observe().hashes_done > 0);
}

TEST_CASE("the same seed and the same inputs give the same bytes, however often one asks in between") {
    BoardOptions options{.zero_bits = 2};
    options.faults.set(Fault::garbage, 0.01);
    options.faults.set(Fault::duplicate, 0.05);
    options.faults.set(Fault::bad_nonce, 0.05);
    const auto run = [&](std::uint64_t seed) {
        BoardOptions seeded = options;
        seeded.seed = seed;
        HostBench host{seeded};
        host.mine("00 00 00 00 1C");
        return host.hear(3s);
    };
    const Bytes first = run(7);
    CHECK(first.size() > 5000);
    CHECK(first == run(7));
    CHECK(first != run(8));
}
