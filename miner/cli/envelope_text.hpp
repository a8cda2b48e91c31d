// Says in a board file's own words what of it reaches outside the compiled envelope, and how far it may go.
#pragma once

#include <string>
#include <string_view>

#include "boards/definition/board_definition.hpp"
#include "boards/safety/envelope.hpp"

namespace adit::miner::cli {

/// "FILE:LINE: `limits.core_max_mv`: …; at most 1300". `text` is the file, for the line; empty: none is given.
[[nodiscard]] std::string explain(const boards::safety::EnvelopeError& error, const boards::BoardDefinition& board,
                                  std::string_view file, std::string_view text);

}  // namespace adit::miner::cli
