// See probe_command.hpp.
#include "miner/cli/probe_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "boards/host/drivable.hpp"
#include "boards/host/explain.hpp"
#include "boards/runtime/chip_of.hpp"
#include "hal/linux/system_clock.hpp"
#include "miner/cli/board_source.hpp"
#include "miner/cli/device_spec.hpp"
#include "miner/cli/probe_output.hpp"
#include "miner/cli/probe_session.hpp"
#include "miner/cli/register_text.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

namespace {

ExitCode report(const Problem& problem) {
    fmt::print(stderr, "adit: {}\n", problem.line);
    return problem.code;
}

/// The board of a device spec, or the word itself.
Expected<std::string, Problem> board_of(const std::string& target) {
    if (target.find(':') == std::string::npos) return target;
    const auto spec = parse_device_spec(target);
    if (!spec) return failure(Problem{spec.error()});
    if (const auto* board = std::get_if<VirtualSpec>(&spec->what)) return board->board;
    if (const auto* board = std::get_if<SerialSpec>(&spec->what)) return board->board;
    return failure(Problem{ExitCode::usage, "the processor has no bring-up to explain"});
}

ExitCode explain(const ProbeCommand& command) {
    const auto name = board_of(command.target);
    if (!name) return report(name.error());
    const auto board = load_board(*name);
    if (!board) return report(board.error());
    if (const auto obstacle = boards::why_not_drivable(board->definition))
        return report({ExitCode::no_hardware, board->definition.name + " " + *obstacle});
    for (const std::string& line : boards::explain_power_on(board->definition, board->profile))
        fmt::print("{}\n", line);
    return ExitCode::ok;
}

/// One probing of a device, from the open ports to the last line.
class Probe {
public:
    Probe(const ProbeCommand& command, ProbeSession& session)
        : command_{command},
          session_{session},
          model_{boards::chip_of(session.board().chain.chip)},
          chips_{session.board().chain.chips} {}

    ExitCode run() {
        if (command_.chip && *command_.chip >= chips_)
            return report({ExitCode::usage, fmt::format("the board has {} chip(s), counted from 0", chips_)});
        tell_board();
        switch (command_.task) {
            case Task::registers:
            case Task::access:
                return registers();
            case Task::health:
                return health();
            default:
                return parts();
        }
    }

private:
    using Task = ProbeCommand::Task;

    void tell_board() {
        const std::string& board = session_.board().name;
        object_ = {{"schema", "adit.probe/1"},
                   {"device", session_.identity().stable_id},
                   {"board", board},
                   {"parts", parts_json(session_.identification())}};
        json::array reasons;
        for (const std::string& reason : session_.reasons()) reasons.emplace_back(reason);
        object_["stays_off"] = std::move(reasons);
        text_ = fmt::format("{}: {}, {} x {}\n", session_.identity().stable_id, board, chips_, model_.name) +
                parts_text(session_.identification());
        for (const std::string& reason : session_.reasons()) text_ += "stays off: " + reason + '\n';
    }

    ExitCode finish(ExitCode code) {
        if (command_.json)
            fmt::print("{}\n", json::serialize(object_));
        else
            fmt::print("{}", text_);
        return code;
    }
    /// What was found out before it is told as well.
    ExitCode give_up(const Problem& problem) {
        object_["problem"] = problem.line;
        (void)finish(problem.code);
        return report(problem);
    }
    void tell_readings(const boards::BoardStatus& status) {
        object_["readings"] = readings_json(status);
        text_ += readings_text(status);
    }

    ExitCode parts() {
        const auto status = session_.look();
        if (!status) return give_up(status.error());
        tell_readings(*status);
        text_ += "the core is off: --registers and --health power it up\n";
        return finish(session_.identification().is_complete() ? ExitCode::ok : ExitCode::failed);
    }

    /// Errors: a register the family does not have.
    Expected<std::vector<RegisterAccess>, Problem> accesses() const {
        std::vector<RegisterAccess> wanted;
        const auto& [name, value] = command_.registers;
        if (name.empty()) {
            for (const auto& entry : model_.registers) wanted.push_back({entry.address, {}});
            return wanted;
        }
        const auto reg = find_register(model_, name);
        const bool is_listed = reg && info_of(model_, *reg) != nullptr;
        if (!reg || (!is_listed && command_.task != Task::access))
            return failure(Problem{ExitCode::usage, fmt::format("{} has no register \"{}\"; adit probe DEVICE "
                                                                "--registers lists them",
                                                                model_.name, name)});
        wanted.push_back({*reg, value});
        return wanted;
    }

    HealthSetup setup() const { return {&model_, chips_, session_.identity().zero_bits}; }

    ExitCode registers() {
        const auto wanted = accesses();
        if (!wanted) return report(wanted.error());
        HealthWork work{setup()};
        RegisterBench bench{model_, chips_, command_.chip, *wanted};
        const auto status = session_.run(work, &bench, [&](Instant) { return bench.is_done(); });
        if (!status) return give_up(status.error());
        tell_readings(*status);
        const auto answers = bench.answers();
        object_["registers"] = registers_json(model_, answers);
        text_ += "registers\n" + registers_text(model_, chips_, answers);
        const auto is_good = [](const RegisterAnswer& answer) { return !answer.denied && !answer.values.empty(); };
        // Not every register of a table can be read on every chip; one that was asked for must be.
        const bool must_answer = !command_.registers.name.empty();
        return finish(!must_answer || std::ranges::all_of(answers, is_good) ? ExitCode::ok : ExitCode::failed);
    }

    ExitCode health() {
        HealthWork work{setup()};
        const auto status = session_.run(
            work, nullptr, [&](Instant hashing_since) { return clock_.now() - hashing_since >= command_.duration; });
        if (status) tell_readings(*status);
        const auto chips = work.tally();
        const bool expects = work.expects_golden();
        object_["health"] = health_json(chips, expects);
        if (!status) return give_up(status.error());
        object_["seconds"] = command_.duration.count();
        text_ += health_text(chips, expects);
        if (!expects && session_.identity().zero_bits < 32)
            text_ += "an emulator searches a sample: its results are verified, known answers do not apply\n";
        const auto is_good = [&](const ChipTally& chip) { return is_healthy(chip, expects); };
        const bool all = command_.chip ? is_good(chips[*command_.chip]) : std::ranges::all_of(chips, is_good);
        return finish(all ? ExitCode::ok : ExitCode::failed);
    }

    const ProbeCommand& command_;
    ProbeSession& session_;
    const driver::bm13xx::ChipModel& model_;
    std::uint16_t chips_;
    hal::SystemClock clock_;
    json::object object_;
    std::string text_;
};

}  // namespace

ExitCode run_probe(const ProbeCommand& command) {
    if (command.task == ProbeCommand::Task::explain) return explain(command);
    const auto spec = parse_device_spec(command.target);
    if (!spec) return report(spec.error());
    const hal::SystemClock clock;
    rig::Persistence persistence{command.state_dir,
                                 [](std::string_view line) { fmt::print(stderr, "adit: {}\n", line); }};
    auto session = ProbeSession::open(*spec, clock, persistence, {});
    if (!session) return report(session.error());
    return Probe{command, *session}.run();
}

}  // namespace adit::miner::cli
