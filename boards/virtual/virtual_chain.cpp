// See virtual_chain.hpp.
#include "boards/virtual/virtual_chain.hpp"

#include <algorithm>

#include "boards/virtual/virtual_chain_parts.hpp"

namespace adit::boards::virtual_device {

VirtualChain::VirtualChain(const ChainSetup& setup, Instant start) : parts_{std::make_unique<Parts>(setup, start)} {}
VirtualChain::VirtualChain(VirtualChain&&) noexcept = default;
VirtualChain& VirtualChain::operator=(VirtualChain&&) noexcept = default;
VirtualChain::~VirtualChain() = default;

void VirtualChain::set_core(Volts per_chip, Instant now) {
    parts_->advance(now);
    parts_->core = per_chip;
    parts_->power();
}

void VirtualChain::set_reset(bool is_released, Instant now) {
    parts_->advance(now);
    parts_->is_reset_released = is_released;
    parts_->power();
}

void VirtualChain::set_temperature(Celsius temperature) {
    for (VirtualChip& chip : parts_->chips) chip.set_temperature(temperature);
}

void VirtualChain::set_temperature(std::uint16_t chip, Celsius temperature) {
    if (chip < parts_->chips.size()) parts_->chips[chip].set_temperature(temperature);
}

void VirtualChain::hear(std::span<const std::byte> bytes, Baud baud, Instant now) {
    parts_->advance(now);
    while (!bytes.empty()) {
        bytes = bytes.subspan(parts_->ears.hear_idle(bytes, baud, parts_->at));
        if (bytes.empty()) return;
        parts_->hear(bytes.front(), baud);
        bytes = bytes.subspan(1);
    }
}

std::size_t VirtualChain::say(std::span<std::byte> into, Baud baud, Instant now) {
    parts_->advance(now);
    parts_->work_off();
    return parts_->line.take(into, baud, parts_->at);
}

void VirtualChain::advance(Instant now) { parts_->advance(now); }

Instant VirtualChain::next_event(Instant now) const { return parts_->next_event(now); }

Instant VirtualChain::quiet_until() const noexcept { return parts_->quiet_until(); }

void VirtualChain::inject(Fault fault, std::uint16_t chip, double level) {
    if (chip < parts_->chips.size()) parts_->set_fault(parts_->chips[chip], fault, level);
}

void VirtualChain::inject_all(Fault fault, double level) {
    for (VirtualChip& chip : parts_->chips) parts_->set_fault(chip, fault, level);
}

ChipObservation VirtualChain::observe(std::uint16_t chip) const { return parts_->observe(chip); }

ChainObservation VirtualChain::observe() const {
    ChainObservation all;
    std::size_t index = 0;
    for (const VirtualChip& chip : parts_->chips) {
        const bool is_reachable = index++ < parts_->reach;
        if (is_reachable) ++all.reachable;
        if (chip.is_alive()) ++all.alive;
        if (chip.is_configured()) ++all.configured;
        if (is_reachable && chip.is_hashing()) {
            ++all.hashing;
            all.hash_rate = all.hash_rate + chip.rate();
        }
        all.hashes += chip.totals().hashes;
        all.nonces += chip.totals().nonces;
        all.jobs = std::max(all.jobs, chip.totals().jobs);
    }
    all.frequency = frequency();
    all.frames_refused = parts_->ears.refused();
    all.bytes_lost = parts_->bytes_lost + parts_->line.lost();
    return all;
}

ChainLoad VirtualChain::load() const {
    Parts& parts = *parts_;
    if (!parts.is_load_known) parts.load = parts.measure_load();
    parts.is_load_known = true;
    return parts.load;
}

bool VirtualChain::is_hashing() const noexcept {
    return std::ranges::any_of(parts_->reachable(), &VirtualChip::is_hashing);
}

Megahertz VirtualChain::frequency() const noexcept {
    const VirtualChip& first = parts_->chips.front();
    return first.is_alive() ? first.frequency() : Megahertz{};
}

bool VirtualChain::has_hashed() const {
    return std::ranges::any_of(parts_->chips, [](const VirtualChip& chip) { return chip.totals().hashes > 0; });
}

std::optional<Instant> VirtualChain::diode_routed_since() const {
    const VirtualChip& first = parts_->chips.front();
    return first.is_alive() ? first.diode_routed_since() : std::nullopt;
}

Baud VirtualChain::baud() const { return parts_->chips.front().baud(); }

std::uint16_t VirtualChain::chips() const noexcept { return static_cast<std::uint16_t>(parts_->chips.size()); }

const ChipTraits& VirtualChain::traits() const noexcept { return *parts_->setup.chip; }

void VirtualChain::seek(std::uint16_t chip, std::uint16_t roll, std::uint32_t nonce_wire) {
    parts_->chips.at(chip).seek(roll, nonce_wire);
}

}  // namespace adit::boards::virtual_device
