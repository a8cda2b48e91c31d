// Keeps a chain supplied: pulls boxes, sends jobs, books results. A box lasts until the chain needs the next one: a
// second or less where chips roll versions, milliseconds where they take midstates; a new generation voids it at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "boards/runtime/chain_link.hpp"
#include "boards/runtime/credit_window.hpp"
#include "boards/work_source.hpp"
#include "driver/bm13xx/chain.hpp"

namespace adit::boards {

class WorkFeed {
public:
    /// All must outlive the feed.
    WorkFeed(WorkSource& source, DeviceIndex device, driver::bm13xx::Chain& chain) noexcept
        : source_{source}, device_{device}, chain_{chain} {}

    /// Looks whether there is work, without taking any. At most every 100 ms, at once when the generation changed.
    void look(Instant now);

    /// Sends the next job to a chain at `clock` when one is due. Voids the chain's jobs first when the generation
    /// changed.
    void feed(ChainLink& link, Megahertz clock, Instant now);

    /// The next `feed` sends a job whatever the time.
    void resend() noexcept { next_job_ = Instant{}; }

    /// Voids everything in the chain: its results do not count any more.
    void stop() noexcept;

    /// Books what the chain reported, and tells what it was worth.
    NonceVerdict book(const driver::Nonce& nonce, Instant now);

    /// The last look or feed found work.
    [[nodiscard]] bool has_work() const noexcept { return has_work_; }
    [[nodiscard]] std::optional<Instant> last_verified() const noexcept { return last_verified_; }
    /// Credited work of the last 30 s (or since the first credit) per second.
    [[nodiscard]] HashesPerSecond verified_rate(Instant now) const noexcept { return credit_.rate(now); }
    /// Results must have this many zero bits at present.
    [[nodiscard]] std::uint8_t claim_bits() const noexcept { return claim_bits_; }
    /// Version bits the chip's engines would need beyond those of the present work: engines repeat each other's hashes
    /// and the rate to expect is nominal x 2^-bits.
    [[nodiscard]] int missing_engine_bits() const noexcept { return missing_engine_bits_; }
    [[nodiscard]] Instant next_deadline() const noexcept { return next_job_; }
    /// Begins a new measurement of the verified rate.
    void restart_rate(Instant now) noexcept { credit_.restart(now); }

private:
    [[nodiscard]] bool send(const driver::Work& work, ChainLink& link, Instant now);

    WorkSource& source_;
    DeviceIndex device_;
    driver::bm13xx::Chain& chain_;
    std::uint32_t generation_ = 0;  ///< of the jobs in the chain
    std::uint32_t looked_generation_ = 0;
    Instant next_look_{}, next_job_{};
    CreditWindow credit_;
    std::optional<Instant> last_verified_;
    std::uint8_t claim_bits_ = 0;
    std::uint8_t below_claim_in_a_row_ = 0;
    int missing_engine_bits_ = 0;
    bool has_work_ = false;
};

}  // namespace adit::boards
