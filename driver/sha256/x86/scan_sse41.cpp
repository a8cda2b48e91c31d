// The scan on 4 lanes with SSE4.1, for x86-64 processors without AVX2. Compiled with flags of its own; runs only where
// `CpuFeature::sse41` is usable.
#include "driver/sha256/vector_scan.hpp"
#include "driver/sha256/x86/scans.hpp"
#include "driver/sha256/x86/sse41_lanes.hpp"

namespace adit::driver::sha256 {
namespace {

struct Sse41 : Sse41Lanes {
    static constexpr RoundOrder plain_order{false, false}, shared_order{false, false};
};

}  // namespace

Progress scan_sse41(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    return VectorScan<Sse41>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
