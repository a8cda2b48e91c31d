// The scans for x86-64 instruction sets. Contract: `ScanFunction`; each only where its features are usable.
#pragma once

#include "driver/sha256/scan_job.hpp"

namespace adit::driver::sha256 {

/// 4 lanes, SSE4.1 and SSSE3.
Progress scan_sse41(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept;
/// 8 lanes.
Progress scan_avx2(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept;
/// 16 lanes, AVX-512F and BW.
Progress scan_avx512(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                     std::size_t room) noexcept;
/// 2 nonces at a time in the SHA unit.
Progress scan_shani(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept;

}  // namespace adit::driver::sha256
