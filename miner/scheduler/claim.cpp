#include "miner/scheduler/claim.hpp"

#include <algorithm>
#include <cmath>

namespace adit::miner {
namespace {

constexpr double fewest_results_per_s = 3.0;
constexpr int hardest_scan_claim = 32;       // a scan compares the top word only
constexpr double most_change_per_box = 4.0;  // one odd measurement must not make an hour-long box
constexpr double least_measured = 8.0;       // the scraps at the end of an interval, under 1/8 s, measure nothing
constexpr double slowest_hs = 1.0, fastest_hs = 1e12;
constexpr std::uint64_t fewest_nonces = 256;  // a scan works in groups of lanes

}  // namespace

int chip_claim_bits(const boards::Appetite& appetite, const Target256& share_target) noexcept {
    const int ticket_bits = floor_log2_work(share_target) - int{appetite.zero_bits};
    return appetite.zero_bits + std::clamp<int>(ticket_bits, 0, appetite.max_ticket_bits);
}

bool is_below_floor(const boards::Appetite& appetite, const Target256& share_target) noexcept {
    return floor_log2_work(share_target) < int{appetite.zero_bits};
}

int cpu_claim_bits(HashesPerSecond rate, const Target256& share_target) noexcept {
    const double most = std::max(rate.value, fewest_results_per_s) / fewest_results_per_s;
    return std::clamp(std::min(std::ilogb(most), floor_log2_work(share_target)), 0, hardest_scan_claim);
}

void BoxSizer::asked(std::uint32_t generation, Instant now) noexcept {
    if (hashes_ != 0 && generation == generation_) {
        const double seconds = std::chrono::duration<double>(now - handed_out_at_).count();
        const double measured = seconds > 0 ? static_cast<double>(hashes_) / seconds : fastest_hs;
        const double bounded =
            std::clamp(measured, rate_.value / most_change_per_box, rate_.value * most_change_per_box);
        rate_.value = std::clamp(bounded, slowest_hs, fastest_hs);
    }
    hashes_ = 0;
}

void BoxSizer::handed_out(std::uint32_t generation, std::uint64_t hashes, Instant now) noexcept {
    generation_ = generation;
    const bool is_whole = static_cast<double>(hashes) * least_measured >= rate_.value;
    hashes_ = is_whole ? hashes : 0;
    handed_out_at_ = now;
}

std::uint64_t BoxSizer::nonces(std::uint8_t versions, std::uint64_t left) const noexcept {
    const auto second = static_cast<std::uint64_t>(rate_.value) / std::max<std::uint64_t>(versions, 1);
    return std::min(std::max(second, fewest_nonces), left);
}

}  // namespace adit::miner
