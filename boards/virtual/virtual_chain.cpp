// Who hears what, in which order, and how much hashing a moment may cost.
#include "boards/virtual/virtual_chain.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "boards/virtual/chain_ears.hpp"
#include "boards/virtual/chain_line.hpp"
#include "boards/virtual/hash_pacing.hpp"
#include "boards/virtual/virtual_chip.hpp"

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

struct VirtualChain::Parts {
    Parts(const ChainSetup& wanted, Instant start)
        : setup{sensible(wanted)}, line{setup.seed}, ears{setup.chip->wire, setup.chip->jobs}, at{start} {
        const ChipSetup chip{setup.zero_bits, setup.speed, setup.seed, !setup.real_time};
        chips.reserve(setup.chips);
        for (std::uint16_t i = 0; i < setup.chips; ++i)
            chips.emplace_back(*setup.chip, ChainPlace{i, setup.chips, setup.chips_per_domain}, chip, line);
    }

    void pass(Duration time) noexcept {
        at += time;
        hashed += time;
    }
    [[nodiscard]] ChipTime time() const noexcept { return {at, hashed}; }
    /// Chips the host can reach: none behind a dead one.
    [[nodiscard]] std::span<VirtualChip> reachable() noexcept { return std::span{chips}.first(reach); }
    void advance(Instant now);
    void hash_to(Instant now);
    void work(Duration slice);
    void work_off();
    void power();
    void retune();
    void hear(std::byte byte, Baud baud);
    void execute(const HostFrame& frame, Baud baud, Instant began);
    void execute_on(VirtualChip& chip, const HostFrame& frame);
    void pass_address(std::uint8_t address, Baud baud, Instant began);
    void take_job(const HostFrame& frame, Baud baud, Instant began);
    void set_fault(VirtualChip& chip, Fault fault, double level);
    void find_dead_end();
    [[nodiscard]] Instant next_event(Instant now);
    [[nodiscard]] Instant quiet_until() const noexcept;
    [[nodiscard]] ChipObservation observe(std::uint16_t index) const;
    void look_ahead();
    /// Something may have changed what the chips do.
    void disturb() noexcept {
        next_due = Duration{};
        is_load_known = false;
    }
    [[nodiscard]] ChainLoad measure_load() const;
    void load_supply(VirtualChip& chip, const HostFrame& frame);

    ChainSetup setup;
    ChainLine line;
    ChainEars ears;
    std::vector<VirtualChip> chips;
    VersionBatches batches;
    HashPacing pacing;
    std::size_t reach = 0;
    std::uint64_t job_serial = 0;
    std::uint32_t bytes_lost = 0;
    Instant at;
    std::optional<Instant> last_enabled;  ///< cores of a single chip
    Duration hashed{};
    Duration owed{};            ///< in real time: passed and not yet offered to the pacing
    Duration next_due{};        ///< hashing time before which no chip has anything to do
    Instant next_repetition{};  ///< of a flatlined chip
    ChainLoad load;
    bool is_load_known = false;
    Volts core{};
    bool is_reset_released = false, is_powered = false;
};

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
