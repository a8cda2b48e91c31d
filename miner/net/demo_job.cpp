// Building coinbases, branches and the notify line.
#include "miner/net/demo_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "driver/sha256/sha256.hpp"
#include "miner/bitcoin/hex.hpp"

namespace adit::miner::net {
namespace {

constexpr std::uint32_t job_version = 0x20000000;             // BIP9 top bits
constexpr std::uint64_t first_subsidy = 50ULL * 100'000'000;  // satoshi; halves every 210,000 blocks
constexpr std::uint32_t halving_interval = 210'000;
constexpr std::string_view tag = "/adit demo/";

void append(Bytes& to, std::span<const std::byte> bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

void append_text(Bytes& to, std::string_view text) { append(to, std::as_bytes(std::span{text})); }

void append_le(Bytes& to, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) to.push_back(static_cast<std::byte>(number >> (8 * i)));
}

void append_fill(Bytes& to, std::size_t count, std::uint8_t value) { to.insert(to.end(), count, std::byte{value}); }

/// One output to a pay-to-witness-key-hash script of zeros: nobody's money, right in form.
Bytes outputs(std::uint32_t height) {
    Bytes bytes;
    append_le(bytes, 1, 1);  // count
    append_le(bytes, first_subsidy >> (height / halving_interval), 8);
    append_le(bytes, 22, 1);  // script: OP_0, push 20
    append_le(bytes, 0x1400, 2);
    append_fill(bytes, 20, 0);
    return bytes;
}

Hash256 hash_pair(const Hash256& left, const Hash256& right) {
    std::array<std::byte, 64> both;
    std::copy(left.begin(), left.end(), both.begin());
    std::copy(right.begin(), right.end(), both.begin() + 32);
    return driver::sha256::hash_twice(both);
}

/// Header order to the notify field: every 4-byte word reversed.
Hash256 reverse_words(Hash256 hash) {
    for (std::size_t i = 0; i < hash.size(); i += 4) {
        std::reverse(hash.begin() + static_cast<std::ptrdiff_t>(i), hash.begin() + static_cast<std::ptrdiff_t>(i) + 4);
    }
    return hash;
}

}  // namespace

Bytes push_height(std::uint32_t height) {
    Bytes number;
    for (auto rest = height; rest != 0; rest >>= 8U) number.push_back(static_cast<std::byte>(rest));
    if (!number.empty() && (number.back() & std::byte{0x80}) != std::byte{}) number.push_back(std::byte{});  // sign
    Bytes push{static_cast<std::byte>(number.size())};
    append(push, number);
    return push;
}

std::vector<Hash256> coinbase_branch(std::vector<Hash256> others) {
    std::vector<Hash256> branch;
    while (!others.empty()) {
        branch.push_back(others.front());
        std::vector<Hash256> row;
        for (std::size_t i = 1; i < others.size(); i += 2) {
            row.push_back(hash_pair(others[i], others[std::min(i + 1, others.size() - 1)]));
        }
        others = std::move(row);
    }
    return branch;
}

std::string notify_line(const DemoJob& job) {
    std::string branch;
    for (const auto& hash : job.branch) branch += fmt::format("{}\"{}\"", branch.empty() ? "" : ",", to_hex(hash));
    return fmt::format(R"({{"id":null,"method":"mining.notify","params":["{}","{}","{}","{}",[{}],"{}","{}","{}",{}]}})"
                       "\n",
                       job.id, to_hex(reverse_words(job.prev_hash)), to_hex(job.head), to_hex(job.tail), branch,
                       hex32(job.version), hex32(job.nbits), hex32(job.ntime), job.clean);
}

DemoChain::DemoChain(const Recipe& recipe, std::uint64_t seed) : recipe_{recipe}, random_{seed} {}

DemoJobPtr DemoChain::next(bool new_block, std::uint32_t ntime) {
    const bool first = serial_ == 0;
    if (new_block || first) {
        prev_hash_ = random_hash();
        std::fill(prev_hash_.end() - 4, prev_hash_.end(), std::byte{});  // looks like work was done on it
        ++height_;
    }
    auto job = std::make_shared<DemoJob>();
    job->id = fmt::format("{:x}", ++serial_);
    job->prev_hash = prev_hash_;
    job->branch = random_branch();
    job->version = job_version;
    job->nbits = recipe_.nbits;
    job->ntime = ntime;
    job->height = height_;
    job->clean = new_block || first;
    build_coinbase(*job);
    return job;
}

void DemoChain::build_coinbase(DemoJob& job) const {
    Bytes script = push_height(job.height);
    append_le(script, tag.size(), 1);
    append_text(script, tag);
    append_le(script, recipe_.extranonce_bytes, 1);

    append_le(job.head, 1, 4);  // transaction version
    append_le(job.head, 1, 1);  // one input, from nowhere
    append_fill(job.head, 32, 0);
    append_fill(job.head, 4, 0xff);
    append_le(job.head, script.size() + recipe_.extranonce_bytes, 1);
    append(job.head, script);

    append_fill(job.tail, 4, 0xff);  // sequence
    append(job.tail, outputs(job.height));
    append_le(job.tail, 0, 4);  // lock time
}

/// The generator only has to be different every time: the hash of a counter.
Hash256 DemoChain::random_hash() {
    Bytes counter;
    append_le(counter, random_++, 8);
    return driver::sha256::hash_twice(counter);
}

std::vector<Hash256> DemoChain::random_branch() {
    std::vector<Hash256> transactions(recipe_.transactions);
    for (auto& transaction : transactions) transaction = random_hash();
    return coinbase_branch(std::move(transactions));
}

}  // namespace adit::miner::net
