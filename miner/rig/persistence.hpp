// Which devices remember anything across restarts, and where. A physical board always does, and is not armed without.
// An emulated one (in process, or behind pseudo terminals) does only when the state directory is named by
// configuration or command line: so tests and demonstrations leave nothing behind.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "boards/definition/board_definition.hpp"
#include "boards/host/journal.hpp"
#include "boards/host/operator_book.hpp"
#include "boards/safeoff/state_path.hpp"
#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::rig {

struct KeptDevice {
    std::string stable_id;
    boards::BoardDefinition board;
    std::string control_port;  ///< empty: nothing outside this process can reach it, so it needs no safe-off record
    bool is_emulated = false;
};

class Persistence {
public:
    using LogSink = std::function<void(std::string_view line)>;

    /// `named_dir`: as configured; empty: not named. Opens nothing yet.
    Persistence(std::string named_dir, LogSink log);

    /// What the operator vouches for, of the directory in use; empty where there is none. Errors: `permission`,
    /// `config` (the book is damaged).
    [[nodiscard]] Expected<boards::OperatorBook, cli::Problem> operator_book() const;

    /// The keeper of a device, valid as long as this; null for one that remembers nothing. The first call opens the
    /// directory and takes its lock. Errors: `config` (no directory, another miner uses it), `permission`.
    [[nodiscard]] Expected<boards::Keeper*, cli::Problem> keeper_of(const KeptDevice& device);

private:
    [[nodiscard]] Expected<void, cli::Problem> open();
    [[nodiscard]] std::string directory() const;

    std::string named_dir_;
    LogSink log_;
    std::optional<boards::StateStore> store_;
    std::optional<boards::safeoff::StateLock> lock_;  ///< outlives the journal
    std::unique_ptr<boards::Journal> journal_;
};

}  // namespace adit::miner::rig
