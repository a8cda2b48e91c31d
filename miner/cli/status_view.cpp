// See status_view.hpp.
#include "miner/cli/status_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "miner/cli/board_story.hpp"
#include "miner/cli/rate_text.hpp"

namespace adit::miner::cli {

namespace {

/// ANSI: column 1, up n lines, erase to the end of the screen (ECMA-48 CPL and ED).
constexpr const char* up_and_erase = "\x1b[{}F\x1b[J";

/// "  107/108 chips (12 silent, 40 weak)"; nothing for a board of one chip that does its part.
std::string chip_fields(const boards::BoardStatus& board) {
    const bool has_trouble = board.worst_chip_count > 0 || board.chips < board.chips_expected;
    if (board.chips == 0 || (board.chips_expected <= 1 && !has_trouble)) return {};
    std::string text =
        fmt::format("  {}/{} chips", has_trouble ? board.chips_working : board.chips, board.chips_expected);
    std::string troubles;
    for (std::size_t i = 0; i < std::min<std::size_t>(board.worst_chip_count, board.worst_chips.size()); ++i)
        troubles += fmt::format("{}{} {}", i == 0 ? "" : ", ", board.worst_chips[i].chip, board.worst_chips[i].what);
    return troubles.empty() ? text : text + " (" + troubles + ")";
}

std::string board_fields(const boards::BoardStatus& board) {
    std::string text = fmt::format("{}", board.state);
    if (!board.reason.empty()) text += fmt::format(" ({})", board.reason);
    if (board.frequency.value > 0) text += fmt::format("  {:.0f} MHz", board.frequency.value);
    text += board.chip ? fmt::format("  {:.1f} C", board.chip->value) : std::string{"  ? C"};
    if (board.fan) text += fmt::format("  {} rpm", board.fan->value);
    return text + chip_fields(board);
}

/// The same for a log: only what is known or unusual.
std::string log_fields(const boards::BoardStatus& board) {
    std::string text = fmt::format(" state={}", board.state);
    if (!board.reason.empty()) text += fmt::format(" reason={}", board.reason);
    if (board.chip) text += fmt::format(" chip_c={:.1f}", board.chip->value);
    if (board.chips > 0 && board.chips_expected > 1)
        text += fmt::format(" chips_working={}/{}", board.chips_working, board.chips_expected);
    return text;
}

std::string device_line(const DeviceTelemetry& device) {
    std::string line = fmt::format("{:<28} {:>12}  {:>6} accepted  {:>3} hw errors", device.spec,
                                   rate_text(device.current_hs), device.accepted, device.results.hw_errors);
    if (device.board) line += "  " + board_fields(*device.board);
    if (device.cpu) line += fmt::format("  {}", device.engine);
    if (device.cpu && device.cpu->self_check_failures > 0) line += "  ALARM: an engine gave wrong results";
    return line;
}

std::string pool_line(const PoolTelemetry& pool) {
    return fmt::format("{:<28} {:<12}  difficulty {}  {} accepted  {} rejected", pool.url, pool.state,
                       difficulty_text(pool.difficulty), pool.accepted, pool.rejected);
}

double total_rate(const Telemetry& telemetry) {
    double sum = 0;
    for (const DeviceTelemetry& device : telemetry.devices) sum += device.current_hs;
    return sum;
}

long long whole_seconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::seconds>(duration).count();
}

}  // namespace

std::string status_lines(const Telemetry& telemetry, std::size_t width) {
    std::string text;
    const auto add = [&](const std::string& line) { text += line.substr(0, width) + '\n'; };
    const ShareTotals& shares = telemetry.shares;
    add(fmt::format("adit  {} s  {}  accepted {}  rejected {}  stale {}  lost {}  pending {}  best {}",
                    whole_seconds(telemetry.duration), rate_text(total_rate(telemetry)), shares.accepted,
                    shares.rejected, shares.stale, shares.lost, shares.pending,
                    difficulty_text(telemetry.best_difficulty)));
    for (const DeviceTelemetry& device : telemetry.devices) {
        add("  " + device_line(device));
        if (const std::string story = device.board ? story_text(*device.board) : ""; !story.empty())
            add("    " + story);
    }
    for (const PoolTelemetry& pool : telemetry.pools) add("  " + pool_line(pool));
    return text;
}

std::string status_fields(const Telemetry& telemetry) {
    const ShareTotals& shares = telemetry.shares;
    std::string text = fmt::format("uptime_s={} rate_hs={:.0f} accepted={} rejected={} stale={} lost={}",
                                   whole_seconds(telemetry.duration), total_rate(telemetry), shares.accepted,
                                   shares.rejected, shares.stale, shares.lost);
    for (const DeviceTelemetry& device : telemetry.devices) {
        text += fmt::format(" device={} rate_hs={:.0f} accepted={}", device.spec, device.current_hs, device.accepted);
        if (device.board) text += log_fields(*device.board);
    }
    for (const PoolTelemetry& pool : telemetry.pools) text += fmt::format(" pool={} state={}", pool.url, pool.state);
    return text;
}

std::string redraw(const std::string& lines, std::size_t lines_before) {
    return lines_before == 0 ? lines : fmt::format(fmt::runtime(up_and_erase), lines_before) + lines;
}

}  // namespace adit::miner::cli
