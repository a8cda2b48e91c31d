// What is asked of a virtual board from outside: bytes and time in, bytes and the truth out.
#include "boards/virtual/virtual_board.hpp"

#include <algorithm>
#include <cmath>

#include "boards/virtual/virtual_board_parts.hpp"

namespace adit::boards::virtual_device {

namespace {

Millivolts millivolts(Volts volts) noexcept {
    return Millivolts{static_cast<std::int32_t>(std::lround(volts.value * 1000.0))};
}

Rpm slowest(std::span<const double> fans) noexcept {
    return fans.empty() ? Rpm{} : Rpm{static_cast<std::uint32_t>(*std::ranges::min_element(fans))};
}

Percent percent(double share) noexcept {
    constexpr double rounding = 1e-9;  // a duty of 29/100 is 29 %, not 28
    return Percent{static_cast<std::int32_t>(share * 100.0 + rounding)};
}

}  // namespace

VirtualBoard::VirtualBoard(const BoardDefinition& definition, const BoardOptions& options, Instant start)
    : parts_{std::make_unique<Parts>(definition, options, start)} {}
VirtualBoard::VirtualBoard(VirtualBoard&&) noexcept = default;
VirtualBoard& VirtualBoard::operator=(VirtualBoard&&) noexcept = default;
VirtualBoard::~VirtualBoard() = default;

void VirtualBoard::control_received(std::span<const std::byte> bytes, Instant now) {
    parts_->advance(now);
    if (!parts_->is_unplugged) parts_->take_request(bytes);
}

std::size_t VirtualBoard::control_pending(std::span<std::byte> into, Instant now) {
    parts_->advance(now);
    const bool is_silent = parts_->is_unplugged || parts_->at < parts_->answers_at;
    return is_silent ? 0 : parts_->bridge.take(into, parts_->at);
}

bool VirtualBoard::is_control_idle() const noexcept { return !parts_->bridge.has_reply(); }

void VirtualBoard::control_closed(Instant now) {
    parts_->advance(now);
    parts_->bridge.close(parts_->at);
}

void VirtualBoard::data_received(std::span<const std::byte> bytes, Baud host_baud, Instant now) {
    parts_->advance(now);
    if (!parts_->is_unplugged) parts_->hear(bytes, host_baud);
}

std::size_t VirtualBoard::data_pending(std::span<std::byte> into, Baud host_baud, Instant now) {
    parts_->advance(now);
    return parts_->say(into, host_baud);
}

bool VirtualBoard::is_chain_silent(Instant now) {
    if (now >= parts_->quiet_until) return false;
    parts_->advance(now);
    return true;
}

void VirtualBoard::advance(Instant now) { parts_->advance(now); }

Instant VirtualBoard::next_event(Instant now) const { return parts_->next_event(now); }

void VirtualBoard::inject(Fault fault, double level) { parts_->inject(fault, level); }

void VirtualBoard::inject(const PlacedFault& fault) { parts_->inject(fault); }

void VirtualBoard::seek(std::uint16_t version_bits, std::uint32_t nonce_wire) {
    parts_->chain.seek(0, version_bits, nonce_wire);
}

Baud VirtualBoard::chip_baud() const { return parts_->chain.baud(); }

bool VirtualBoard::is_unplugged() const noexcept { return parts_->is_unplugged; }

BoardGlance VirtualBoard::glance() const noexcept {
    const Parts& p = *parts_;
    const PlantState& plant = p.plant.state();
    return {.rail = millivolts(p.supply->rail(p.at)),
            .rail_highest = millivolts(p.rail_highest),
            .is_regulator_on = p.supply->is_on(),
            .is_regulator_tripped = p.supply->is_tripped(),
            .is_reset_released = p.lines.is_reset_released(),
            .is_hashing = p.chain.is_hashing(),
            .chip_temperature = plant.chip,
            .vrm_temperature = plant.vrm,
            .fan_speed = slowest(std::span{plant.fan_rpm}.first(p.plant.fans())),
            .fan_duty = percent(p.monitors.duty(0, p.faults)),
            .frequency = p.chain.frequency(),
            .input_power = plant.input_power};
}

BoardObservation VirtualBoard::observe() const {
    const Parts& p = *parts_;
    const ChainObservation chain = p.chain.observe();
    BoardObservation seen{glance()};
    seen.is_chip_alive = chain.alive > 0;
    seen.is_configured = chain.configured > 0;
    seen.board_temperature = p.plant.state().board;
    seen.hash_rate = chain.hash_rate;
    seen.hashes_done = chain.hashes;
    seen.nonces_emitted = chain.nonces;
    seen.input_voltage = p.plant.state().input_voltage;
    seen.chip_baud = p.chain.baud();
    seen.jobs_accepted = chain.jobs;
    seen.frames_refused = chain.frames_refused;
    seen.bytes_lost = chain.bytes_lost;
    seen.is_regulator_bricked = p.supply->is_bricked();
    seen.chips_hashing = chain.hashing;
    seen.is_io_on = p.lines.is_io_on();
    seen.is_unplugged = p.is_unplugged;
    return seen;
}

}  // namespace adit::boards::virtual_device
