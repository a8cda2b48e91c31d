// The demo pool's coinbases and merkle branches are real ones.
#include "miner/net/demo_job.hpp"

#include <algorithm>

#include "driver/sha256/sha256.hpp"
#include "miner/bitcoin/hex.hpp"
#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::net;

namespace {

Hash256 pair(const Hash256& left, const Hash256& right) {
    Bytes both{left.begin(), left.end()};
    both.insert(both.end(), right.begin(), right.end());
    return driver::sha256::hash_twice(both);
}

/// The whole tree, the way a node builds it.
Hash256 root_of(std::vector<Hash256> row) {
    while (row.size() > 1) {
        if (row.size() % 2 == 1) row.push_back(row.back());
        for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = pair(row[2 * i], row[2 * i + 1]);
        row.resize(row.size() / 2);
    }
    return row[0];
}

}  // namespace

TEST_CASE("heights are pushed as BIP34 wants it: shortest little-endian, positive") {
    CHECK(to_hex(push_height(1)) == "0101");
    CHECK(to_hex(push_height(127)) == "017f");
    CHECK(to_hex(push_height(128)) == "028000");
    CHECK(to_hex(push_height(709)) == "02c502");
    CHECK(to_hex(push_height(900'000)) == "03a0bb0d");
}

TEST_CASE("a branch leads from the coinbase to the root of the whole tree") {
    for (std::size_t count = 0; count <= 17; ++count) {
        CAPTURE(count);
        std::vector<Hash256> leaves(count + 1);
        for (std::size_t i = 0; i < leaves.size(); ++i) leaves[i][0] = static_cast<std::byte>(i + 1);
        auto root = leaves[0];
        for (const auto& hash : coinbase_branch({leaves.begin() + 1, leaves.end()})) root = pair(root, hash);
        CHECK(root == root_of(leaves));
    }
}

TEST_CASE("a coinbase spends nothing, names its height, leaves room for the extranonces and pays the subsidy") {
    DemoChain chain{{0x1d00ffff, 5, 12}, 1};
    const auto job = chain.next(true, 1'700'000'000);
    const auto head = to_hex(job->head);
    const auto null_input = "0100000001" + std::string(64, '0') + "ffffffff";
    CHECK(head.starts_with(null_input));
    const auto script_length = static_cast<std::size_t>(job->head[41]);
    CHECK(script_length == job->head.size() - 42 + 12);
    CHECK(script_length <= 100);
    CHECK(head.substr(84).starts_with(to_hex(push_height(job->height))));
    CHECK(to_hex(job->tail).starts_with("ffffffff01"));
    CHECK(to_hex(job->tail).substr(10, 16) == "205fa01200000000");  // 3.125 coins
}

TEST_CASE("jobs on one block keep its previous hash and differ in their transactions") {
    DemoChain chain{{0x1d00ffff, 5, 12}, 1};
    const auto first = chain.next(false, 1), second = chain.next(false, 1), third = chain.next(true, 1);
    CHECK(first->clean);  // nothing was there before
    CHECK_FALSE(second->clean);
    CHECK(third->clean);
    CHECK(first->prev_hash == second->prev_hash);
    CHECK(second->prev_hash != third->prev_hash);
    CHECK(first->branch != second->branch);
    CHECK(first->branch.size() == 3);
    CHECK(third->height == second->height + 1);
    CHECK(first->id != second->id);
}

TEST_CASE("the same seed deals the same chain") {
    DemoChain one{{0x1d00ffff, 5, 12}, 9}, two{{0x1d00ffff, 5, 12}, 9}, other{{0x1d00ffff, 5, 12}, 10'000};
    const auto line = notify_line(*one.next(true, 5));
    CHECK(line == notify_line(*two.next(true, 5)));
    CHECK(line != notify_line(*other.next(true, 5)));
}
