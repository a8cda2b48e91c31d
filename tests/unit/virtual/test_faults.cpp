// What the virtual board can do wrong, seen from the host, each with the hazard it stands for.
#include <algorithm>
#include <set>

#include "boards/virtual/nonce_search.hpp"
#include "driver/bm13xx/crc.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/host_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr std::string_view ticket_1 = "00 00 00 00 1C";

HostBench mining(Fault fault, double level = 1.0, std::chrono::milliseconds after = 0ms) {
    BoardOptions options{.zero_bits = 2, .faults_after = after};
    options.faults.set(fault, level);
    HostBench host{options};
    host.mine(ticket_1);
    return host;
}

bool is_genuine(const Report& report) { return leading_zero_bits(hash_of(capture_job(), report)) >= 2; }

}  // namespace

TEST_CASE("HZ-22: a mute chip answers registers and hashes but reports nothing") {
    HostBench host = mining(Fault::mute);
    CHECK(host.reports(3s).empty());
    CHECK(host.gamma.observe().hashes_done > 1000);
    CHECK(host.read(0, 0x00)->value == 0x13700000);
}

TEST_CASE("faults can wait until the board has hashed for a while") {
    HostBench host = mining(Fault::mute, 1.0, 2000ms);
    CHECK(host.reports(1500ms).size() > 200);
    (void)host.hear(700ms);
    CHECK(host.reports(3s).empty());
}

TEST_CASE("HZ-25: with bad nonces the given part of the reports does not hash to the claim") {
    HostBench host = mining(Fault::bad_nonce, 0.25);
    const auto reports = host.reports(8s);
    REQUIRE(reports.size() > 1500);
    // A random nonce still passes two zero bits one time in four.
    const auto bad = std::ranges::count_if(reports, [](const Report& r) { return !is_genuine(r); });
    CHECK(static_cast<double>(bad) / static_cast<double>(reports.size()) == Approx(0.25 * 0.75).epsilon(0.2));
    CHECK(host.read(0, 0x4c)->value > 0);
}

TEST_CASE("HZ-24: with duplicates a report comes twice in a row") {
    HostBench host = mining(Fault::duplicate);
    const auto reports = host.reports(1s);
    REQUIRE(reports.size() > 100);
    for (std::size_t i = 0; i + 1 < reports.size(); i += 2) CHECK(reports[i] == reports[i + 1]);
}

TEST_CASE("HZ-26: with garbage some frames fail their checksum") {
    HostBench host = mining(Fault::garbage, 0.02);
    const Bytes heard = host.hear(5s);
    std::size_t whole = 0, broken = 0;
    for (std::size_t i = 0; i + 11 <= heard.size(); i += 11) {
        const bool starts = heard[i] == std::byte{0xaa} && heard[i + 1] == std::byte{0x55};
        const std::span frame = std::span{heard}.subspan(i + 2, 9);
        (starts && driver::bm13xx::reply_is_intact(frame) ? whole : broken) += 1;
    }
    REQUIRE(whole > 500);
    // One frame in five has at least one of its eleven bytes hit.
    CHECK(static_cast<double>(broken) / static_cast<double>(whole + broken) == Approx(0.2).margin(0.04));
}

TEST_CASE("a lost ticket write leaves the ticket of before") {
    HostBench host = mining(Fault::lose_ticket);
    host.data(write_frame(0x51, 0, 0x14, 0x000000ff));
    CHECK(host.read(0, 0x14)->value == 0);
    CHECK(host.reports(1s).size() > 150);
    host.gamma.inject(Fault::lose_ticket, 0.0);
    host.data(write_frame(0x51, 0, 0x14, 0x000000ff));
    CHECK(host.read(0, 0x14)->value == 0xff);
    (void)host.hear(100ms);
    CHECK(host.reports(2s).size() < 20);
}

TEST_CASE("a brown-out takes the chip back to its reset state while everything else goes on") {
    HostBench host = mining(Fault::brownout, 0.0);
    host.pass(100ms);
    REQUIRE(host.gamma.observe().is_hashing);
    host.gamma.inject(Fault::brownout);
    CHECK_FALSE(host.gamma.observe().is_hashing);
    host.pass(50ms);
    host.data(read_frame(0, 0x18));
    CHECK(host.hear(10ms) == hex("AA 55 00 00 C1 00 00 18 02"));
    host.send_rows(bring_up_rows(ticket_1));  // once, not for ever
    host.data(capture_job());
    host.pass(100ms);
    CHECK(host.gamma.observe().is_hashing);
}

TEST_CASE("a flatlined chip repeats its last nonce every 45 ms and its counters stand still") {
    HostBench host = mining(Fault::flatline, 0.0);
    (void)host.hear(2s);
    host.gamma.inject(Fault::flatline);
    (void)host.hear(100ms);
    const auto counter = host.read(0, 0x8c)->value;
    std::vector<Report> reports;
    for (int i = 0; i < 100; ++i) std::ranges::copy(host.reports(10ms), std::back_inserter(reports));
    CHECK(reports.size() == Approx(1000.0 / 45.0).margin(3));
    CHECK(std::ranges::all_of(reports, [&](const Report& r) { return r == reports.front(); }));
    CHECK(host.read(0, 0x8c)->value == counter);
}

TEST_CASE("HZ-08: a regulator trip switches off with no detail bit") {
    HostBench host = mining(Fault::regulator_trip, 1.0, 1000ms);
    host.pass(2s);
    CHECK(host.i2c_word(0x24, 0x79) == 0x0840);
    CHECK(host.i2c_read(0x24, 0x01, 1) == hex("80"));
    CHECK(host.gamma.observe().is_regulator_tripped);
    CHECK_FALSE(host.gamma.observe().is_chip_alive);
}

TEST_CASE("HZ-10: an ignored voltage write is acknowledged and reads back as before") {
    HostBench host = mining(Fault::ignore_vout_write, 0.0);
    host.gamma.inject(Fault::ignore_vout_write);
    host.i2c_write(0x24, {0x21, 0x66, 0x02});
    CHECK(host.i2c_word(0x24, 0x21) == 0x024c);
    CHECK(host.gamma.observe().rail == Millivolts{1148});
}

TEST_CASE("HZ-12: a sagging supply takes the regulator below its turn-off") {
    HostBench host = mining(Fault::vin_sag, 0.0);
    host.i2c_write(0x24, {0x36, 0x40, 0xca});  // VIN_OFF 4.5 V
    host.i2c_write(0x24, {0x35, 0x66, 0xca});  // VIN_ON 4.8 V
    host.pass(100ms);
    CHECK(host.gamma.observe().is_hashing);
    host.gamma.inject(Fault::vin_sag);
    host.pass(100ms);
    CHECK_FALSE(host.gamma.observe().is_regulator_on);
    CHECK((host.i2c_word(0x24, 0x79) & 0x2008) == 0x2008);
}
