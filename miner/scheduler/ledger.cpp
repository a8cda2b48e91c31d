#include "miner/scheduler/ledger.hpp"

namespace adit::miner {
namespace {

std::uint64_t& total_of(ShareTotals& totals, ShareFate fate) noexcept {
    switch (fate) {
        case ShareFate::accepted:
            return totals.accepted;
        case ShareFate::rejected:
            return totals.rejected;
        case ShareFate::stale:
            return totals.stale;
        case ShareFate::lost:
            break;
    }
    return totals.lost;
}

template <class Enum>
constexpr std::size_t index_of(Enum value) noexcept {
    return static_cast<std::size_t>(value);
}

}  // namespace

void Ledger::count(boards::DeviceIndex device, ShareFate fate, FateReason reason) noexcept {
    ++total_of(totals_, fate);
    ++reasons_[index_of(fate)][index_of(reason)];
    if (fate == ShareFate::accepted) ++devices_[index_of(device)].accepted;
}

std::uint64_t Ledger::open(boards::DeviceIndex device) noexcept {
    if (totals_.pending == pending_limit) {
        book(device, ShareFate::lost, FateReason::not_sent);
        return 0;
    }
    do ++last_number_;
    while (pending_[last_number_ % pending_limit].number != 0);
    pending_[last_number_ % pending_limit] = {.number = last_number_, .device = device};
    ++totals_.found;
    ++totals_.pending;
    ++devices_[index_of(device)].found;
    return last_number_;
}

void Ledger::book(boards::DeviceIndex device, ShareFate fate, FateReason reason) noexcept {
    ++totals_.found;
    ++devices_[index_of(device)].found;
    count(device, fate, reason);
}

bool Ledger::settle(const ShareOutcome& outcome) noexcept {
    Pending& slot = pending_[outcome.number % pending_limit];
    if (outcome.number == 0 || slot.number != outcome.number) return false;
    count(slot.device, outcome.fate, outcome.reason);
    slot.number = 0;
    --totals_.pending;
    return true;
}

void Ledger::close() noexcept {
    for (const Pending& slot : pending_)
        if (slot.number != 0) settle({.number = slot.number, .fate = ShareFate::lost, .reason = FateReason::exit});
}

Ledger::DeviceShares Ledger::of(boards::DeviceIndex device) const noexcept { return devices_[index_of(device)]; }

}  // namespace adit::miner
