// The account of shares.
#include "miner/scheduler/ledger.hpp"

#include <random>
#include <vector>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::miner;
using boards::DeviceIndex;

namespace {

bool balances(const ShareTotals& t) { return t.found == t.accepted + t.rejected + t.stale + t.lost + t.pending; }

std::uint64_t sum(const ReasonCounts& reasons) {
    std::uint64_t total = 0;
    for (const auto& fate : reasons)
        for (const std::uint64_t count : fate) total += count;
    return total;
}

std::uint64_t count_of(const Ledger& ledger, ShareFate fate, FateReason reason) {
    return ledger.reasons()[static_cast<std::size_t>(fate)][static_cast<std::size_t>(reason)];
}

}  // namespace

TEST_CASE("a share is pending until it is settled, and settled once") {
    Ledger ledger;
    const std::uint64_t number = ledger.open(DeviceIndex{3});
    CHECK(number == 1);
    CHECK(ledger.totals().pending == 1);
    CHECK(ledger.settle({.number = number, .fate = ShareFate::accepted, .reason = FateReason::none}));
    CHECK_FALSE(ledger.settle({.number = number, .fate = ShareFate::rejected, .reason = FateReason::other}));
    CHECK(ledger.totals() == ShareTotals{.found = 1, .accepted = 1});
    CHECK(ledger.of(DeviceIndex{3}).accepted == 1);
    CHECK(ledger.of(DeviceIndex{2}).found == 0);
}

TEST_CASE("a verdict on a number that was never given changes nothing") {
    Ledger ledger;
    CHECK_FALSE(ledger.settle({.number = 0, .fate = ShareFate::accepted, .reason = FateReason::none}));
    CHECK_FALSE(ledger.settle({.number = 99, .fate = ShareFate::accepted, .reason = FateReason::none}));
    CHECK(ledger.totals() == ShareTotals{});
}

TEST_CASE("closing turns what is pending into lost:exit") {
    Ledger ledger;
    for (int i = 0; i < 5; ++i) (void)ledger.open(DeviceIndex{0});
    REQUIRE(ledger.settle({.number = 2, .fate = ShareFate::stale, .reason = FateReason::job_not_found}));
    ledger.close();
    CHECK(ledger.totals() == ShareTotals{.found = 5, .stale = 1, .lost = 4});
    CHECK(count_of(ledger, ShareFate::lost, FateReason::exit) == 4);
}

TEST_CASE("with too many pending shares the next is lost:not_sent, until one is settled") {
    Ledger ledger;
    for (std::size_t i = 0; i < Ledger::pending_limit; ++i) REQUIRE(ledger.open(DeviceIndex{0}) != 0);
    CHECK(ledger.open(DeviceIndex{0}) == 0);
    CHECK(count_of(ledger, ShareFate::lost, FateReason::not_sent) == 1);
    REQUIRE(ledger.settle({.number = 700, .fate = ShareFate::accepted, .reason = FateReason::none}));
    const std::uint64_t next = ledger.open(DeviceIndex{0});
    CHECK(next > Ledger::pending_limit);
    CHECK(ledger.settle({.number = next, .fate = ShareFate::accepted, .reason = FateReason::none}));
    CHECK(balances(ledger.totals()));
}

TEST_CASE("found is the sum of all fates after every single step of random lives (NV-1)") {
    std::mt19937_64 random{20260101};
    Ledger ledger;
    std::vector<std::uint64_t> open;
    for (int step = 0; step < 50'000; ++step) {
        const DeviceIndex device{static_cast<std::uint16_t>(random() % max_devices)};
        const auto fate = static_cast<ShareFate>(random() % fate_count);
        const auto reason = static_cast<FateReason>(random() % reason_count);
        switch (random() % 4) {
            case 0:
                ledger.book(device, fate, reason);
                break;
            case 1:
            case 2:
                if (const std::uint64_t number = ledger.open(device); number != 0) open.push_back(number);
                break;
            default: {
                if (open.empty()) break;
                std::swap(open[random() % open.size()], open.back());
                REQUIRE(ledger.settle({.number = open.back(), .fate = fate, .reason = reason}));
                open.pop_back();
            }
        }
        REQUIRE(balances(ledger.totals()));
        REQUIRE(ledger.totals().pending == open.size());
    }
    ledger.close();
    CHECK(ledger.totals().pending == 0);
    CHECK(balances(ledger.totals()));
    CHECK(sum(ledger.reasons()) == ledger.totals().found);
    std::uint64_t found = 0, accepted = 0;
    for (std::uint16_t i = 0; i < max_devices; ++i) {
        found += ledger.of(DeviceIndex{i}).found;
        accepted += ledger.of(DeviceIndex{i}).accepted;
    }
    CHECK(found == ledger.totals().found);
    CHECK(accepted == ledger.totals().accepted);
}
