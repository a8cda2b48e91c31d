// See board_watch.hpp.
#include "miner/cli/board_watch.hpp"

#include <spdlog/logger.h>

#include <utility>

#include "miner/cli/arming_text.hpp"
#include "miner/cli/board_story.hpp"

namespace adit::miner::cli {

using namespace std::chrono_literals;

namespace {

/// SEAMS section 3: a board whose Runner does not step for so long is out of control.
constexpr Duration stuck_after = 1s;
/// Looking at a board before power takes a second or two.
constexpr Duration patience = 5s;

bool is_waiting_to_arm(const boards::BoardStatus& board) {
    return board.state == "safe_off" || board.state == "preflight";
}

std::string arming_names(std::uint32_t bits) {
    std::string names;
    for (const auto bit : arming_reasons(bits)) {
        if (!names.empty()) names += ',';
        names += boards::safety::name(bit);
    }
    return names;
}

std::string fields_of(const boards::BoardStatus& board) {
    std::string text = "state=" + std::string{board.state};
    if (!board.reason.empty()) text += " reason=" + std::string{board.reason};
    if (const std::string story = story_text(board); !story.empty()) text += " msg=\"" + story + "\"";
    return text;
}

/// An alarm about something else than what keeps the board in its state.
std::string alarm_fields(std::string_view alarm) {
    boards::BoardStatus as_if;
    as_if.reason = alarm;
    return "alarm=" + std::string{alarm} + " msg=\"" + story_text(as_if) + "\"";
}

spdlog::level::level_enum level_of(const boards::BoardStatus& board) {
    if (board.state == "latched") return spdlog::level::err;
    return story_of(board).remedy.empty() ? spdlog::level::info : spdlog::level::warn;
}

}  // namespace

void BoardWatch::look(const Telemetry& telemetry, Instant now) {
    seen_.resize(telemetry.devices.size());
    for (std::size_t i = 0; i < telemetry.devices.size(); ++i) {
        const auto& board = telemetry.devices[i].board;
        if (!board) continue;
        const std::string& device = telemetry.devices[i].spec;
        look_at_state(device, *board, seen_[i], now);
        look_at_progress(device, *board, seen_[i], now);
    }
}

void BoardWatch::look_at_state(const std::string& device, const boards::BoardStatus& board, Seen& seen, Instant now) {
    const bool is_alarm = std::exchange(seen.alarms, board.alarms) != board.alarms;
    const bool is_news = seen.state != board.state || seen.reason != board.reason;
    seen.state = board.state;
    seen.reason = board.reason;
    if (is_alarm && board.alarm != board.reason) logger_.error("device={} {}", device, alarm_fields(board.alarm));
    if (is_waiting_to_arm(board)) return look_at_arming(device, board, seen, now);
    seen.is_off = false;
    seen.told_bits = 0;
    const bool is_explained = is_alarm && board.alarm == board.reason;
    if (is_news || is_explained)
        logger_.log(is_explained ? spdlog::level::err : level_of(board), "device={} {}", device, fields_of(board));
}

void BoardWatch::look_at_arming(const std::string& device, const boards::BoardStatus& board, Seen& seen, Instant now) {
    if (!std::exchange(seen.is_off, true)) {
        seen.off_since = now;
        logger_.info("device={} state={} msg=\"looking at the board before power\"", device, board.state);
    }
    if (now - seen.off_since < patience || (board.arming & ~seen.told_bits) == 0) return;
    seen.told_bits |= board.arming;
    logger_.warn("device={} state={} not_armed={} msg=\"{}\"", device, board.state, arming_names(board.arming),
                 story_text(board));
}

void BoardWatch::look_at_progress(const std::string& device, const boards::BoardStatus& board, Seen& seen,
                                  Instant now) {
    if (board.missing_engine_bits > 0 && !std::exchange(seen.has_warned, true))
        logger_.warn(
            "device={} msg=\"the pool allows too few version bits: engines repeat each other\" rate_divided_by={}",
            device, 1 << board.missing_engine_bits);
    if (seen.progress != board.progress) {
        seen.progress = board.progress;
        seen.moved = now;
        seen.is_stuck = false;
    }
    if (now - seen.moved <= stuck_after || std::exchange(seen.is_stuck, true)) return;
    logger_.error("device={} guarantee=host-only msg=\"its thread makes no progress: cut its supply\"", device);
}

}  // namespace adit::miner::cli
