// See virtual_board_parts.hpp.
#include "boards/virtual/virtual_board_parts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "boards/definition/names.hpp"

namespace adit::boards::virtual_device {

namespace {

/// How long the diode reads nonsense after it was routed (field advice: about half a second).
constexpr Duration diode_settling = std::chrono::milliseconds{500};
/// While the rail moves, how often the chips are told.
constexpr Duration rail_grid = std::chrono::milliseconds{5};
/// The board's conversion of volts at its sense pin: 12 bits at 11 dB.
constexpr double adc_full_scale_v = 3.1, adc_full_count = 4095.0;

ChainSetup setup_of(const BoardDefinition& board, const BoardOptions& options) noexcept {
    const ChipTraits* chip = find_chip(name(board.chain.chip));
    const std::uint8_t domains = std::max<std::uint8_t>(1, board.chain.series_domains);
    return {.chip = chip == nullptr ? &bm1370_traits : chip,
            .chips = board.chain.chips,
            .chips_per_domain = static_cast<std::uint16_t>(board.chain.chips / domains),
            .zero_bits = options.zero_bits,
            .speed = options.speed,
            .seed = options.seed,
            .real_time = options.real_time};
}

Duration milliseconds(double count) noexcept { return std::chrono::milliseconds{static_cast<std::int64_t>(count)}; }

constexpr std::array supply_events{
    std::pair{Fault::regulator_trip, SupplyEvent::no_cause}, std::pair{Fault::reg_ov, SupplyEvent::over_voltage},
    std::pair{Fault::reg_oc, SupplyEvent::over_current}, std::pair{Fault::reg_vin_uv, SupplyEvent::input_low},
    std::pair{Fault::reg_temp, SupplyEvent::over_temperature}};

}  // namespace

VirtualBoard::Parts::Parts(const BoardDefinition& board, const BoardOptions& options, Instant start)
    : wanted{options},
      domains{static_cast<double>(std::max<std::uint8_t>(1, board.chain.series_domains))},
      chain{setup_of(board, options), start},
      lines{board},
      supply{make_core_supply(board.regulator)},
      monitors{board, options.seed},
      plant{figures_of(board, options), options.ambient, options.grid},
      disturbed{faults, monitors, options.seed},
      bridge{*this, firmware_of(board.control_bus.dialect), options.seed},
      at{start},
      next_step{start + options.grid},
      has_lease{firmware_of(board.control_bus.dialect).has_lease} {
    if (board.regulator.address < bus.size()) bus[board.regulator.address] = &supply->part();
    monitors.attach(bus);
    share_plant();
    start_waiting_faults();
}

I2cPart* VirtualBoard::Parts::part_at(std::uint8_t address) {
    I2cPart* const part = address < bus.size() ? bus[address] : nullptr;
    if (part == nullptr || !disturbed.is_disturbed()) return part;
    return &disturbed.stand_before(*part, address);
}

void VirtualBoard::Parts::set_line(std::uint8_t number, bool level, Instant now) {
    lines.set(number, level);
    follow_lines(now);
}

void VirtualBoard::Parts::release_lines(Instant now) {
    lines.release();
    follow_lines(now);
}

std::uint16_t VirtualBoard::Parts::adc_count(Instant now) {
    const double share = std::min(1.0, supply->rail(now).value / adc_full_scale_v);
    return static_cast<std::uint16_t>(std::lround(share * adc_full_count));
}

void VirtualBoard::Parts::catch_up(Instant now) {
    if (now < next_step && at > supply->settled_at()) return hash_to(now, false);
    while (true) {
        Instant stop = std::min(now, next_step);
        if (at < supply->settled_at()) stop = std::min(stop, at + rail_grid);
        hash_to(stop, at <= supply->settled_at());
        if (at == next_step) {
            step_plant();
            next_step += wanted.grid;
        }
        if (at >= now) return;
    }
}

void VirtualBoard::Parts::hash_to(Instant now, bool is_rail_moving) {
    at = now;
    bridge.advance(now);
    chain.advance(now);
    if (is_rail_moving) power_chips(now);
    if (are_faults_waiting && !first_hash_at && chain.has_hashed()) first_hash_at = now;
}

void VirtualBoard::Parts::hear(std::span<const std::byte> bytes, Baud host_baud) {
    disturb();
    chain.hear(bytes, host_baud, at);
}

std::size_t VirtualBoard::Parts::speak(std::span<std::byte> into, Baud host_baud) {
    const std::size_t said = chain.say(into, host_baud, at);
    look_ahead();
    return is_unplugged ? 0 : said;
}

void VirtualBoard::Parts::look_ahead() {
    const bool is_still = at > supply->settled_at() && !has_lease;
    quiet_until = is_still ? std::min(next_step, chain.quiet_until()) : at;
}

PlantInputs VirtualBoard::Parts::plant_inputs() const {
    PlantInputs in;
    in.rail = supply->rail(at);
    in.core = in.rail * (1.0 / domains);
    in.load = chain.load();
    in.duty = monitors.duties(faults);
    for (std::size_t fan = 0; fan < plant.fans(); ++fan) {
        constexpr double high = 0.8;
        const bool dies = faults.level(Fault::fan_stall_high, fan) > 0.0 && in.duty[fan] > high;
        in.is_stalled[fan] = dies || faults.level(Fault::fan_stall, fan) > 0.0;
    }
    in.sag = faults.level(Fault::vin_sag);
    in.extra_load = faults.level(Fault::extra_load);
    in.ambient_rise = Celsius{faults.level(Fault::ambient_rise)};
    in.vrm_rise = Celsius{faults.level(Fault::vrm_hot)};
    in.is_air_blocked = faults.has(Fault::air_blocked);
    in.is_sink_off = faults.has(Fault::heatsink_off);
    return in;
}

void VirtualBoard::Parts::step_plant() {
    plant.step(plant_inputs());
    share_plant();
    for (const auto& [fault, event] : supply_events)
        if (faults.has(fault)) supply->happen(event, at);
    power_chips(at);
    start_waiting_faults();
}

void VirtualBoard::Parts::share_plant() {
    const PlantState& state = plant.state();
    supply->set_surroundings({state.input_voltage, state.core_current, state.vrm}, at);
    shown_die = diode_state();
    monitors.show(state, shown_die, faults, wanted.grid);
    if (chain.traits().has_thermometer) chain.set_temperature(state.chip);
}

void VirtualBoard::Parts::follow_lines(Instant now) {
    supply->set_enabled(lines.is_core_enabled(), now);
    power_chips(now);
}

void VirtualBoard::Parts::power_chips(Instant now) {
    disturb();
    const Volts rail = supply->rail(now);
    rail_highest = std::max(rail_highest, rail);
    const ChipPower power{lines.is_io_on() ? rail * (1.0 / domains) : Volts{}, lines.is_reset_released()};
    if (power == told) return;
    told = power;
    chain.set_core(power.core, now);
    chain.set_reset(power.is_reset_released, now);
}

void VirtualBoard::Parts::show_diodes() {
    if (is_die_settled) return;
    const DiodeState die = diode_state();
    is_die_settled = die == DiodeState::good;
    if (die == shown_die && die != DiodeState::unsettled) return;
    shown_die = die;
    monitors.show_diodes(die, faults);
}

void VirtualBoard::Parts::take_request(std::span<const std::byte> bytes) {
    show_diodes();
    const bool was_answering = bridge.has_reply();
    bridge.receive(bytes, at);
    supply->refresh(at);
    if (at <= supply->settled_at()) power_chips(at);
    if (!was_answering) answers_at = at + milliseconds(faults.level(Fault::i2c_slow));
}

DiodeState VirtualBoard::Parts::diode_state() const {
    const auto since = chain.diode_routed_since();
    if (!since) return chain.load().powered > 0.0 ? DiodeState::unsettled : DiodeState::open;
    return at - *since >= diode_settling ? DiodeState::good : DiodeState::unsettled;
}

void VirtualBoard::Parts::start_waiting_faults() {
    if (!are_faults_waiting) return;
    const Duration after = wanted.faults_after;
    if (after > Duration{} && (!first_hash_at || at - *first_hash_at < after)) return;
    are_faults_waiting = false;
    for (const FaultName& name : fault_names())
        if (wanted.faults.has(name.fault)) inject(name.fault, wanted.faults.level(name.fault));
    for (const PlacedFault& own : wanted.placed) inject(own);
}

void VirtualBoard::Parts::inject(Fault fault, double level) {
    faults.set(fault, level);
    apply(fault);
}

void VirtualBoard::Parts::inject(const PlacedFault& own) {
    faults.set(own);
    apply(own.fault);
}

void VirtualBoard::Parts::apply(Fault fault) {
    disturb();
    if (fault == Fault::temp_spike && faults.has(fault)) disturbed.set_spike();
    if (fault == Fault::reg_blink && faults.has(fault)) supply->happen(SupplyEvent::blink, at);
    if (name_of(fault).place == FaultPlace::chip) tell_chips(fault);
    if (name_of(fault).kind == FaultKind::event) faults.set(fault, 0.0);
    bridge.set_i2c_hangs(faults.has(Fault::hang_i2c));
    if (faults.has(Fault::unplug) && !is_unplugged) bridge.close(at);
    is_unplugged = faults.has(Fault::unplug);
    disturbed.look_again();
    supply->set_faults({.ignores_voltage = faults.has(Fault::ignore_vout_write),
                        .flips_bit = faults.has(Fault::vout_bit_flip),
                        .is_wrong_part = faults.has(Fault::reg_id),
                        .droop = Volts{faults.level(Fault::rail_low) / 1000.0},
                        .delay = milliseconds(faults.level(Fault::vout_late))});
    monitors.show_diodes(diode_state(), faults);
}

void VirtualBoard::Parts::tell_chips(Fault fault) {
    chain.advance(at);
    chain.inject_all(fault, faults.level(fault));
    for (const PlacedFault& own : faults.placed())
        if (own.fault == fault) chain.inject(fault, own.place, own.level);
}

Instant VirtualBoard::Parts::next_event(Instant now) {
    chain.advance(at);
    const Instant hashing = chain.next_event(now);
    const auto reply = bridge.next_reply();
    return reply ? std::max(now, std::min(hashing, std::max(*reply, answers_at))) : hashing;
}

}  // namespace adit::boards::virtual_device
