// One board under the hands of `adit probe`: opened, its parts asked, and if wanted powered up the way mining does,
// with Supervisor, gate and Runner, until the task is done or the board refuses.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boards/board_status.hpp"
#include "boards/host/identify.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"
#include "miner/rig/open_device.hpp"

namespace adit::miner::cli {

class ProbeSession {
public:
    /// Opens the board and asks its parts. Reads only. Errors: those of `rig::prepare_board`.
    [[nodiscard]] static Expected<ProbeSession, Problem> open(const DeviceSpec& spec, const hal::Clock& clock,
                                                              rig::Persistence& persistence,
                                                              const rig::Surroundings& around);

    [[nodiscard]] const boards::BoardDefinition& board() const noexcept { return board_->definition; }
    [[nodiscard]] const rig::BoardIdentity& identity() const noexcept { return board_->identity; }
    [[nodiscard]] const boards::Identification& identification() const noexcept { return identification_; }
    /// What stands against power.
    [[nodiscard]] const std::vector<std::string>& reasons() const noexcept { return board_->reasons; }

    /// The sensors of the board with its core held off. Once, instead of `run`.
    [[nodiscard]] Expected<boards::BoardStatus, Problem> look();

    /// Powers up, hashes what `source` hands out until `is_done` (asked while hashing), switches off; once. `bench` may
    /// be null. Errors: `safety_stop` (held, tripped, or not hashing in time; nothing or no more was done),
    /// `interrupted`.
    [[nodiscard]] Expected<boards::BoardStatus, Problem> run(boards::WorkSource& source, boards::ChainBench* bench,
                                                             const std::function<bool(Instant hashing_since)>& is_done);

private:
    ProbeSession(rig::PreparedBoard board, const hal::Clock& clock)
        : board_{std::make_unique<rig::PreparedBoard>(std::move(board))}, clock_{&clock} {}
    [[nodiscard]] Expected<std::unique_ptr<rig::Device>, Problem> device();
    [[nodiscard]] Expected<boards::BoardStatus, Problem> watch(
        const rig::Device& device, const std::function<bool(Instant hashing_since)>& is_done) const;

    std::unique_ptr<rig::PreparedBoard> board_;
    const hal::Clock* clock_;
    boards::Identification identification_;
};

}  // namespace adit::miner::cli
