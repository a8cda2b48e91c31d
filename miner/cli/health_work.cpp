// See health_work.hpp.
#include "miner/cli/health_work.hpp"

#include <algorithm>

#include "driver/bm13xx/job.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::miner::cli {

using boards::NonceVerdict;

namespace {

/// Jobs whose results still count: more than any family keeps apart by their ids.
constexpr std::size_t most_given = 64;
/// A chip of these families returns about 256 results a second at difficulty 1; a line at the reset rate takes 1000.
constexpr int chips_per_step = 2;
constexpr int most_ticket_bits = 8;  // of every family; known results have 40 zero bits
constexpr double most_wrong = 0.05;

std::uint8_t claim_for(const HealthSetup& setup) {
    int bits = 0;
    while (bits < most_ticket_bits && (setup.chips >> bits) > chips_per_step) ++bits;
    return static_cast<std::uint8_t>(setup.zero_bits + bits);
}

}  // namespace

HealthWork::HealthWork(const HealthSetup& setup)
    : setup_{setup}, claim_bits_{claim_for(setup)}, chips_(std::max<std::size_t>(1, setup.chips)) {}

bool HealthWork::expects_golden() const noexcept {
    constexpr std::uint8_t silicon = 32;
    return setup_.zero_bits == silicon && setup_.chip->rolls_versions();
}

std::vector<ChipTally> HealthWork::tally() const {
    const std::scoped_lock lock{mutex_};
    return chips_;
}

Expected<driver::Work, boards::NoWork> HealthWork::do_next_work(boards::DeviceIndex, Instant) {
    const std::scoped_lock lock{mutex_};
    if (!given_.empty()) settle(given_.back());
    const std::size_t golden = last_id_ % goldens_.size();
    Given& given = given_.emplace_back();
    given.work = goldens_[golden].work;
    given.golden = golden;
    given.work.id = ++last_id_;
    given.work.generation = 1;
    given.work.claim_bits = claim_bits_;
    if (given_.size() > most_given) given_.pop_front();
    return given.work;
}

/// The job had its time: its known result was found, or missed by the chip whose it was.
void HealthWork::settle(const Given& given) {
    const driver::bm13xx::ChainShape shape{.chips = setup_.chips, .whole = setup_.chips};
    const auto origin = driver::bm13xx::origin_of(*setup_.chip, shape, goldens_[given.golden].nonce);
    ChipTally& chip = chips_[std::min<std::size_t>(origin.chip, chips_.size() - 1)];
    ++chip.golden_due;
    if (given.is_found) ++chip.golden;
}

NonceVerdict HealthWork::do_report(boards::DeviceIndex, const driver::Nonce& nonce) {
    const std::scoped_lock lock{mutex_};
    ChipTally& chip = chips_[std::min<std::size_t>(nonce.chip, chips_.size() - 1)];
    const auto found = std::ranges::find_if(given_, [&](const Given& given) { return given.work.id == nonce.work; });
    if (found == given_.end()) {
        ++chip.wrong;
        return NonceVerdict::unknown_work;
    }
    return judge(*found, nonce, chip);
}

NonceVerdict HealthWork::judge(Given& given, const driver::Nonce& nonce, ChipTally& chip) {
    const auto header = driver::sha256::header_of(given.work, nonce.version, nonce.nonce);
    const int bits = driver::sha256::leading_zero_bits(driver::sha256::hash_header(header));
    if (bits < claim_bits_) {
        ++chip.wrong;
        return bits < setup_.zero_bits ? NonceVerdict::hardware_error : NonceVerdict::below_claim;
    }
    if (!given.seen.emplace(nonce.nonce, nonce.version).second) {
        ++chip.repeated;
        return NonceVerdict::duplicate;
    }
    ++chip.verified;
    const GoldenResult& golden = goldens_[given.golden];
    if (nonce.nonce == golden.nonce && nonce.version == golden.version) given.is_found = true;
    return NonceVerdict::credited;
}

bool is_healthy(const ChipTally& chip, bool expects_golden) noexcept {
    const auto all = static_cast<double>(chip.verified + chip.wrong);
    const bool is_right = chip.verified > 0 && static_cast<double>(chip.wrong) <= most_wrong * all;
    return is_right && !(expects_golden && chip.golden_due > 1 && chip.golden == 0);
}

}  // namespace adit::miner::cli
