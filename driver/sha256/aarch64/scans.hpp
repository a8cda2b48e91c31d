// The scans for 64-bit ARM. Contract: `ScanFunction`; each only where its features are usable.
#pragma once

#include "driver/sha256/scan_job.hpp"

namespace adit::driver::sha256 {

/// 4 lanes of Advanced SIMD, which every 64-bit ARM processor has.
Progress scan_neon(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept;
/// 2 nonces at a time in the SHA-256 extension of Armv8.
Progress scan_armv8(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits, std::size_t room) noexcept;

}  // namespace adit::driver::sha256
