#include "miner/scheduler/judge.hpp"

#include <algorithm>

namespace adit::miner {
namespace {

std::uint32_t header_version(const driver::Work& work) noexcept {
    std::uint32_t version = 0;
    for (std::size_t i = 4; i-- > 0;) version = version << 8U | std::to_integer<std::uint32_t>(work.header[i]);
    return version;
}

bool has_version(const driver::Work& work, std::uint32_t version) noexcept {
    if (work.version_count == 0) return (version & ~work.rollable) == header_version(work);
    const auto end = work.versions.begin() + work.version_count;
    return std::find(work.versions.begin(), end, version) != end;
}

}  // namespace

bool is_inside(const driver::Work& work, const driver::Nonce& result) noexcept {
    const std::uint32_t offset = result.nonce - work.first_nonce;  // modulo 2^32, as the interval wraps
    return offset < work.nonce_count && has_version(work, result.version);
}

Judgement judge(const boards::Appetite& appetite, const driver::Work& work, const driver::Nonce& result) noexcept {
    if (!is_inside(work, result)) return {};
    Judgement judgement;
    judgement.hash = driver::sha256::hash_header(driver::sha256::header_of(work, result.version, result.nonce));
    const int zero_bits = driver::sha256::leading_zero_bits(judgement.hash);
    const int floor = appetite.sized_by_rate ? work.claim_bits : appetite.zero_bits;
    if (zero_bits >= work.claim_bits)
        judgement.merit = Merit::credited;
    else if (zero_bits >= floor)
        judgement.merit = Merit::below_claim;
    return judgement;
}

}  // namespace adit::miner
