// Wires the emulated parts to one another and keeps their common time: a fixed 20 ms grid for heat, supply and
// protections (so that how often one asks changes nothing), hashing in between.
#include "boards/virtual/virtual_board.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "boards/virtual/emc2101_model.hpp"
#include "boards/virtual/thermal_plant.hpp"
#include "boards/virtual/tps546_model.hpp"
#include "boards/virtual/virtual_chain.hpp"

namespace adit::boards::virtual_device {

namespace {

/// How long the diode reads nonsense after it was routed (field advice: about half a second).
constexpr Duration diode_settling = std::chrono::milliseconds{500};
ChainSetup setup_of(const BoardOptions& options) noexcept {
    return {.chip = &bm1370_traits,
            .zero_bits = options.zero_bits,
            .speed = options.speed,
            .seed = options.seed,
            .real_time = options.real_time};
}

std::int32_t millivolts(Volts volts) noexcept { return static_cast<std::int32_t>(std::lround(volts.value * 1000.0)); }

}  // namespace

struct VirtualBoard::Parts final : BridgePins {
    Parts(const BoardOptions& options, Instant start)
        : faults_after{options.faults_after},
          waiting_faults{options.faults},
          chain{setup_of(options), start},
          thermometer{options.seed},
          plant{options.ambient},
          bridge{*this},
          at{start},
          next_step{start + ThermalPlant::step_time} {
        share_plant();
        start_waiting_faults();
    }

    I2cPart* part_at(std::uint8_t address) override {
        if (address == Tps546Model::address) return &regulator;
        return address == Emc2101Model::address ? &thermometer : nullptr;
    }
    std::optional<bool> line(std::uint8_t number) const override {
        return number == 0 ? std::optional{is_reset_high} : std::nullopt;
    }
    void set_line(std::uint8_t /*number*/, bool level, Instant now) override {
        is_reset_high = level;
        power_chip(now);
    }
    void release_lines(Instant now) override { set_line(0, false, now); }
    std::uint16_t adc_count(Instant now) override {
        constexpr double full_scale_v = 3.1, full_count = 4095.0;  // 12 bits at 11 dB
        return static_cast<std::uint16_t>(std::lround(regulator.rail(now).value / full_scale_v * full_count));
    }

    void advance(Instant now);
    void hash_to(Instant now);
    void step_plant();
    void share_plant();
    void power_chip(Instant now);
    void start_waiting_faults();
    void apply_faults();
    [[nodiscard]] DiodeState diode_state() const;
    [[nodiscard]] Instant next_event(Instant now) const;

    Duration faults_after;
    FaultSet waiting_faults, faults;
    bool are_faults_waiting = true, is_reset_high = false;
    std::optional<Instant> first_hash_at;

    VirtualChain chain;
    Tps546Model regulator;
    Emc2101Model thermometer;
    ThermalPlant plant;
    BitaxeRawBridge bridge;
    Instant at, next_step;
    Volts rail_highest{};
};

void VirtualBoard::Parts::advance(Instant now) {
    now = std::max(now, at);
    while (next_step <= now) {
        hash_to(next_step);
        step_plant();
        next_step += ThermalPlant::step_time;
    }
    hash_to(now);
    power_chip(now);
}

void VirtualBoard::Parts::hash_to(Instant now) {
    at = now;
    chain.advance(now);
    if (!first_hash_at && chain.observe(0).hashes > 0) first_hash_at = now;
}

void VirtualBoard::Parts::step_plant() {
    const ChipObservation chip = chain.observe(0);
    ChipLoad load = chip.is_alive ? ChipLoad::clocked : ChipLoad::none;
    if (chip.is_hashing) load = ChipLoad::hashing;
    plant.step({.rail = regulator.rail(at),
                .frequency = chip.frequency,
                .load = load,
                .fan_duty = thermometer.duty(),
                .is_fan_stalled = faults.has(Fault::fan_stall),
                .is_supply_sagging = faults.has(Fault::vin_sag)});
    if (faults.has(Fault::regulator_trip)) regulator.trip_without_cause(at);
    share_plant();
    power_chip(at);
    start_waiting_faults();
}

void VirtualBoard::Parts::share_plant() {
    const PlantState& state = plant.state();
    regulator.set_surroundings({state.input_voltage, state.core_current, state.vrm}, at);
    thermometer.set_board(state.board);
    thermometer.set_diode(diode_state(), state.chip);
    thermometer.set_fan(Rpm{static_cast<std::uint32_t>(state.fan_rpm)});
}

void VirtualBoard::Parts::power_chip(Instant now) {
    const Volts rail = regulator.rail(now);
    rail_highest = std::max(rail_highest, rail);
    chain.set_core(rail, now);
    chain.set_reset(is_reset_high, now);
}

DiodeState VirtualBoard::Parts::diode_state() const {
    if (faults.has(Fault::temp_open)) return DiodeState::open;
    if (faults.has(Fault::temp_short)) return DiodeState::shorted;
    const ChipObservation chip = chain.observe(0);
    if (!chip.is_alive) return DiodeState::open;
    const auto since = chip.diode_routed_since;
    return since && at - *since >= diode_settling ? DiodeState::good : DiodeState::unsettled;
}

void VirtualBoard::Parts::start_waiting_faults() {
    const bool is_due = faults_after <= Duration{0} || (first_hash_at && at - *first_hash_at >= faults_after);
    if (!are_faults_waiting || !is_due) return;
    are_faults_waiting = false;
    for (const FaultName& name : fault_names())
        if (waiting_faults.has(name.fault)) faults.set(name.fault, waiting_faults.level(name.fault));
    apply_faults();
}

void VirtualBoard::Parts::apply_faults() {
    for (const FaultName& name : fault_names()) chain.inject_all(name.fault, faults.level(name.fault));
    faults.set(Fault::brownout, 0.0);  // an event, not a state
    regulator.set_ignores_vout(faults.has(Fault::ignore_vout_write));
    bridge.set_i2c_hangs(faults.has(Fault::hang_i2c));
    thermometer.set_diode(diode_state(), plant.state().chip);
    thermometer.set_stuck(faults.has(Fault::temp_stuck));
}

Instant VirtualBoard::Parts::next_event(Instant now) const { return bridge.has_reply() ? now : chain.next_event(now); }

VirtualBoard::VirtualBoard(const BoardDefinition& /*definition*/, const BoardOptions& options, Instant start)
    : parts_{std::make_unique<Parts>(options, start)} {}
VirtualBoard::VirtualBoard(VirtualBoard&&) noexcept = default;
VirtualBoard& VirtualBoard::operator=(VirtualBoard&&) noexcept = default;
VirtualBoard::~VirtualBoard() = default;

void VirtualBoard::control_received(std::span<const std::byte> bytes, Instant now) {
    parts_->advance(now);
    parts_->thermometer.set_diode(parts_->diode_state(), parts_->plant.state().chip);
    parts_->bridge.receive(bytes, parts_->at);
    parts_->power_chip(parts_->at);
}

std::size_t VirtualBoard::control_pending(std::span<std::byte> into, Instant now) {
    parts_->advance(now);
    return parts_->bridge.take(into);
}

void VirtualBoard::data_received(std::span<const std::byte> bytes, Baud host_baud, Instant now) {
    parts_->advance(now);
    parts_->chain.hear(bytes, host_baud, parts_->at);
}

std::size_t VirtualBoard::data_pending(std::span<std::byte> into, Baud host_baud, Instant now) {
    parts_->advance(now);
    return parts_->chain.say(into, host_baud, parts_->at);
}

void VirtualBoard::advance(Instant now) { parts_->advance(now); }

Instant VirtualBoard::next_event(Instant now) const { return parts_->next_event(now); }

void VirtualBoard::inject(Fault fault, double level) {
    parts_->faults.set(fault, level);
    parts_->apply_faults();
}

void VirtualBoard::seek(std::uint16_t version_bits, std::uint32_t nonce_wire) {
    parts_->chain.seek(0, version_bits, nonce_wire);
}

BoardObservation VirtualBoard::observe() const {
    const Parts& p = *parts_;
    const PlantState& plant = p.plant.state();
    const ChipObservation chip = p.chain.observe(0);
    const ChainObservation chain = p.chain.observe();
    BoardObservation seen;
    seen.rail = Millivolts{millivolts(p.regulator.rail(p.at))};
    seen.rail_highest = Millivolts{millivolts(p.rail_highest)};
    seen.is_regulator_on = p.regulator.is_on();
    seen.is_regulator_tripped = p.regulator.is_tripped();
    seen.is_regulator_bricked = p.regulator.is_bricked();
    seen.is_reset_released = p.is_reset_high;
    seen.is_chip_alive = chip.is_alive;
    seen.is_configured = chip.is_configured;
    seen.is_hashing = chip.is_hashing;
    seen.chip_temperature = plant.chip;
    seen.vrm_temperature = plant.vrm;
    seen.board_temperature = plant.board;
    seen.fan_speed = Rpm{static_cast<std::uint32_t>(plant.fan_rpm)};
    seen.fan_duty = p.thermometer.duty();
    seen.frequency = chip.frequency;
    seen.hash_rate = chip.hash_rate;
    seen.hashes_done = chip.hashes;
    seen.nonces_emitted = chip.nonces;
    seen.input_voltage = plant.input_voltage;
    seen.input_power = plant.input_power;
    seen.chip_baud = chip.baud;
    seen.jobs_accepted = chip.jobs;
    seen.frames_refused = chain.frames_refused;
    seen.bytes_lost = chain.bytes_lost;
    return seen;
}

}  // namespace adit::boards::virtual_device
