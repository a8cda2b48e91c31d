// Who hears what, in which order, and how much hashing a moment may cost.
#include "boards/virtual/virtual_chain_parts.hpp"

#include <algorithm>
#include <utility>

namespace adit::boards::virtual_device {

namespace {

constexpr Duration longest_slice = std::chrono::milliseconds{20};
constexpr std::uint64_t unlimited = std::uint64_t{1} << 62;
/// In real time: what a slice of 10 ms needs at the default rate of one chip, with room; keeps the thread responsive.
constexpr std::uint64_t real_time_hashes = 8192;

ChainSetup sensible(ChainSetup setup) noexcept {
    constexpr std::uint8_t most_zero_bits = 32;
    setup.chips = std::clamp<std::uint16_t>(setup.chips, 1, setup.chip->most_chips);
    setup.zero_bits = std::min(setup.zero_bits, most_zero_bits);
    setup.speed = std::clamp(setup.speed, 0.001, 1000.0);
    return setup;
}

}  // namespace

VirtualChain::Parts::Parts(const ChainSetup& wanted, Instant start)
    : setup{sensible(wanted)}, line{setup.seed}, ears{setup.chip->wire, setup.chip->jobs}, at{start} {
    const ChipSetup chip{setup.zero_bits, setup.speed, setup.seed, !setup.real_time};
    chips.reserve(setup.chips);
    for (std::uint16_t i = 0; i < setup.chips; ++i)
        chips.emplace_back(*setup.chip, ChainPlace{i, setup.chips, setup.chips_per_domain}, chip, line);
}

void VirtualChain::Parts::advance(Instant now) {
    now = std::max(now, at);
    const Duration elapsed = now - at;
    if (elapsed <= Duration{} && !setup.real_time && hashed < next_due) return;
    if (setup.real_time) {
        owed += elapsed;
        at = now;
        return;
    }
    if (hashed + elapsed < next_due && now < next_repetition) return pass(elapsed);
    hash_to(now);
}

void VirtualChain::Parts::hash_to(Instant now) {
    // In slices, so that chips come to speak in turn before a long silence has filled the line.
    do {
        const Duration idle = std::min(next_due - hashed, next_repetition - at) - Duration{1};
        if (idle > longest_slice) pass(std::min(now - at, idle));
        const Duration until_repetition = std::max(next_repetition - at, Duration{1});
        pass(std::min({now - at, longest_slice, until_repetition}));
        if (hashed >= next_due || at >= next_repetition) work(Duration{});
    } while (at < now);
}

void VirtualChain::Parts::work(Duration slice) {
    hashed += slice;
    std::uint64_t most_groups = unlimited;
    if (setup.real_time) most_groups = std::max<std::uint64_t>(1, real_time_hashes / setup.chip->lanes / chips.size());
    for (VirtualChip& chip : chips) chip.work(time(), most_groups, batches);
    look_ahead();
}

void VirtualChain::Parts::work_off() {
    // Asked once a look, not once a grid step of the board: else a thread that slept for half a second would hash
    // half a second's worth before it answers.
    if (setup.real_time) work(pacing.grant(std::exchange(owed, Duration{})));
}

void VirtualChain::Parts::look_ahead() {
    next_due = Duration::max();
    next_repetition = Instant::max();
    for (const VirtualChip& chip : chips) {
        next_due = std::min(next_due, chip.next_group());
        next_repetition = std::min(next_repetition, chip.next_repetition());
    }
}

ChainLoad VirtualChain::Parts::measure_load() const {
    constexpr double idle_share = 0.25;
    ChainLoad all;
    for (const VirtualChip& chip : chips) {
        if (!chip.is_alive()) continue;
        all.powered += 1.0;
        all.clocks.value += chip.frequency().value * (chip.is_hashing() ? 1.0 : idle_share);
    }
    return all;
}

void VirtualChain::Parts::power() {
    const bool was_powered = is_powered;
    is_powered = is_reset_released && core >= setup.chip->least_core;
    if (is_powered == was_powered) return;
    disturb();
    for (VirtualChip& chip : chips) chip.set_alive(is_powered, at);
    line.fall_silent();
    ears.clear();
    find_dead_end();
}

void VirtualChain::Parts::find_dead_end() {
    const auto is_open = [](const VirtualChip& chip) { return chip.is_alive() && !chip.faults().has(Fault::dead); };
    reach = static_cast<std::size_t>(std::ranges::find_if_not(chips, is_open) - chips.begin());
    for (std::size_t i = 0; i < chips.size(); ++i) chips[i].set_cut_off(i >= reach);
    retune();
}

void VirtualChain::Parts::retune() {
    for (const VirtualChip& chip : reachable()) ears.add(chip.baud());
    ears.keep([&](Baud baud) { return std::ranges::any_of(reachable(), [&](auto& c) { return c.baud() == baud; }); });
}

void VirtualChain::Parts::hear(std::byte byte, Baud baud) {
    bool was_executed = false;
    const bool is_heard = ears.hear(byte, baud, at, [&](const HostFrame& frame, Baud ear_baud, Instant began) {
        execute(frame, ear_baud, began);
        was_executed = true;
    });
    if (!is_heard && reach > 0) ++bytes_lost;
    if (!was_executed) return;
    retune();
    disturb();
}

void VirtualChain::Parts::execute(const HostFrame& frame, Baud baud, Instant began) {
    if (frame.command == Command::set_address) return pass_address(frame.address(), baud, began);
    if (frame.command == Command::job) return take_job(frame, baud, began);
    for (VirtualChip& chip : reachable())
        if (chip.baud() == baud && chip.hears(began)) execute_on(chip, frame);
}

void VirtualChain::Parts::execute_on(VirtualChip& chip, const HostFrame& frame) {
    switch (frame.command) {
        case Command::inactive:
            return chip.stop_forwarding();
        case Command::read_all:
            return chip.read(frame.reg(), true, at);
        case Command::read_one:
            if (chip.is_named(frame.address())) chip.read(frame.reg(), false, at);
            return;
        case Command::write_all:
            return chip.write(frame.reg(), frame.value(), false, time());
        case Command::write_one:
            if (!chip.is_named(frame.address())) return;
            chip.write(frame.reg(), frame.value(), true, time());
            return load_supply(chip, frame);
        default:
            return;
    }
}

void VirtualChain::Parts::load_supply(VirtualChip& chip, const HostFrame& frame) {
    constexpr std::uint8_t mailbox = 0x3c;
    constexpr std::uint32_t cores_on = 0x800082aa;
    if (frame.reg() != mailbox || frame.value() != cores_on) return;
    const bool is_hasty = last_enabled && at - *last_enabled < setup.chip->enable_pause;
    last_enabled = at;
    if (is_hasty && !setup.real_time) chip.brown_out(at);
}

void VirtualChain::Parts::pass_address(std::uint8_t address, Baud baud, Instant began) {
    // A chip that already has an address passes the frame on; the first that has none keeps it.
    for (VirtualChip& chip : reachable()) {
        if (!chip.awaits_address() || chip.baud() != baud || !chip.hears(began)) continue;
        chip.take_address(address);
        if (!chip.faults().has(Fault::share_address)) return;
    }
}

void VirtualChain::Parts::take_job(const HostFrame& frame, Baud baud, Instant began) {
    auto job = std::make_shared<MiningJob>(read_job(setup.chip->jobs, frame.bytes()));
    job->serial = ++job_serial;
    for (VirtualChip& chip : reachable())
        if (chip.baud() == baud && chip.hears(began)) chip.take_job(job, time());
}

void VirtualChain::Parts::set_fault(VirtualChip& chip, Fault fault, double level) {
    disturb();
    if (fault == Fault::brownout) {
        if (level > 0.0) chip.brown_out(at);
        return retune();
    }
    FaultSet faults = chip.faults();
    faults.set(fault, level);
    chip.set_faults(faults, time());
    if (fault == Fault::dead) find_dead_end();
}

Instant VirtualChain::Parts::next_event(Instant now) {
    constexpr Duration shortest = std::chrono::milliseconds{5};
    if (next_due == Duration{}) look_ahead();
    const bool is_hashing = next_due != Duration::max();
    if (setup.real_time && is_hashing && pacing.is_behind()) return now;
    Instant event = std::min(line.next_byte(), next_repetition);
    if (is_hashing) event = std::min(event, at + std::max(next_due - hashed, shortest));
    return std::max(now, event);
}

Instant VirtualChain::Parts::quiet_until() const noexcept {
    if (setup.real_time) return at;
    const Instant due = next_due == Duration::max() ? Instant::max() : at + (next_due - hashed);
    return std::min({due, next_repetition, line.quiet_until()});
}

ChipObservation VirtualChain::Parts::observe(std::uint16_t index) const {
    const VirtualChip& chip = chips.at(index);
    ChipObservation seen;
    seen.is_alive = chip.is_alive();
    seen.is_reachable = index < reach;
    seen.is_configured = chip.is_configured();
    seen.is_hashing = chip.is_hashing() && seen.is_reachable;
    seen.address = chip.address();
    seen.frequency = chip.is_alive() ? chip.frequency() : Megahertz{};
    seen.baud = chip.baud();
    seen.hash_rate = seen.is_hashing ? chip.rate() : HashesPerSecond{};
    seen.hashes = chip.totals().hashes;
    seen.nonces = chip.totals().nonces;
    seen.jobs = chip.totals().jobs;
    seen.missing = chip.missing();
    seen.diode_routed_since = chip.diode_routed_since();
    return seen;
}

}  // namespace adit::boards::virtual_device
