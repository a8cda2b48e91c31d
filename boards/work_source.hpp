// Where boards and CPU workers get their work and take their results. The scheduler (a layer above) implements it.
#pragma once

#include <cstdint>

#include "driver/work.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"
#include "hal/units.hpp"

namespace adit::boards {

/// Index of an attached device, handed out in order of attachment. The stable name lives beside it.
enum class DeviceIndex : std::uint16_t {};

enum class NoWork : std::uint8_t {
    no_job,     ///< no pool has given a job yet, or the last one is too old
    exhausted,  ///< every box of the current job is taken: wait for the next job
};

/// What became of a reported nonce after the host hashed it.
enum class NonceVerdict : std::uint8_t {
    credited,        ///< meets the claim; counts as verified work
    share,           ///< as `credited`, and meets the pool's target
    below_claim,     ///< meets the device's zero bits but not the claim: its ticket register was lost
    hardware_error,  ///< the hash has fewer zero bits than the device can return
    duplicate,       ///< this very result was reported before
    unknown_work,    ///< names no work this device was given lately
    stale,           ///< good, but its job is void
};

/// What a device can chew; decides how boxes are cut for it.
struct Appetite {
    bool rolls_versions = false;  ///< true: hand out version_count = 0 and the whole nonce interval (BM136x and later)
    std::uint8_t versions = 1;    ///< otherwise: how many explicit versions per box, 1..16
    bool sized_by_rate = false;   ///< CPU-like: boxes of about a second at the measured rate
    std::uint8_t zero_bits = 32;  ///< Z of SEAMS section 1: leading zero bits of the easiest result it can return
    std::uint8_t max_ticket_bits = 8;  ///< log2 of the hardest ticket difficulty
};

class WorkSource {
public:
    virtual ~WorkSource() = default;

    /// Cuts the next box for `device`. Any thread. Errors: see `NoWork`.
    [[nodiscard]] Expected<driver::Work, NoWork> next_work(DeviceIndex device, Instant now) {
        return do_next_work(device, now);
    }

    /// Whether `next_work` would find a job now; hands nothing out. For whoever has to power up first. Any thread.
    [[nodiscard]] bool has_work(Instant now) const { return do_has_work(now); }

    /// Re-hashes a result and books it. Any thread; no allocation.
    NonceVerdict report(DeviceIndex device, const driver::Nonce& nonce) { return do_report(device, nonce); }

    /// Changes whenever handed-out work became void. Any thread, lock-free.
    [[nodiscard]] std::uint32_t generation() const noexcept { return do_generation(); }

protected:
    WorkSource() = default;
    WorkSource(const WorkSource&) = default;
    WorkSource& operator=(const WorkSource&) = default;

private:
    virtual Expected<driver::Work, NoWork> do_next_work(DeviceIndex device, Instant now) = 0;
    [[nodiscard]] virtual bool do_has_work(Instant now) const = 0;
    virtual NonceVerdict do_report(DeviceIndex device, const driver::Nonce& nonce) = 0;
    [[nodiscard]] virtual std::uint32_t do_generation() const noexcept = 0;
};

}  // namespace adit::boards
