// Why a board does what it does, what happens next, and what a person can do about it: sentences for the log, the live
// view and JSON. Made of names, as `BoardStatus` has them.
#pragma once

#include <string>
#include <string_view>

#include "boards/board_status.hpp"

namespace adit::miner::cli {

struct BoardStory {
    std::string why;     ///< one sentence; empty for a board that hashes as it should
    std::string next;    ///< what Adit does without being asked; empty when there is nothing to say
    std::string remedy;  ///< what a person should look at or run; empty when nothing is to be done
};

/// A board that waits at its arming list tells the first of the bits nobody but a person can clear.
[[nodiscard]] BoardStory story_of(const boards::BoardStatus& board);

/// The three in one line, in quotes' reach: no line break, no double quote.
[[nodiscard]] std::string story_text(const boards::BoardStatus& board);

/// What to do about a reason of the Supervisor or a bit of the arming list, by name; empty for those that pass alone.
[[nodiscard]] std::string_view remedy_of(std::string_view name) noexcept;

}  // namespace adit::miner::cli
