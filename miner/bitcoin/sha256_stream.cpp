// Block filling and padding as in FIPS 180-4, 5.1.1.
#include "miner/bitcoin/sha256_stream.hpp"

#include <algorithm>

namespace adit::miner {
namespace {

constexpr std::size_t length_at = 56;  // where the message length in bits begins in the last block

Hash256 digest_of(const driver::sha256::State& state) noexcept {
    Hash256 digest;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::byte>(state[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
    return digest;
}

}  // namespace

void Sha256Stream::clear_rest() noexcept {
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(filled_), block_.end(), std::byte{});
}

void Sha256Stream::take_block() noexcept {
    state_ = driver::sha256::compress(state_, block_);
    filled_ = 0;
}

void Sha256Stream::update(std::span<const std::byte> bytes) noexcept {
    total_ += bytes.size();
    while (!bytes.empty()) {
        const std::size_t count = std::min(bytes.size(), block_.size() - filled_);
        std::copy_n(bytes.begin(), count, block_.begin() + static_cast<std::ptrdiff_t>(filled_));
        filled_ += count;
        bytes = bytes.subspan(count);
        if (filled_ == block_.size()) take_block();
    }
}

void Sha256Stream::finish() noexcept {
    const std::uint64_t bits = total_ * 8;
    block_[filled_++] = std::byte{0x80};
    if (filled_ > length_at) {
        clear_rest();
        take_block();
    }
    clear_rest();
    for (std::size_t i = 0; i < 8; ++i) block_[length_at + i] = static_cast<std::byte>(bits >> (56 - 8 * i) & 0xff);
    take_block();
}

Hash256 Sha256Stream::finish_twice() noexcept {
    finish();
    const Hash256 once = digest_of(state_);
    *this = Sha256Stream{};
    update(once);
    finish();
    return digest_of(state_);
}

}  // namespace adit::miner
