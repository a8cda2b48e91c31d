// One emulated BM13xx of any family: registers, addressing, jobs in, nonces out, hash counters. It hears whole frames
// and speaks onto the line of its chain (virtual_chain.hpp), which knows who is addressed first and who is cut off.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "boards/virtual/bring_up_witness.hpp"
#include "boards/virtual/chain_line.hpp"
#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/faults.hpp"
#include "boards/virtual/hash_clock.hpp"
#include "boards/virtual/nonce_search.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "boards/virtual/work_pace.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct ChipSetup {
    std::uint8_t zero_bits = 10;
    double speed = 1.0;
    std::uint64_t seed = 1;
    bool measures_pauses = true;  ///< deaf for 20 ms after reset, and see `HashClock`
};

struct ChipTotals {
    std::uint64_t hashes = 0;
    std::uint64_t nonces = 0;  ///< reports sent
    std::uint32_t jobs = 0;    ///< accepted
};

/// Time as a chip needs it: of the world, and how much hashing time has gone by (less, where a host falls behind).
struct ChipTime {
    Instant now;
    Duration hashed{};
};

class VirtualChip {
public:
    VirtualChip(const ChipTraits& traits, const ChainPlace& place, const ChipSetup& setup, ChainLine& line);

    /// Powered and out of reset, or not. Either edge loses all state: 115200 baud, nine-byte replies, address 0, reset
    /// clock.
    void set_alive(bool is_alive, Instant now);
    [[nodiscard]] bool is_alive() const noexcept { return is_alive_; }
    void set_faults(const FaultSet& faults, ChipTime time);
    [[nodiscard]] const FaultSet& faults() const noexcept { return faults_; }
    /// Loses all state while powered: a core brown-out.
    void brown_out(Instant now);
    /// Its reports do not get through: a chip nearer the host is dead.
    void set_cut_off(bool is_cut_off) noexcept { is_cut_off_ = is_cut_off; }
    void set_temperature(Celsius temperature) noexcept { temperature_ = temperature; }

    /// True once it listens after reset.
    [[nodiscard]] bool hears(Instant since) const noexcept { return is_alive_ && since >= hears_from_; }
    [[nodiscard]] bool awaits_address() const noexcept { return awaits_address_; }
    void take_address(std::uint8_t address);
    void stop_forwarding() noexcept;
    /// `command_address` names this chip, by the family's scale.
    [[nodiscard]] bool is_named(std::uint8_t command_address) const noexcept;
    void write(std::uint8_t reg, std::uint32_t value, bool is_addressed, ChipTime time);
    void read(std::uint8_t reg, bool is_broadcast, Instant now);
    void take_job(std::shared_ptr<const MiningJob> job, ChipTime time);

    /// Hashes what is due by `time`, at most `most_groups` groups of candidates; what is beyond is dropped.
    void work(ChipTime time, std::uint64_t most_groups, VersionBatches& batches);
    /// Hashing time at which the next group is due; `Duration::max()`: never.
    [[nodiscard]] Duration next_group() const noexcept { return is_hashing() ? pace_.next() : Duration::max(); }
    /// Next repetition of a flatlined chip; `Instant::max()` otherwise.
    [[nodiscard]] Instant next_repetition() const noexcept;

    [[nodiscard]] bool is_configured() const noexcept;
    [[nodiscard]] bool is_hashing() const noexcept;
    /// What bring-up still lacks.
    [[nodiscard]] Marks missing() const noexcept { return witness_.missing(); }
    /// Hashes a second the model computes while it hashes: f x engines x 2^(Z - 32) x speed.
    [[nodiscard]] HashesPerSecond rate() const noexcept;
    [[nodiscard]] Megahertz frequency() const noexcept { return clock_.frequency(); }
    [[nodiscard]] Baud baud() const noexcept { return baud_; }
    [[nodiscard]] std::uint8_t address() const noexcept { return address_; }
    [[nodiscard]] const ChipTotals& totals() const noexcept { return totals_; }
    /// Since when the temperature diode has been routed to its pins; none: it is not.
    [[nodiscard]] std::optional<Instant> diode_routed_since() const noexcept { return diode_since_; }
    void seek(std::uint16_t roll, std::uint32_t nonce_wire) { search_.seek(roll, nonce_wire); }

private:
    using Registers = std::array<std::uint32_t, 256>;
    using CoreRegisters = std::array<std::uint8_t, 32>;

    void reset(Instant now);
    void reset_cores();
    void write_effects(std::uint8_t reg, std::uint32_t value, Instant now);
    void write_clock(std::uint32_t word, Instant now);
    void write_mailbox(std::uint32_t value, bool is_addressed);
    void write_cores(std::uint32_t value, bool is_addressed);
    void route_diode(std::uint32_t value, Instant now);
    void update_pace(Duration hashed);
    [[nodiscard]] std::uint32_t value_of(std::uint8_t reg, Instant now) const;
    [[nodiscard]] std::optional<std::uint32_t> counter_of(std::uint8_t reg) const;
    [[nodiscard]] std::uint32_t rate_word(std::uint32_t stored, Instant now) const;
    [[nodiscard]] std::uint32_t temperature_word() const noexcept;
    [[nodiscard]] std::uint32_t scaled(std::uint64_t hashes) const noexcept;
    [[nodiscard]] std::uint32_t ticket() const noexcept { return registers_[traits_->places.ticket]; }
    [[nodiscard]] bool is_long() const noexcept;
    /// Time of the relays between this chip and the host.
    [[nodiscard]] Duration relay_time() const noexcept;
    [[nodiscard]] bool is_read_only(std::uint8_t reg) const noexcept;

    [[nodiscard]] SweepGeometry geometry() const noexcept;
    [[nodiscard]] std::uint8_t nonce_address() const noexcept;
    [[nodiscard]] std::uint64_t window() const noexcept;
    [[nodiscard]] std::uint32_t first_offset() const noexcept;
    [[nodiscard]] double hashes_per_clock_and_engine() const noexcept;
    [[nodiscard]] double groups_per_second() const noexcept;
    void examine(const CandidateGroup& group, Instant at);
    void report(const Candidate& candidate, Instant at);
    [[nodiscard]] std::uint8_t job_byte(std::uint16_t roll) const noexcept;
    void say_nonce(const NonceReport& nonce, Instant at);
    void repeat_last(Instant now);

    const ChipTraits* traits_;
    ChainPlace place_;
    ChipSetup setup_;
    std::uint64_t stride_;  ///< of so many positions the model tests one
    ChainLine* line_;
    HashClock clock_;
    BringUpWitness witness_;
    NonceSearch search_;
    WorkPace pace_;
    SeededRandom random_;
    FaultSet faults_;
    Registers registers_{};
    std::vector<CoreRegisters> core_registers_;
    Baud baud_{};
    Instant reset_at_{}, hears_from_{};
    std::optional<Instant> diode_since_;
    Celsius temperature_{25.0};
    bool is_alive_ = false, awaits_address_ = false, is_rolling_ = false, has_divider_ = false;
    bool is_cut_off_ = false;
    std::uint8_t address_ = 0;
    std::uint16_t opened_ = 0;
    std::array<std::uint64_t, 4> domain_hashes_{};
    std::uint64_t clearable_from_ = 0;
    std::uint32_t error_count_ = 0, overflow_count_ = 0;
    std::optional<NonceReport> last_report_;
    Instant last_repetition_{};
    ChipTotals totals_;
};

}  // namespace adit::boards::virtual_device
