// Coinbase and branch hashing.
#include "miner/bitcoin/merkle.hpp"

#include "miner/bitcoin/sha256_stream.hpp"

namespace adit::miner {

Hash256 coinbase_hash(const Job& job, std::span<const std::byte> extranonce2) noexcept {
    Sha256Stream stream;
    stream.update(job.coinbase_head);
    stream.update(job.extranonce1);
    stream.update(extranonce2);
    stream.update(job.coinbase_tail);
    return stream.finish_twice();
}

Hash256 merkle_root(const Hash256& leaf, std::span<const Hash256> branch) noexcept {
    Hash256 root = leaf;
    for (const Hash256& sibling : branch) {
        Sha256Stream stream;
        stream.update(root);
        stream.update(sibling);
        root = stream.finish_twice();
    }
    return root;
}

Hash256 merkle_root(const Job& job, std::span<const std::byte> extranonce2) noexcept {
    return merkle_root(coinbase_hash(job, extranonce2), job.merkle_branch);
}

}  // namespace adit::miner
