#include "miner/scheduler/duplicate_window.hpp"

#include <cstring>

namespace adit::miner {
namespace {

/// The end of the hash that has no leading zeros.
std::uint64_t key_of(const Hash256& hash) noexcept {
    std::uint64_t key{};
    std::memcpy(&key, hash.data(), sizeof key);
    return key;
}

constexpr std::size_t bucket_of(std::uint64_t key) noexcept { return key % DuplicateWindow::capacity; }

}  // namespace

DuplicateWindow::DuplicateWindow() : entries_(capacity), buckets_(capacity, none) {}

bool DuplicateWindow::contains(std::uint64_t key) const noexcept {
    for (std::uint16_t i = buckets_[bucket_of(key)]; i != none; i = entries_[i].next)
        if (entries_[i].key == key) return true;
    return false;
}

void DuplicateWindow::unlink(std::uint16_t index) noexcept {
    std::uint16_t* link = &buckets_[bucket_of(entries_[index].key)];
    while (*link != index) link = &entries_[*link].next;
    *link = entries_[index].next;
}

bool DuplicateWindow::insert(const Hash256& hash) noexcept {
    const std::uint64_t key = key_of(hash);
    if (contains(key)) return false;
    const auto index = static_cast<std::uint16_t>(next_);
    if (is_full_) unlink(index);
    entries_[index] = {.key = key, .next = buckets_[bucket_of(key)]};
    buckets_[bucket_of(key)] = index;
    next_ = (next_ + 1) % capacity;
    is_full_ = is_full_ || next_ == 0;
    return true;
}

}  // namespace adit::miner
