// See station.hpp.
#include "boards/simulation/station.hpp"

#include <chrono>
#include <utility>

namespace adit::boards::simulation {

using namespace std::chrono_literals;

namespace {

constexpr Duration look_interval = 50ms;
/// A process that stood still for longer must switch off (SA-12); how long that may be seen as the cause.
constexpr Duration late_limit = 1s, after_stall = 1500ms;

std::optional<std::uint8_t> pmbus_address(const BoardDefinition& board) {
    if (board.regulator.part != RegulatorPart::tps546d24a) return std::nullopt;
    return board.regulator.address;
}

double nominal_results(const SimBoard& board, std::uint8_t zero_bits, std::uint8_t claim_bits) {
    const auto& definition = board.definition();
    const double silicon = nominal_rate(board.chip(), definition.chain.chips, definition.default_point.frequency).value;
    constexpr double silicon_bits = 4294967296.0;  // 2^32
    return silicon / silicon_bits * static_cast<double>(1U << zero_bits) / static_cast<double>(1U << claim_bits);
}

/// FNV-1a: a name as a number for the trace.
std::uint64_t number_of(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    return hash;
}

}  // namespace

Station::Station(const SimBoardSetup& setup, Duration bridge_latency, Duration disk_delay, SimWork& work, Trace& trace)
    : board{setup, work, &trace},
      work_{work},
      trace_{trace},
      wire_{pmbus_address(setup.definition)},
      bridge_latency_{bridge_latency},
      disk_delay_{disk_delay},
      expected_{nominal_results(board, setup.options.zero_bits, work.claim_bits())},
      index_{static_cast<std::uint8_t>(setup.index)} {
    board.control.watch = &wire_;
    board.control.listener = board.data.listener = this;
    board.control.latency = bridge_latency;
    board.keeper.delay = disk_delay;
}

/// What the board's end does to it is of no interest any more.
Station::~Station() { board.control.listener = board.data.listener = nullptr; }

void Station::turn(Instant limit) {
    const bool is_idle = !board.is_running();
    board.turn(is_idle ? std::min(limit, board.now() + look_interval) : limit);
    if (board.now() - last_look_ < look_interval) return;
    look();
}

Scene Station::scene() const {
    Scene scene{.profile = board.profile(), .troubles = levels_, .now = board.now(), .seen = board.device.glance()};
    scene.work = work_.of(board.index());
    scene.has_work = work_.has_work_now;
    scene.is_running = board.is_running();
    scene.is_reachable = !board.control.is_unplugged && !levels_.has(virtual_device::Fault::unplug);
    scene.was_in_reach = scene.is_reachable && was_in_reach_;
    scene.was_stalled = board.now() < stalled_until_;
    scene.rail_ordered = wire_.ordered();
    scene.rail_ordered_at = wire_.ordered_at();
    if (!scene.is_running) return scene;
    const Runner& runner = std::as_const(board).runner();
    scene.state = runner.state();
    scene.reason = runner.reason();
    scene.alarm = runner.alarm();
    scene.alarms = runner.alarms();
    return scene;
}

void Station::note_state(const Scene& scene) {
    const std::uint64_t words = number_of(scene.reason) * 31 + static_cast<std::uint64_t>(scene.state);
    if (std::exchange(state_seen_, words) == words) return;
    trace_.note(TraceKind::state, index_, scene.now, static_cast<std::uint64_t>(scene.state), number_of(scene.reason),
                scene.reason.empty() ? safety::name(scene.state).data() : scene.reason.data());
}

void Station::look() {
    const Scene now = scene();
    last_look_ = now.now;
    was_in_reach_ = now.is_reachable && (was_in_reach_ || now.is_running);
    note_state(now);
    // Of a board that is dark nothing is late: its preflight may well take a slow bridge longer.
    const HostFacts host{.longest_step = now.is_energised() ? board.longest_step() : Duration{},
                         .turns = board.turns(),
                         .is_latch_stored = board.keeper.disk().latch.has_value(),
                         .expected_results_per_second = expected_};
    board.forget_longest_step();
    if (const auto violation = invariants_.look(now, wire_, host))
        find({violation->id, violation->what, violation->value, now.now, index_});
    if (const auto late = hazards_.look(now))
        find({late->row->id, late->row->action, std::chrono::duration<double>(late->after).count(), now.now, index_});
}

void Station::find(const Finding& finding) {
    trace_.note(TraceKind::finding, index_, finding.at, number_of(finding.id),
                static_cast<std::uint64_t>(finding.value * 1000), finding.what.data());
    findings_.push_back(finding);
}

void Station::set_trouble(std::size_t trouble, double level) {
    const Trouble& row = troubles()[trouble];
    if (levels_.level(trouble) == level) return;
    levels_.set(trouble, level);
    trace_.note(TraceKind::fault, index_, board.now(), trouble, static_cast<std::uint64_t>(level * 1e6),
                row.name.data());
    if (row.inside) board.device.inject(*row.inside, level);
    if (row.outside) set_outside(*row.outside, level);
    look();
}

void Station::set_outside(Outside what, double level) {
    const bool is_on = level > 0;
    const auto milliseconds = std::chrono::milliseconds{static_cast<std::int64_t>(level)};
    switch (what) {
        case Outside::cable_noise:
            board.data.noise = {level, level, level, level};
            return;
        case Outside::write_block:
            board.data.is_write_blocked = is_on;
            return;
        case Outside::unplug:
            board.set_unplugged(is_on);
            if (is_on || !board.is_running()) return;
            board.kill();
            hazards_.close_open();
            return board.start();
        case Outside::slow_bridge:
            board.control.latency = is_on ? Duration{milliseconds} : bridge_latency_;
            return;
        case Outside::slow_disk:
            board.keeper.delay = is_on ? Duration{milliseconds} : disk_delay_;
            return;
        case Outside::full_disk:
            board.keeper.is_full = is_on;
            return;
        case Outside::kill:
        case Outside::stall:
        case Outside::no_work:
        case Outside::new_blocks:
            return;
    }
}

void Station::stall(Duration time) {
    trace_.note(TraceKind::act, index_, board.now(), static_cast<std::uint64_t>(time.count()), 0, "stall");
    board.stall(board.now() + time);
    if (time > late_limit) stalled_until_ = board.now() + after_stall;
    look();
}

void Station::kill() {
    trace_.note(TraceKind::act, index_, board.now(), 0, 0, "kill");
    board.kill();
    hazards_.forget_open();
    if (!board.keeper.disk().latch) invariants_.forget_latch();  // it was never stored: nobody could keep it
    look();
}

bool Station::is_latched() const {
    return board.keeper.disk().latch || (board.is_running() && board.runner().state() == safety::State::latched);
}

void Station::visit() {
    trace_.note(TraceKind::act, index_, board.now(), is_latched() ? 1 : 0, 0, "operator");
    constexpr Duration patience = 10s;
    hazards_.forget_open();
    if (board.is_running()) {
        board.runner().request_stop();
        const Instant limit = board.now() + patience;
        while (board.now() < limit && !board.runner().is_off()) turn(limit);
        board.finish();
    }
    board.keeper.clear_latch();
    invariants_.forget_latch();
    hazards_.forget_open();
    board.start();
}

}  // namespace adit::boards::simulation
