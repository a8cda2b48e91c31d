// Counts what a thread allocates and frees while it says it is on the hot path. Replaces operator new and delete of
// the test executable (counted_memory.cpp).
#pragma once

#include <cstdint>

namespace adit::miner::testing {

/// Allocations and releases by this thread while a `HotPath` of it was alive.
[[nodiscard]] std::uint64_t counted_memory_calls() noexcept;

class HotPath {
public:
    HotPath() noexcept;
    ~HotPath();
    HotPath(const HotPath&) = delete;
    HotPath& operator=(const HotPath&) = delete;
};

}  // namespace adit::miner::testing
