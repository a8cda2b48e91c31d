// From a job and an extranonce2 to the merkle root: the coinbase is hashed as its four pieces lie, so that nothing
// is allocated or copied where boxes are cut. Rules: BIP 22's coinbase path, serialisation without witness.
#pragma once

#include <cstddef>
#include <span>

#include "miner/job.hpp"

namespace adit::miner {

/// SHA-256d of head | extranonce1 | extranonce2 | tail, in SHA output order. No allocation.
[[nodiscard]] Hash256 coinbase_hash(const Job& job, std::span<const std::byte> extranonce2) noexcept;

/// Folds the branch onto a leaf: root = SHA-256d(root | branch[i]). No allocation.
[[nodiscard]] Hash256 merkle_root(const Hash256& leaf, std::span<const Hash256> branch) noexcept;

/// Both of the above: the root a header of this job with this extranonce2 carries.
[[nodiscard]] Hash256 merkle_root(const Job& job, std::span<const std::byte> extranonce2) noexcept;

}  // namespace adit::miner
