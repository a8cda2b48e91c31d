#include "miner/bench/add_chain.hpp"

#include <algorithm>

namespace adit::miner::bench {
namespace {

/// Five dependent additions.
inline void add_five_times(std::uint64_t& sum, std::uint64_t term) noexcept {
#if defined(__x86_64__)
    __asm__ volatile("add %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0\n\tadd %1, %0"
                     : "+r"(sum)
                     : "r"(term)
                     : "cc");
#elif defined(__aarch64__)
    __asm__ volatile("add %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1\n\tadd %0, %0, %1"
                     : "+r"(sum)
                     : "r"(term));
#else
    for (int i = 0; i < 5; ++i) {
        sum += term;
        __asm__ volatile("" : "+r"(sum));
    }
#endif
}

}  // namespace

void run_add_chain(std::uint64_t adds) noexcept {
    std::uint64_t sum = 1, term = 3;
    __asm__ volatile("" : "+r"(term));  // or it might be folded into the additions
    for (std::uint64_t done = 0; done < adds; done += add_chain_turn) {
        add_five_times(sum, term);
        add_five_times(sum, term);
        add_five_times(sum, term);
        add_five_times(sum, term);
    }
}

double measure_hertz(AddChain chain, const hal::Clock& thread) noexcept {
    constexpr std::uint64_t adds = 200'000;
    constexpr int runs = 3;
    double fastest = 0;
    for (int i = 0; i < runs; ++i) {
        const Instant start = thread.now();
        chain(adds);
        const double seconds = std::chrono::duration<double>(thread.now() - start).count();
        if (seconds > 0) fastest = std::max(fastest, static_cast<double>(adds) / seconds);
    }
    return fastest;
}

}  // namespace adit::miner::bench
