// Before a rate counts: does the engine find what is there, and nothing else?
#pragma once

#include "miner/bench/subject.hpp"

namespace adit::miner::bench {

/// Scans 3,001 nonces across the end of the nonce space for three zero bits, and compares the set of hits with the
/// portable engine's. Takes `versions` x 3,001 hashes of each.
[[nodiscard]] bool agrees_with_portable(const Subject& subject);

/// Scans around the solution of a real block: exactly that nonce, at the right one of the subject's versions.
[[nodiscard]] bool finds_planted(const Subject& subject);

[[nodiscard]] inline bool agrees(const Subject& subject) {
    return finds_planted(subject) && agrees_with_portable(subject);
}

}  // namespace adit::miner::bench
