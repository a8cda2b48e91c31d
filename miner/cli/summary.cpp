// See summary.hpp.
#include "miner/cli/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "miner/cli/arming_text.hpp"
#include "miner/cli/board_story.hpp"
#include "miner/cli/rate_text.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

namespace {

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

template <class Unit>
json::value number_or_null(const std::optional<Unit>& reading) {
    if (!reading) return nullptr;
    return json::value(reading->value);
}

json::array arming_json(std::uint32_t bits) {
    json::array names;
    for (const auto reason : arming_reasons(bits)) names.push_back(json::string(boards::safety::name(reason)));
    return names;
}

json::array trouble_json(const boards::BoardStatus& board) {
    json::array troubles;
    for (std::size_t i = 0; i < std::min<std::size_t>(board.worst_chip_count, board.worst_chips.size()); ++i) {
        const boards::ChipTrouble& trouble = board.worst_chips[i];
        troubles.push_back(json::object{{"chip", trouble.chip},
                                        {"what", json::string_view{trouble.what.data(), trouble.what.size()}}});
    }
    return troubles;
}

json::value number_or_null(std::optional<Duration> time) {
    return time ? json::value(seconds(*time)) : json::value(nullptr);
}

json::object board_json(const boards::BoardStatus& board) {
    const BoardStory story = story_of(board);
    return {{"state", json::string_view{board.state.data(), board.state.size()}},
            {"reason", json::string_view{board.reason.data(), board.reason.size()}},
            {"why", story.why},
            {"next", story.next},
            {"remedy", story.remedy},
            {"retry_in_s", number_or_null(board.retry_in)},
            {"not_armed", arming_json(board.arming)},
            {"chips", board.chips},
            {"chips_expected", board.chips_expected},
            {"chips_working", board.chips_working},
            {"chip_trouble", trouble_json(board)},
            {"expected_hashrate_hs", board.expected_rate.value},
            {"bad_share", board.bad_share},
            {"duplicate_share", board.duplicate_share},
            {"frequency_mhz", board.frequency.value},
            {"chip_c", number_or_null(board.chip)},
            {"board_c", number_or_null(board.board)},
            {"regulator_c", number_or_null(board.regulator)},
            {"fan_rpm", number_or_null(board.fan)},
            {"fan_duty_pct", number_or_null(board.fan_duty)},
            {"input_v", number_or_null(board.input)},
            {"core_v", number_or_null(board.core)},
            {"current_a", number_or_null(board.current)}};
}

json::object cpu_json(const boards::cpu::CpuStatus& cpu) {
    json::array disabled;
    for (const auto& engine : cpu.disabled) disabled.push_back(json::string(engine.engine));
    return {{"versions", cpu.versions},
            {"threads", cpu.threads},
            {"pinned", cpu.is_pinned},
            {"disabled_engines", std::move(disabled)},
            {"self_checks", cpu.self_checks},
            {"self_check_failures", cpu.self_check_failures},
            {"package_c", cpu.package ? json::value(cpu.package->value) : json::value(nullptr)},
            {"heat_share_pct", cpu.heat_share.value}};
}

/// The board of the same device in the other picture.
std::optional<boards::BoardStatus> board_of(const Telemetry& picture, std::size_t device) {
    return device < picture.devices.size() ? picture.devices[device].board : std::nullopt;
}

json::object device_json(const DeviceTelemetry& device) {
    json::object object{{"device", device.spec},
                        {"id", device.stable_id},
                        {"kind", device.kind},
                        {"engine", device.engine},
                        {"verified_hashrate_hs", device.verified_hashrate_hs},
                        {"found", device.found},
                        {"accepted", device.accepted},
                        {"results", device.results.credited},
                        {"hw_errors", device.results.hw_errors},
                        {"below_claim", device.results.below_claim},
                        {"duplicates", device.results.duplicates},
                        {"stale_results", device.results.stale},
                        {"best_difficulty", device.best_difficulty}};
    if (device.board) object["board"] = board_json(*device.board);
    if (device.cpu) object["cpu"] = cpu_json(*device.cpu);
    return object;
}

json::object shares_json(const ShareTotals& shares) {
    return {{"found", shares.found},
            {"accepted", shares.accepted},
            {"rejected", shares.rejected},
            {"stale", shares.stale},
            {"lost", shares.lost}};
}

/// The list is of the process: any CPU device has it.
std::vector<boards::cpu::DisabledEngine> caught_engines(const Telemetry& telemetry) {
    for (const DeviceTelemetry& device : telemetry.devices)
        if (device.cpu) return device.cpu->disabled;
    return {};
}

/// How the board was left; nothing for one that did its part.
std::string board_text(const boards::BoardStatus& board) {
    const std::string story = story_text(board);
    return story.empty() ? story : fmt::format("    {} ({}): {}\n", board.state, board.reason, story);
}

}  // namespace

std::string summary_json(const Telemetry& telemetry, const Telemetry& before) {
    json::array devices;
    for (const DeviceTelemetry& device : telemetry.devices) {
        json::object told = device_json(device);
        if (const auto board = board_of(before, devices.size())) told["board_before_stop"] = board_json(*board);
        devices.push_back(std::move(told));
    }
    json::array pools;
    for (const PoolTelemetry& pool : telemetry.pools)
        pools.push_back(json::object{{"url", pool.url},
                                     {"state", pool.state},
                                     {"accepted", pool.accepted},
                                     {"rejected", pool.rejected},
                                     {"difficulty", pool.difficulty}});
    return json::serialize(json::object{{"schema", "adit.mine/1"},
                                        {"duration_s", seconds(telemetry.duration)},
                                        {"shares", shares_json(telemetry.shares)},
                                        {"best_difficulty", telemetry.best_difficulty},
                                        {"devices", std::move(devices)},
                                        {"pools", std::move(pools)}});
}

std::string summary_text(const Telemetry& telemetry, const Telemetry& before) {
    const ShareTotals& shares = telemetry.shares;
    std::string text =
        fmt::format("{:.1f} s: shares found {}, accepted {}, rejected {}, stale {}, lost {}; best difficulty {}\n",
                    seconds(telemetry.duration), shares.found, shares.accepted, shares.rejected, shares.stale,
                    shares.lost, difficulty_text(telemetry.best_difficulty));
    std::size_t index = 0;
    for (const DeviceTelemetry& device : telemetry.devices) {
        const auto board = board_of(before, index++);
        text += fmt::format("  {:<32} {:<10} {:>12} verified, {} accepted, {} hardware errors\n", device.spec,
                            device.engine, rate_text(device.verified_hashrate_hs), device.accepted,
                            device.results.hw_errors) +
                (board ? board_text(*board) : std::string{});
    }
    for (const auto& engine : caught_engines(telemetry))
        text += fmt::format("  ALARM: engine {} gave wrong results and was disabled\n", engine.engine);
    for (const PoolTelemetry& pool : telemetry.pools)
        text += fmt::format("  {:<32} {:<10} {} accepted, {} rejected\n", pool.url, pool.state, pool.accepted,
                            pool.rejected);
    return text;
}

}  // namespace adit::miner::cli
