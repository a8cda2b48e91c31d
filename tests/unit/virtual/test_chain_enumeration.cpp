// Who answers, in which order, under which address: chains of every family at every length that addressing allows.
#include <algorithm>
#include <set>

#include "boards/virtual/chip_baud.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/virtual/chain_bench.hpp"

using namespace adit;
using namespace adit::boards::virtual_device;
using namespace adit::boards::virtual_device::bench;

namespace {

constexpr std::array<std::uint16_t, 7> lengths{1, 2, 4, 12, 63, 108, 128};

void give_addresses(ChainBench& host) {
    host.send(host.wire.inactive());
    for (std::size_t i = 0; i < host.setup.chips; ++i) host.send(host.wire.set_address(given_address(host.setup, i)));
}

ChainBench rolling(const ChainSetup& setup) {
    ChainBench host{setup};
    host.send(host.wire.write_all(0xa4, 0x9000ffff));
    host.is_long = setup.chip->reply_grows;
    return host;
}

}  // namespace

TEST_CASE("every chip of a chain answers a broadcast read with its identity, all at address 0 before addresses") {
    for (const ChipTraits* const chip : chip_families())
        for (const std::uint16_t length : lengths) {
            if (length > chip->most_chips) continue;
            ChainBench host{{.chip = chip, .chips = length}};
            host.send(host.wire.read_all(0));
            const auto replies = host.replies(300ms);
            CAPTURE(chip->name, length);
            CHECK(replies.size() == length);
            CHECK(
                std::ranges::all_of(replies, [&](const Reply& r) { return r.value == chip->identity && r.chip == 0; }));
        }
}

TEST_CASE("the identity replies of a single chip are the published bytes") {
    const auto reply = [](const ChipTraits& chip, bool is_rolling) {
        ChainBench host{{.chip = &chip}};
        if (is_rolling) host.send(host.wire.write_all(0xa4, 0x9000ffff));
        host.send(host.wire.read_all(0));
        return host.hear(10ms);
    };
    CHECK(reply(bm1370_traits, true) == hex("AA 55 13 70 00 00 00 00 00 00 10"));
    CHECK(reply(bm1368_traits, true) == hex("AA 55 13 68 00 00 00 00 00 00 0F"));
    CHECK(reply(bm1366_traits, true) == hex("AA 55 13 66 00 00 00 00 00 00 05"));
    CHECK(reply(bm1362_traits, true) == hex("AA 55 13 62 03 00 00 00 00 00 1E"));
    CHECK(reply(bm1397_traits, true) == hex("AA 55 13 97 18 00 00 00 06"));
    CHECK(reply(bm1397_traits, false) == hex("AA 55 13 97 18 00 00 00 06"));
    CHECK(reply(bm1372_traits, false) == hex("AA 55 13 72 00 00 00 00 17"));
    CHECK(reply(bm1373_traits, false) == hex("AA 55 13 73 00 00 00 00 0D"));
    const Bytes bare = reply(bm1387_traits, false);
    REQUIRE(bare.size() == 7);
    CHECK(Bytes{bare.begin(), bare.begin() + 4} == hex("13 87 90 00"));
}

TEST_CASE("four BM1368 answer in the order of the chain with the published bytes") {
    ChainBench host = rolling({.chip = &bm1368_traits, .chips = 4});
    host.send(hex("55 AA 53 05 00 00 03"));
    for (const auto* const frame :
         {"55 AA 40 05 00 00 1C", "55 AA 40 05 40 00 1A", "55 AA 40 05 80 00 10", "55 AA 40 05 C0 00 16"})
        host.send(hex(frame));
    host.send(hex("55 AA 52 05 00 00 0A"));
    CHECK(host.hear(10ms) == hex("AA 55 13 68 00 00 00 00 00 00 0F AA 55 13 68 00 00 40 00 00 00 1B"
                                 "AA 55 13 68 00 00 80 00 00 00 02 AA 55 13 68 00 00 C0 00 00 00 16"));
}

TEST_CASE("the BM1387 understands its published frames and no framed ones") {
    ChainBench host{{.chip = &bm1387_traits, .chips = 3}};
    for (const auto* const frame : {"55 05 00 00 10", "41 05 00 00 15", "41 05 04 00 0A", "41 05 08 00 0E",
                                    "58 09 00 0C 00 68 02 21 0A", "58 09 00 18 00 00 00 FC 06"})
        host.send(hex(frame));
    host.send(hex("54 05 00 00 19"));
    CHECK(host.replies(10ms).size() == 3);
    CHECK(host.chain.observe(2).address == 8);
    CHECK(host.chain.observe(2).frequency.value == Approx(650.0));
    host.send(hex("55 AA 52 05 00 00 0A"));
    CHECK(host.hear(10ms).empty());
}

TEST_CASE("after the addresses every chip answers under its own, and only under that") {
    for (const ChipTraits* const chip : chip_families())
        for (const std::uint16_t length : lengths) {
            if (length > chip->most_chips) continue;
            ChainBench host{{.chip = chip, .chips = length}};
            give_addresses(host);
            host.send(host.wire.read_all(0));
            const auto replies = host.replies(300ms);
            CAPTURE(chip->name, length);
            REQUIRE(replies.size() == length);
            for (std::size_t i = 0; i < length; ++i) CHECK(replies[i].chip == given_address(host.setup, i));
            for (const std::size_t i : {std::size_t{0}, std::size_t{length} / 2, std::size_t{length} - 1u}) {
                host.send(host.wire.read_one(command_address(host.setup, i), 0));
                const auto single = host.replies(20ms);
                REQUIRE(single.size() == 1);
                CHECK(single[0].chip == given_address(host.setup, i));
            }
        }
}

TEST_CASE("a write to one chip changes that chip alone") {
    for (const ChipTraits* const chip : chip_families()) {
        ChainBench host{{.chip = chip, .chips = 4}};
        give_addresses(host);
        host.send(host.wire.write(false, command_address(host.setup, 2), 0x11, 0x12345678));
        CAPTURE(chip->name);
        CHECK(host.read(1, 0x11) == 0u);
        CHECK(host.read(2, 0x11) == 0x12345678u);
        CHECK(host.read(3, 0x11) == 0u);
    }
}

TEST_CASE("only the first chip without an address takes one, and more addresses than chips are harmless") {
    ChainBench host{{.chip = &bm1366_traits, .chips = 4}};
    host.send(host.wire.set_address(0x80));  // nobody was told to be inactive
    for (std::uint16_t i = 0; i < 4; ++i) CHECK(host.chain.observe(i).address == 0);
    host.send(host.wire.inactive());
    for (int address = 0; address < 256; address += 2)
        host.send(host.wire.set_address(static_cast<std::uint8_t>(address)));
    for (std::uint16_t i = 0; i < 4; ++i) CHECK(host.chain.observe(i).address == 2 * i);
    host.send(host.wire.inactive());
    host.send(host.wire.set_address(0x40));
    CHECK(host.chain.observe(0).address == 0x40);
    CHECK(host.chain.observe(1).address == 2);
}

TEST_CASE("a chain cannot be longer than its family's addressing allows") {
    CHECK(VirtualChain{{.chip = &bm1387_traits, .chips = 200}}.chips() == 64);
    CHECK(VirtualChain{{.chip = &bm1373_traits, .chips = 17}}.chips() == 16);
    CHECK(VirtualChain{{.chip = &bm1362_traits, .chips = 129}}.chips() == 128);
    CHECK(VirtualChain{{.chip = &bm1362_traits, .chips = 0}}.chips() == 1);
}

TEST_CASE("the replies of a long chain share the line one after the other at the chips' rate") {
    ChainBench host = rolling({.chip = &bm1362_traits, .chips = 108});
    host.send(host.wire.read_all(0));
    const Duration byte{10'000'000'000LL / 115'741};
    CHECK(host.hear(byte * 110).size() == Approx(110).margin(2));
    CHECK(host.hear(byte * 500).size() == Approx(500).margin(2));
    CHECK(host.hear(byte * 700).size() == Approx(108 * 11 - 610).margin(4));
}

TEST_CASE("relays delay a far chip's answer by one eighth of a bit each, out and back") {
    const auto first_byte_of_last = [](std::uint16_t chips) {
        ChainBench host{{.chip = &bm1366_traits, .chips = chips}};
        give_addresses(host);
        host.send(host.wire.read_one(command_address(host.setup, chips - 1u), 0));
        Duration waited{};
        while (host.hear(1us).empty()) waited += 1us;
        return waited;
    };
    const Duration far = first_byte_of_last(128) - first_byte_of_last(1);
    CHECK(far.count() == Approx(2.0 * 127 * 1e9 / (8 * 115'741.0)).epsilon(0.02));
}

TEST_CASE("chips change their rate one by one, and each hears only its own") {
    ChainBench host = rolling({.chip = &bm1370_traits, .chips = 3});
    give_addresses(host);
    host.send(host.wire.write(false, command_address(host.setup, 1), 0x28, 0x11300200));
    host.send(host.wire.read_all(0));
    CHECK(host.replies(10ms).size() == 2);
    host.baud = Baud{1'000'000};  // 4 % away: works
    host.send(host.wire.read_all(0));
    const auto replies = host.replies(10ms);
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].chip == given_address(host.setup, 1));
    CHECK(host.chain.observe().bytes_lost == 0);
    host.baud = Baud{500'000};
    host.send(host.wire.read_all(0));
    CHECK(host.chain.observe().bytes_lost == 7);
}

TEST_CASE("every family takes its fast rate and comes back from it with a reset") {
    struct Change {
        const ChipTraits* chip;
        std::vector<std::pair<std::uint8_t, std::uint32_t>> writes;
        Baud baud;
    };
    const std::vector<Change> changes{
        {&bm1366_traits, {{0x28, 0x11300200}}, Baud{1'041'667}},
        {&bm1362_traits, {{0x28, 0x11300000}}, Baud{3'125'000}},
        {&bm1366_traits, {{0x60, 0xc0700111}, {0x28, 0x15600700}}, Baud{6'250'000}},
        {&bm1372_traits, {{0xc4, 0}, {0x28, 0x80000000}}, Baud{3'000'000}},
        {&bm1397_traits, {{0x18, 0x00006031}}, Baud{3'125'000}},
        {&bm1397_traits, {{0x18, 0x00006131}}, Baud{1'562'500}},
        {&bm1397_traits, {{0x68, 0xc0700111}, {0x28, 0x0600000f}, {0x18, 0x00016731}}, Baud{6'250'000}},
        {&bm1387_traits, {{0x1c, 0x00208180}}, Baud{1'562'500}},
        {&bm1387_traits, {{0x1c, 0x40209a80}}, reset_baud},  // bit 30: leave the rate alone
    };
    for (const Change& change : changes) {
        ChainBench host{{.chip = change.chip}};
        for (const auto& [reg, value] : change.writes) host.send(host.wire.write_all(reg, value));
        CAPTURE(change.chip->name, change.baud.value);
        CHECK(host.chain.observe(0).baud == change.baud);
        host.chain.set_reset(false, host.now);
        host.chain.set_reset(true, host.now);
        CHECK(host.chain.observe(0).baud == reset_baud);
    }
}

TEST_CASE("a BM1373 that was not told to stop automatic work has no fast rate anybody understands") {
    ChainBench host{{.chip = &bm1373_traits}};
    host.send(host.wire.write_all(0x28, 0x80000000));
    CHECK(host.chain.observe(0).baud < Baud{100});
}

TEST_CASE("without core volts or in reset a chain hears and says nothing") {
    ChainBench host{{.chip = &bm1366_traits, .chips = 4}};
    host.chain.set_core(Volts{0.3}, host.now);
    CHECK(host.chain.observe().alive == 0);
    host.send(host.wire.read_all(0));
    CHECK(host.hear(100ms).empty());
    host.chain.set_core(Volts{1.2}, host.now);
    host.chain.set_reset(false, host.now);
    host.send(host.wire.read_all(0));
    CHECK(host.hear(100ms).empty());
}
