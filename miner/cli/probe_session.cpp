// See probe_session.hpp.
#include "miner/cli/probe_session.hpp"

#include <chrono>
#include <csignal>

#include "miner/cli/arming_text.hpp"
#include "miner/cli/board_story.hpp"
#include "miner/cli/stop_signal.hpp"
#include "miner/rig/candidates.hpp"

namespace adit::miner::cli {

using namespace std::chrono_literals;

namespace {

constexpr Duration glance = 50ms;
/// A round of readings over the slowest bridge, and one more.
constexpr Duration look_time = 1500ms;
/// The ramp's own deadline is 180 s (SEAMS section 3); before it, fans have to prove themselves.
constexpr Duration longest_power_up = 200s;
/// A board that is not armed for so long has a reason that does not pass by itself.
constexpr Duration arming_patience = 15s;

bool is_hashing(const boards::BoardStatus& status) { return status.state == "hashing" || status.state == "derated"; }

/// Nobody's work: for looking with the core off.
class NoWorkAtAll final : public boards::WorkSource {
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex, Instant) override {
        return failure(boards::NoWork::no_job);
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return false; }
    boards::NonceVerdict do_report(boards::DeviceIndex, const driver::Nonce&) override {
        return boards::NonceVerdict::unknown_work;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return 0; }
};

auto stopped(const boards::BoardStatus& status, const std::string& what) {
    std::string line = what + ": state " + std::string{status.state};
    if (!status.reason.empty()) line += ", " + std::string{status.reason};
    if (const std::string story = story_text(status); !story.empty()) line += ": " + story;
    return failure(Problem{ExitCode::safety_stop, line});
}

/// Stops the device whichever way the session ends.
class Running {
public:
    Running(rig::Device& device, boards::WorkSource& source) : device_{device} {
        device_.start(source, boards::DeviceIndex{0});
    }
    ~Running() {
        device_.request_stop();
        device_.join();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    rig::Device& device_;
};

}  // namespace

Expected<ProbeSession, Problem> ProbeSession::open(const DeviceSpec& spec, const hal::Clock& clock,
                                                   rig::Persistence& persistence, const rig::Surroundings& around) {
    auto board = rig::prepare_board(spec, 0, clock, persistence, around);
    if (!board) return failure(std::move(board).error());
    ProbeSession session{*std::move(board), clock};
    session.identification_ =
        rig::identify_behind(*session.board_->connection.control, session.board_->definition, clock);
    return session;
}

Expected<std::unique_ptr<rig::Device>, Problem> ProbeSession::device() {
    return rig::BoardDevice::open(board_->definition, board_->identity, std::move(board_->connection), *clock_);
}

Expected<boards::BoardStatus, Problem> ProbeSession::look() {
    board_->identity.holds.insert(boards::safety::NotArmed::operator_hold);
    auto opened = device();
    if (!opened) return failure(std::move(opened).error());
    NoWorkAtAll nothing;
    const Running running{**opened, nothing};
    if (const int signal = await_stop_signal(look_time); signal != 0)
        return failure(Problem{signal == SIGINT ? ExitCode::interrupted : ExitCode::ok, "stopped"});
    return *(*opened)->status();
}

Expected<boards::BoardStatus, Problem> ProbeSession::run(boards::WorkSource& source, boards::ChainBench* bench,
                                                         const std::function<bool(Instant)>& is_done) {
    if (!board_->identity.holds.is_empty())
        return failure(Problem{ExitCode::safety_stop, arming_text(board_->identity.holds.bits())});
    board_->identity.bench = bench;
    auto opened = device();
    if (!opened) return failure(std::move(opened).error());
    const Running running{**opened, source};
    return watch(**opened, is_done);
}

Expected<boards::BoardStatus, Problem> ProbeSession::watch(const rig::Device& device,
                                                           const std::function<bool(Instant)>& is_done) const {
    const Instant start = clock_->now();
    std::optional<Instant> hashing_since;
    for (;;) {
        if (const int signal = await_stop_signal(glance); signal != 0)
            return failure(Problem{signal == SIGINT ? ExitCode::interrupted : ExitCode::ok, "stopped"});
        const boards::BoardStatus status = *device.status();
        const Instant now = clock_->now();
        if (is_hashing(status) && !hashing_since) hashing_since = now;
        if (is_hashing(status) && is_done(*hashing_since)) return status;
        if (status.state == "latched" || status.state == "cooldown" || status.alarms > 0)
            return stopped(status, "the board was stopped for safety");
        if (!status.was_energised && now - start > arming_patience) return stopped(status, "the board is not armed");
        if (!hashing_since && now - start > longest_power_up) return stopped(status, "the board does not hash");
        if (hashing_since && now - *hashing_since > longest_power_up) return stopped(status, "the chips do not answer");
    }
}

}  // namespace adit::miner::cli
