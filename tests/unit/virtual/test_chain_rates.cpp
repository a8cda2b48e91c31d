// How much a chain hashes, what its counters say about it, and what that costs.
#include <algorithm>
#include <array>

#include "boards/virtual/hash_clock.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/chain_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

TEST_CASE("verified results of every family come at frequency x engines within 5 %, and counters agree") {
    // Z = 0 and ticket 1: every hash is a result.
    for (const ChipTraits* const chip : chip_families()) {
        ChainBench host{{.chip = chip, .chips = 2, .zero_bits = 0}};
        host.run(chain_bring_up(host.setup, 200));
        const double rate = 2 * 200e6 * chip->engines / 4294967296.0;
        CAPTURE(chip->name, rate);
        const auto seconds = static_cast<int>(10'500 / rate) + 1;
        std::size_t verified = 0, counted = 0;
        for (int second = 0; second < seconds; ++second) {
            const Bytes job =
                any_job(*chip, static_cast<std::uint32_t>(second), static_cast<std::uint8_t>(8 * (second % 8)));
            host.send(job);
            if (second == 0) CHECK(host.chain.observe().hash_rate.value == Approx(rate).epsilon(0.01));
            const auto reports = host.reports(1s);
            verified += reports.size();
            if (second == 0 && !reports.empty()) CHECK(zero_bits_of(*chip, job, reports.front()) < 256);
        }
        REQUIRE(verified >= 10'000);
        CHECK(static_cast<double>(verified) / seconds == Approx(rate).epsilon(0.05));
        if (!chip->has_counters) continue;
        host.chain.inject_all(Fault::lose_lock);
        for (const std::size_t index : {std::size_t{0}, std::size_t{1}}) counted += *host.read(index, 0x8c);
        CHECK(static_cast<double>(counted) / seconds == Approx(rate).epsilon(0.05));
    }
}

TEST_CASE("every report of every family hashes to what it claims") {
    for (const ChipTraits* const chip : chip_families()) {
        ChainBench host{{.chip = chip, .chips = 3, .zero_bits = 3}};
        host.run(chain_bring_up(host.setup, 100));
        CAPTURE(chip->name);
        std::size_t seen = 0;
        const unsigned mask = chip->job_byte.index_mask;
        std::array<Bytes, 8> jobs;
        // Midstate jobs last tens of milliseconds. What is on the line still belongs to the job before.
        for (std::uint32_t number = 0; number < 150; ++number) {
            jobs[number % 8] = any_job(*chip, number, static_cast<std::uint8_t>(8 * (number % 8)));
            host.send(jobs[number % 8]);
            for (const ChainReport& report : host.reports(20ms)) {
                const unsigned slot = ((report.job & ~mask & 0xffu) >> chip->job_byte.shift) / 8;
                REQUIRE(slot < 8);
                CHECK((slot == number % 8 || slot == (number + 7) % 8));
                CHECK(zero_bits_of(*chip, jobs[slot], report) >= 3);
                if (chip->jobs == JobForm::header) CHECK((report.job & mask) == (report.version_bits & mask));
                ++seen;
            }
        }
        CHECK(seen >= 10);
    }
}

TEST_CASE("the counters of the old families tell hashes a second of silicon") {
    ChainBench host{{.chip = &bm1397_traits, .zero_bits = 0}};
    host.run(chain_bring_up(host.setup, 200));
    CHECK(host.read(0, 0x04) == 0x80000000u);
    host.send(any_job(bm1397_traits, 1, 4));
    const double expected = 200e6 * 672 / 1048576.0;
    CHECK((*host.read(0, 0x04) & 0x7fffffff) == Approx(expected).epsilon(0.001));
    ChainBench old{{.chip = &bm1387_traits, .zero_bits = 0}};
    old.run(chain_bring_up(old.setup, 200));
    old.send(any_job(bm1387_traits, 1, 4));
    CHECK(*old.read(0, 0x08) == Approx(200e6 * 114 / 16777216.0).epsilon(0.001));
}

TEST_CASE("chips of a chain search apart: no nonce of a job comes twice") {
    for (const ChipTraits* const chip : chip_families()) {
        ChainBench host{{.chip = chip, .chips = 4, .zero_bits = 0}};
        host.run(chain_bring_up(host.setup, 100));
        host.send(any_job(*chip, 3, 8));
        // A midstate job is short: it would be replaced after tens of milliseconds.
        std::vector<std::uint64_t> seen;
        for (const ChainReport& r : host.reports(chip->jobs == JobForm::header ? 1s : Duration{20ms}))
            seen.push_back(std::uint64_t{r.version_bits} << 40 | std::uint64_t{r.job} << 32 | r.nonce_wire);
        std::ranges::sort(seen);
        CAPTURE(chip->name);
        CHECK(std::ranges::adjacent_find(seen) == seen.end());
    }
}

TEST_CASE("a chain gives the same bytes for the same seed and inputs, however often one asks in between") {
    const auto run = [](std::uint64_t seed, Duration step) {
        ChainBench host{{.chip = &bm1366_traits, .chips = 12, .zero_bits = 0, .seed = seed}};
        host.chain.inject_all(Fault::garbage, 0.01);
        host.chain.inject_all(Fault::duplicate, 0.05);
        host.run(chain_bring_up(host.setup, 100));
        host.send(any_job(bm1366_traits, 1, 8));
        Bytes heard;
        for (Duration done{}; done < 3s; done += step) {
            const Bytes more = host.hear(step);
            heard.insert(heard.end(), more.begin(), more.end());
        }
        return heard;
    };
    const Bytes first = run(7, 3s);
    CHECK(first.size() > 3000);
    CHECK(first == run(7, 3s));
    CHECK(first != run(8, 3s));
    CHECK(run(7, 1ms).size() == Approx(static_cast<double>(first.size())).margin(22));
}

TEST_CASE("the PLL words that firmwares write are decoded to their frequencies") {
    for (const auto& [word, mhz] : {std::pair{0x40a80265u, 50.0},
                                    {0x40bd0265u, 56.25},
                                    {0x40a00243u, 100.0},
                                    {0x40a80260u, 300.0},
                                    {0x50c20240u, 485.0},
                                    {0x40900230u, 450.0},
                                    {0x50d00230u, 650.0},
                                    {0x40a80220u, 700.0},
                                    {0x40a20255u, 56.25},
                                    {0x50e00260u, 400.0},
                                    {0x40960254u, 62.5}})
        CHECK(decode_pll(word, PllForm::less_one)->value == Approx(mhz));
    for (const auto& [word, mhz] : {std::pair{0xc0600161u, 400.0},
                                    {0x403c0253u, 50.0},
                                    {0x40400241u, 200.0},
                                    {0x40440221u, 425.0},
                                    {0x40600221u, 600.0}})
        CHECK(decode_pll(word, PllForm::raw)->value == Approx(mhz));
    for (const auto& [word, mhz] : {std::pair{0x00680221u, 650.0}, {0x00500221u, 500.0}, {0x00780241u, 375.0}})
        CHECK(decode_pll(word, PllForm::raw_bare)->value == Approx(mhz));
    CHECK_FALSE(decode_pll(0x00a80230, PllForm::less_one));
    CHECK_FALSE(decode_pll(0x40a80030, PllForm::raw));
    CHECK_FALSE(decode_pll(0x00680201, PllForm::raw_bare));
}

TEST_CASE("every family holds its published values after reset") {
    for (const ChipTraits* const chip : chip_families()) {
        ChainBench host{{.chip = chip}};
        for (const RegisterValue& value : chip->resets) {
            CAPTURE(chip->name, static_cast<int>(value.address));
            CHECK(host.read(0, value.address) == value.value);
        }
        const std::uint32_t locked = chip->clock.reset_word;
        CHECK(host.read(0, chip->places.pll) == locked);
    }
}

TEST_CASE("a BM1368 measures its own temperature once asked in four steps") {
    ChainBench host{{.chip = &bm1368_traits}};
    host.chain.set_temperature(Celsius{53.5});
    CHECK(host.read(0, 0xb4) == 0u);
    for (const std::uint32_t step : {0x80000000u, 0x00020000u, 0x01020000u, 0x10020000u})
        host.send(host.wire.write_all(0xb0, step));
    CHECK(host.read(0, 0xb4) == 0x8000080cu);
    ChainBench other{{.chip = &bm1370_traits}};
    other.send(other.wire.write_all(0xb0, 0x10020000));
    CHECK(other.read(0, 0xb4) == 0u);
}

TEST_CASE("an idle chain asks to be called rarely, a working one when something is due") {
    ChainBench host{{.chip = &bm1362_traits, .chips = 108, .zero_bits = 0}};
    CHECK(host.chain.next_event(host.now) == Instant::max());
    host.send(host.wire.read_all(0));
    CHECK(host.chain.next_event(host.now) <= host.now + 1ms);
    (void)host.hear(1s);
    host.run(chain_bring_up(host.setup, 100));
    host.send(any_job(bm1362_traits, 1, 8));
    CHECK(host.chain.next_event(host.now) <= host.now + 200ms);
    CHECK(host.chain.next_event(host.now) >= host.now);
}
