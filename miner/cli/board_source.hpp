// A board by name or by file: its definition, its envelope, and whose word it stands on.
#pragma once

#include <string>

#include "boards/definition/board_definition.hpp"
#include "boards/host/content_hash.hpp"
#include "boards/host/operator_book.hpp"
#include "boards/safety/profile.hpp"
#include "hal/expected.hpp"
#include "miner/cli/problem.hpp"

namespace adit::miner::cli {

struct BoardSource {
    boards::BoardDefinition definition;
    boards::safety::Profile profile;
    boards::ContentHash content{};
    bool is_shipped{};
    std::string origin;  ///< as it was asked for

    /// Adit ships it and its facts are complete: nobody has to vouch for it.
    [[nodiscard]] bool stands_alone() const { return is_shipped && definition.status == "complete"; }
};

/// True for a path rather than the name of a shipped board: names have neither '.' nor '/'.
[[nodiscard]] bool is_board_file(const std::string& name_or_file);

/// Reads a file once, so that what is judged is what is used. Errors: `usage` (no such board), `config` (a file that
/// cannot be read, is wrong, or reaches outside the envelope compiled in).
[[nodiscard]] Expected<BoardSource, Problem> load_board(const std::string& name_or_file);

/// What has to be typed before the board may energise; empty: nothing. (SEAMS section 3.)
[[nodiscard]] std::string approval_wanted(const BoardSource& source, const boards::OperatorBook& book);

}  // namespace adit::miner::cli
