// See processors.hpp. sched_setaffinity(2) with 0 changes the calling thread only.
#include "miner/bench/processors.hpp"

#include <sched.h>

#include <span>

namespace adit::miner::bench {
namespace {

bool restrict_to(std::span<const int> numbers) noexcept {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const int number : numbers) CPU_SET(static_cast<unsigned>(number), &set);
    return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

}  // namespace

std::vector<int> allowed_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> numbers;
    if (::sched_getaffinity(0, sizeof set, &set) != 0) return numbers;
    for (int number = 0; number < CPU_SETSIZE; ++number)
        if (CPU_ISSET(static_cast<unsigned>(number), &set)) numbers.push_back(number);
    return numbers;
}

bool pin_to_processor(int number) noexcept { return restrict_to(std::span{&number, 1}); }

Pinned::Pinned(int number) : before_{allowed_processors()}, is_pinned_{pin_to_processor(number)} {}

Pinned::~Pinned() {
    if (is_pinned_ && !before_.empty()) (void)restrict_to(before_);
}

}  // namespace adit::miner::bench
