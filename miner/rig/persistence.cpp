// See persistence.hpp.
#include "miner/rig/persistence.hpp"

#include <cerrno>
#include <utility>

#include "boards/host/off_board_of.hpp"
#include "boards/host/operator_file.hpp"
#include "boards/safeoff/known_boards.hpp"

namespace adit::miner::rig {

namespace {

using boards::safeoff::OffRecord;
using cli::ExitCode;
using cli::Problem;

Problem problem_of(const boards::StateProblem& problem) {
    const bool is_denied = problem.error_number == EACCES || problem.error_number == EPERM;
    return {is_denied ? ExitCode::permission : ExitCode::config, "state directory: " + problem.what};
}

/// None: no steps are known that switch the board off from outside.
std::optional<OffRecord> off_record_of(const KeptDevice& device) {
    const auto board = boards::off_board_of(device.board);
    if (!board) return std::nullopt;
    return boards::safeoff::make_off_record(*board, device.stable_id, device.control_port);
}

}  // namespace

Persistence::Persistence(std::string named_dir, LogSink log) : named_dir_{std::move(named_dir)}, log_{std::move(log)} {}

std::string Persistence::directory() const {
    return named_dir_.empty() ? boards::safeoff::default_state_dir() : named_dir_;
}

Expected<boards::OperatorBook, Problem> Persistence::operator_book() const {
    if (directory().empty()) return boards::OperatorBook{};
    auto book = boards::read_operator_book(directory());
    if (!book) return failure(problem_of(book.error()));
    return *std::move(book);
}

Expected<void, Problem> Persistence::open() {
    if (journal_) return {};
    const std::string directory = this->directory();
    if (directory.empty())
        return failure(Problem{ExitCode::config, "no state directory: name one as state_dir, or set $HOME"});
    auto store = boards::StateStore::open(directory, true);
    if (!store) return failure(problem_of(store.error()));
    auto lock = boards::safeoff::StateLock::take(directory);
    if (!lock && lock.error().by > 0)
        return failure(Problem{ExitCode::config, "state directory " + directory + " is used by process " +
                                                     std::to_string(lock.error().by) + "; name another as state_dir"});
    if (!lock) return failure(problem_of({lock.error().error_number, directory + ": cannot be locked"}));
    lock_ = *std::move(lock);
    store_ = *std::move(store);
    auto for_journal = boards::StateStore::open(directory, false);
    if (!for_journal) return failure(problem_of(for_journal.error()));
    journal_ = std::make_unique<boards::Journal>(*std::move(for_journal), log_);
    return {};
}

Expected<boards::Keeper*, Problem> Persistence::keeper_of(const KeptDevice& device) {
    if (device.is_emulated && named_dir_.empty()) return nullptr;
    if (auto opened = open(); !opened) return failure(Problem{opened.error()});
    auto found = store_->read(device.stable_id);
    if (!found) return failure(problem_of(found.error()));
    const boards::DeviceState nothing{.device = device.stable_id, .kept = {}, .latched_at = 0};
    std::optional<OffRecord> record;
    if (!device.control_port.empty()) {
        record = off_record_of(device);
        // No record, no arming (SEAMS section 3).
        if (!record)
            return failure(
                Problem{ExitCode::config, device.stable_id + ": no safe-off record for " + device.board.name});
    }
    return &journal_->add(found->value_or(nothing), std::move(record));
}

}  // namespace adit::miner::rig
