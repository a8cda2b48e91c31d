// See detect.hpp.
#include "miner/cli/detect.hpp"

#include <algorithm>

#include "boards/host/drivable.hpp"
#include "miner/cli/usb_match.hpp"

namespace adit::miner::cli {

namespace {

using Boards = std::vector<const boards::BoardDefinition*>;

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

const boards::BoardDefinition* find(const Boards& boards, const std::string& name) {
    const auto found = std::ranges::find_if(boards, [&](const auto* board) { return board->name == name; });
    return found == boards.end() ? nullptr : *found;
}

/// What keeps a board that is known for sure from use; empty: nothing.
std::string obstacle(const boards::BoardDefinition& board) {
    if (const auto reason = boards::why_not_drivable(board)) return board.name + " " + *reason;
    if (board.status != "complete")
        return "stays off until confirmed (adit boards confirm " + board.name + "): " + board.status;
    return {};
}

class Row {
public:
    Row(const UsbSerialPort& data, Boards boards, std::span<const UsbSerialPort> all)
        : data_{data}, boards_{std::move(boards)}, control_{control_port_of(data, *boards_.front(), all)} {
        row_.id = stable_id(data, all);
        row_.matched_by = "usb strings";
        for (const auto* board : boards_) row_.candidates.push_back(board->name);
    }

    void ask_operator(const boards::OperatorBook& book) { assigned_ = book.board_of(row_.id); }

    /// Keeps the candidates whose parts are all there.
    void ask_parts(const AskParts& ask) {
        if (!ask || control_ == nullptr) return;
        const auto asked = ask(*control_, boards_);
        if (!asked) {
            row_.reason = control_->tty + " cannot be opened: is a miner using it?";
            return;
        }
        row_.matched_by = "parts";
        row_.candidates.clear();
        for (const rig::Candidate& candidate : *asked)
            if (candidate.identification.is_complete()) row_.candidates.push_back(candidate.board);
        if (row_.candidates.empty() && !asked->empty())
            row_.reason = "no known board has these parts: as " + asked->front().board + ", " +
                          boards::mismatches(asked->front().identification);
    }

    [[nodiscard]] Detected judge(bool (*may_open)(const std::string&)) && {
        choose();
        row_.spec = "serial:" + data_.tty + "?board=" + (row_.board.empty() ? "NAME" : row_.board);
        if (control_ != nullptr) row_.spec += "&control=" + control_->tty;
        if (control_ == nullptr)
            row_.reason = "its control port is missing: unplug it and plug it in again";
        else if (!may_open(data_.tty) || !may_open(control_->tty))
            row_.reason = "no permission for " + data_.tty + " and " + control_->tty +
                          ": add your user to the group that owns them";
        else if (row_.reason.empty() && row_.board.empty())
            row_.reason =
                "it can be " + listed(row_.candidates) +
                (row_.matched_by == "parts" ? "; look which one it is, then: adit detect --assign " + row_.id + "=NAME"
                                            : "; adit detect --probe asks its parts");
        else if (row_.reason.empty())
            row_.reason = obstacle(*find(boards_, row_.board));
        row_.usable = row_.reason.empty();
        return std::move(row_);
    }

private:
    /// The operator's word first, but never for a board whose parts were asked and are not there.
    void choose() {
        const auto may_be = [&](const std::string& name) {
            return std::ranges::find(row_.candidates, name) != row_.candidates.end();
        };
        if (assigned_ && may_be(*assigned_)) {
            row_.board = *assigned_;
            row_.matched_by = "assigned";
        } else if (assigned_ && row_.reason.empty()) {
            row_.reason = "was assigned to " + *assigned_ + ", which does not fit: adit detect --forget " + row_.id;
        } else if (row_.candidates.size() == 1) {
            row_.board = row_.candidates.front();
        }
    }

    const UsbSerialPort& data_;
    Boards boards_;
    const UsbSerialPort* control_;
    std::optional<std::string> assigned_;
    Detected row_;
};

}  // namespace

std::vector<Detected> detect(std::span<const UsbSerialPort> ports, std::span<const boards::BoardDefinition> boards,
                             const boards::OperatorBook& book, const Looking& looking) {
    std::vector<Detected> found;
    found.push_back({.spec = "cpu",
                     .board = "",
                     .matched_by = "built in",
                     .usable = true,
                     .reason = "",
                     .id = "",
                     .candidates = {}});
    for (const boards::BoardDefinition& board : boards)
        found.push_back({.spec = "virtual:" + board.name,
                         .board = board.name,
                         .matched_by = "built in",
                         .usable = true,
                         .reason = "emulated",
                         .id = "",
                         .candidates = {}});
    for (const UsbSerialPort& port : ports) {
        Boards fitting = rig::boards_by_strings(port, boards);
        if (fitting.empty()) continue;
        Row row{port, std::move(fitting), ports};
        row.ask_operator(book);
        row.ask_parts(looking.ask);
        found.push_back(std::move(row).judge(looking.may_open));
    }
    return found;
}

}  // namespace adit::miner::cli
