// What a chain can do wrong, chip by chip, each with the hazard it stands for.
#include <algorithm>
#include <map>

#include "driver/bm13xx/crc.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/chain_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr double mhz = 200;

/// Four BM1370 that report every fourth hash: about 100 reports a second and chip.
ChainBench mining(std::uint16_t chips = 4, const ChipTraits& chip = bm1370_traits) {
    ChainBench host{{.chip = &chip, .chips = chips, .zero_bits = 2}};
    host.run(chain_bring_up(host.setup, mhz));
    host.send(any_job(chip, 1, 8));
    return host;
}

std::map<std::size_t, std::size_t> reports_by_chip(ChainBench& host, Duration time) {
    std::map<std::size_t, std::size_t> counts;
    // Sweep 1EB5 is far shorter than a slice: the address field tells the chip.
    for (const ChainReport& report : host.reports(time))
        ++counts[((report.nonce_wire >> 17) & 0xff) / (256 / host.setup.chips)];
    return counts;
}

}  // namespace

TEST_CASE("HZ-20: a dead chip cuts off everything behind it, and only that") {
    ChainBench host = mining();
    host.chain.inject(Fault::dead, 2);
    CHECK(host.chain.observe().reachable == 2);
    host.send(host.wire.read_all(0));
    (void)host.hear(5ms);
    CHECK_FALSE(host.read(2, 0));
    CHECK_FALSE(host.read(3, 0));
    CHECK(host.read(1, 0) == 0x13700000u);
    auto counts = reports_by_chip(host, 1s);
    CHECK(counts[0] > 50);
    CHECK(counts[1] > 50);
    CHECK(counts[2] + counts[3] == 0);
    host.chain.inject(Fault::dead, 2, 0.0);
    CHECK(host.read(3, 0) == 0x13700000u);
}

TEST_CASE("HZ-20: a chain enumerates one chip more, or the same address twice") {
    ChainBench host{{.chip = &bm1366_traits, .chips = 4}};
    SECTION("one answers twice") {
        host.chain.inject(Fault::double_answer, 1);
        host.send(host.wire.read_all(0));
        CHECK(host.replies(20ms).size() == 5);
    }
    SECTION("one passes its address on") {
        host.chain.inject(Fault::share_address, 1);
        host.send(host.wire.inactive());
        for (std::size_t i = 0; i < 4; ++i) host.send(host.wire.set_address(given_address(host.setup, i)));
        CHECK(host.chain.observe(1).address == 0x40);
        CHECK(host.chain.observe(2).address == 0x40);
        CHECK(host.chain.observe(3).address == 0x80);
    }
}

TEST_CASE("HZ-21: a chip can be mute for registers and not for nonces, or the other way round") {
    ChainBench host = mining();
    host.chain.inject(Fault::mute_registers, 1);
    host.chain.inject(Fault::mute, 2);
    CHECK_FALSE(host.read(1, 0));
    CHECK(host.read(2, 0));
    auto counts = reports_by_chip(host, 1s);
    CHECK(counts[1] > 50);
    CHECK(counts[2] == 0);
    CHECK(host.chain.observe(2).hashes > 0);
}

TEST_CASE("HZ-23: a chip that loses its clock stops, says so in its clock register, and goes on afterwards") {
    ChainBench host = mining();
    host.chain.inject(Fault::lose_lock, 3);
    CHECK(host.chain.observe().hashing == 3);
    CHECK(*host.read(3, 0x08) >> 31 == 0);
    CHECK(*host.read(2, 0x08) >> 31 == 1);
    const auto before = host.chain.observe(3).hashes;
    host.pass(1s);
    CHECK(host.chain.observe(3).hashes == before);
    host.chain.inject(Fault::lose_lock, 3, 0.0);
    host.pass(1s);
    const double per_second = host.chain.observe(3).hash_rate.value;
    CHECK(static_cast<double>(host.chain.observe(3).hashes - before) == Approx(per_second).epsilon(0.05));
}

TEST_CASE("HZ-23: a weak chip misses the given part of its results while its counters count on") {
    ChainBench host = mining();
    host.chain.inject(Fault::weak, 1, 0.5);
    const std::uint32_t before = *host.read(1, 0x8c), before_other = *host.read(0, 0x8c);
    auto counts = reports_by_chip(host, 8s);
    CHECK(static_cast<double>(counts[1]) / static_cast<double>(counts[0]) == Approx(0.5).epsilon(0.15));
    CHECK(*host.read(1, 0x8c) - before == Approx(*host.read(0, 0x8c) - before_other).epsilon(0.02));
}

TEST_CASE("HZ-23: a dead hash domain counts nothing and finds nothing") {
    ChainBench host = mining();
    host.chain.inject(Fault::domain_dead, 1, 1.0);
    const auto counter = [&](std::uint8_t domain) { return *host.read(1, static_cast<std::uint8_t>(0x88 + domain)); };
    const std::uint32_t dead = counter(0), living = counter(1);
    for (const ChainReport& report : host.reports(5s))
        if (((report.nonce_wire >> 17) & 0xff) / 64 == 1) CHECK(report.nonce_wire >> 30 != 0);
    CHECK(counter(0) == dead);
    CHECK(counter(1) > living + 100);
}

TEST_CASE("a chip that browns out is back at nine bytes, 115200 and no address, and its chain goes on") {
    ChainBench host = mining(2);
    host.send(host.wire.write_all(0x28, 0x11300200));
    host.baud = Baud{1'000'000};
    (void)host.hear(100ms);
    host.chain.inject(Fault::brownout, 0);
    CHECK(host.chain.observe().hashing == 1);
    CHECK(host.read(1, 0) == 0x13700000u);
    host.pass(100ms);
    host.chain.inject(Fault::mute, 1);
    (void)host.hear(100ms);
    host.baud = Baud{115200};
    host.send(host.wire.read_one(0, 0x18));
    CHECK(host.hear(10ms) == hex("AA 55 00 00 C1 00 00 18 02"));
}

TEST_CASE("HZ-25: reports can name a job they were not found in") {
    ChainBench host = mining(1);
    host.chain.inject(Fault::wrong_job, 0, 0.3);
    const auto reports = host.reports(8s);
    const auto wrong = std::ranges::count_if(reports, [](const ChainReport& r) { return (r.job & 0xf0) != 0x10; });
    CHECK(static_cast<double>(wrong) / static_cast<double>(reports.size()) == Approx(0.3).epsilon(0.2));
}

TEST_CASE("HZ-24: duplicates and a flood repeat reports of one chip") {
    ChainBench host = mining(2);
    host.chain.inject(Fault::duplicate, 0);
    host.chain.inject(Fault::mute, 1);
    (void)host.hear(100ms);
    const auto pairs = host.reports(1s);
    REQUIRE(pairs.size() > 100);
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) CHECK(pairs[i] == pairs[i + 1]);
    host.chain.inject(Fault::duplicate, 0, 0.0);
    host.chain.inject(Fault::flood, 0);
    CHECK(host.reports(2s).size() > 1500);  // what the line carries
    CHECK(host.chain.observe().bytes_lost > 0);
}

TEST_CASE("HZ-26: noise of one chip breaks its frames and leaves the others' alone") {
    ChainBench host = mining(2);
    host.chain.inject(Fault::garbage, 1, 0.05);
    const Bytes heard = host.hear(5s);
    std::size_t broken_of_0 = 0, broken = 0;
    for (std::size_t at = 0; at + 11 <= heard.size(); at += 11) {
        const std::span frame = std::span{heard}.subspan(at, 11);
        const bool is_whole = frame[0] == std::byte{0xaa} && frame[1] == std::byte{0x55} &&
                              driver::bm13xx::reply_is_intact(frame.subspan(2));
        broken += is_whole ? 0 : 1;
        const bool is_first_chip = (std::to_integer<unsigned>(frame[3]) & 1) == 0 && frame[4] < std::byte{0x10};
        broken_of_0 += !is_whole && is_first_chip ? 1 : 0;
    }
    CHECK(broken > 50);
    CHECK(broken_of_0 < broken / 5);
}

TEST_CASE("a flatlined chip of a chain repeats its last report and the others go on") {
    ChainBench host = mining(2);
    (void)host.hear(1s);
    host.chain.inject(Fault::flatline, 0);
    const auto before = host.chain.observe(0).hashes;
    std::size_t repeats = 0;
    for (int i = 0; i < 200; ++i) repeats += reports_by_chip(host, 5ms)[0];
    CHECK(repeats == Approx(1000.0 / 45).margin(4));
    CHECK(host.chain.observe(0).hashes == before);
    CHECK(host.chain.observe().hashing == 1);
}

TEST_CASE("a chip on another's job frame with one flipped bit has no job") {
    for (const ChipTraits* const chip : {&bm1366_traits, &bm1387_traits, &bm1397_traits}) {
        ChainBench host{{.chip = chip, .zero_bits = 0}};
        host.run(chain_bring_up(host.setup, 100));
        const Bytes job = any_job(*chip, 1, 8), quiet(300, std::byte{0});
        for (std::size_t bit = 0; bit < job.size() * 8; ++bit) {
            Bytes flipped = job;
            flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
            host.send(flipped);
            host.send(quiet);
        }
        CAPTURE(chip->name);
        CHECK(host.chain.observe().jobs == 0);
        host.send(job);
        CHECK(host.chain.observe().jobs == 1);
    }
}
