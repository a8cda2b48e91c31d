// Work without a pool: headers with known results, handed to one board, and a tally of what every chip made of them.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "boards/work_source.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "miner/cli/golden_results.hpp"

namespace adit::miner::cli {

/// What one chip did.
struct ChipTally {
    std::uint64_t verified{};    ///< results whose hash is as good as it was asked for
    std::uint64_t wrong{};       ///< results whose hash is not, or of work it was never given
    std::uint64_t repeated{};    ///< reported before
    std::uint32_t golden{};      ///< known results it found
    std::uint32_t golden_due{};  ///< known results that were its to find
};

struct HealthSetup {
    const driver::bm13xx::ChipModel* chip{};
    std::uint16_t chips{};
    std::uint8_t zero_bits = 32;  ///< of the device; below 32 it searches a sample, and known results mean nothing
};

class HealthWork final : public boards::WorkSource {
public:
    explicit HealthWork(const HealthSetup& setup);

    /// Whether `golden_due` counts: silicon that rolls versions comes past every nonce of the first ones in time.
    [[nodiscard]] bool expects_golden() const noexcept;
    /// [chips]. Any thread.
    [[nodiscard]] std::vector<ChipTally> tally() const;
    /// Zero bits asked for: fewer results from longer chains.
    [[nodiscard]] std::uint8_t claim_bits() const noexcept { return claim_bits_; }

private:
    struct Given {
        driver::Work work;
        std::size_t golden{};
        bool is_found = false;
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;  ///< nonce, version
    };

    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex device, Instant now) override;
    [[nodiscard]] bool do_has_work(Instant) const override { return true; }
    boards::NonceVerdict do_report(boards::DeviceIndex device, const driver::Nonce& nonce) override;
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return 1; }
    boards::NonceVerdict judge(Given& given, const driver::Nonce& nonce, ChipTally& chip);
    void settle(const Given& given);

    HealthSetup setup_;
    std::uint8_t claim_bits_;
    std::vector<GoldenResult> goldens_ = golden_results();
    mutable std::mutex mutex_;  ///< guards the rest
    std::uint64_t last_id_ = 0;
    std::deque<Given> given_;
    std::vector<ChipTally> chips_;
};

/// Fit for use: found something, no more than one in twenty wrong (HZ-23 acts there), and some of the known results
/// where more than one was due.
[[nodiscard]] bool is_healthy(const ChipTally& chip, bool expects_golden) noexcept;

}  // namespace adit::miner::cli
