#include "hal/linux/cpu_features.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace adit::hal {
#if defined(__x86_64__)
namespace {

struct Leaf {
    unsigned eax, ebx, ecx, edx;
};

/// All zero when the processor does not have the leaf.
Leaf leaf(unsigned number) noexcept {
    Leaf l{};
    if (__get_cpuid_count(number, 0, &l.eax, &l.ebx, &l.ecx, &l.edx) == 0) return {};
    return l;
}

/// Which register files the operating system saves (XCR0). Only where CPUID shows OSXSAVE.
unsigned saved_state() noexcept {
    unsigned low = 0, high = 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

constexpr bool all_of(unsigned word, unsigned bits) noexcept { return (word & bits) == bits; }

// Bits as in the instruction set reference, volume 2A, CPUID.
constexpr unsigned ssse3_and_sse41 = 1U << 9 | 1U << 19, osxsave = 1U << 27;                         // leaf 1, ECX
constexpr unsigned avx2 = 1U << 5, sha = 1U << 29, avx512_f_bw_vl = 1U << 16 | 1U << 30 | 1U << 31;  // leaf 7, EBX
constexpr unsigned ymm_saved = 0x06, zmm_saved = 0xe6;                                               // XCR0

}  // namespace

CpuFeatures detect_cpu_features() noexcept {
    const Leaf basic = leaf(1), extended = leaf(7);
    const unsigned saved = all_of(basic.ecx, osxsave) ? saved_state() : 0;
    CpuFeatures found;
    if (all_of(basic.ecx, ssse3_and_sse41)) found.add(CpuFeature::sse41);
    if (all_of(extended.ebx, sha)) found.add(CpuFeature::sha_ni);
    if (all_of(extended.ebx, avx2) && all_of(saved, ymm_saved)) found.add(CpuFeature::avx2);
    if (all_of(extended.ebx, avx512_f_bw_vl) && all_of(saved, zmm_saved)) found.add(CpuFeature::avx512);
    return found;
}
#elif defined(__aarch64__)
CpuFeatures detect_cpu_features() noexcept {
    CpuFeatures found{CpuFeature::neon};
    if ((getauxval(AT_HWCAP) & HWCAP_SHA2) != 0) found.add(CpuFeature::armv8_sha2);
    return found;
}
#else
CpuFeatures detect_cpu_features() noexcept { return {}; }
#endif

}  // namespace adit::hal
