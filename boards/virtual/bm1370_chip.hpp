// One emulated BM1370: registers, addressing, jobs in, nonces out, hash counters. Bytes and time in, bytes out.
// Power and reset are told from outside (`set_alive`); without them it hears nothing and remembers nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "boards/virtual/bring_up_witness.hpp"
#include "boards/virtual/chip_voice.hpp"
#include "boards/virtual/faults.hpp"
#include "boards/virtual/hash_clock.hpp"
#include "boards/virtual/host_frame.hpp"
#include "boards/virtual/nonce_search.hpp"
#include "boards/virtual/seeded_random.hpp"
#include "driver/bm13xx/registers.hpp"
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
    std::uint32_t bytes_lost = 0;
};

class Bm1370Chip {
public:
    explicit Bm1370Chip(const ChipSetup& setup);

    /// Core volts present and reset released, or not. Either edge loses all state: 115200 baud, nine-byte replies,
    /// address 0, reset clock.
    void set_alive(bool is_alive, Instant now);
    [[nodiscard]] bool is_alive() const noexcept { return is_alive_; }
    void set_faults(const FaultSet& faults) noexcept;
    /// Loses all state while powered.
    void brown_out(Instant now);

    /// One byte from the host. Lost if the rates differ by more than 5 %.
    void hear(std::byte byte, Baud host_baud, Instant now);
    [[nodiscard]] ChipVoice& voice() noexcept { return voice_; }
    [[nodiscard]] const ChipVoice& voice() const noexcept { return voice_; }

    /// Hashes for this much of the chip's time, which ends at `now`; at most `most_groups` groups of candidates.
    void work(Duration time, Instant now, std::uint64_t most_groups);
    [[nodiscard]] bool is_configured() const noexcept;
    [[nodiscard]] bool is_hashing() const noexcept;
    /// Hashes a second the model computes while it hashes: f x 2040 x 2^(Z - 32) x speed.
    [[nodiscard]] HashesPerSecond rate() const noexcept;
    [[nodiscard]] Megahertz frequency() const noexcept { return clock_.frequency(); }
    [[nodiscard]] Baud baud() const noexcept { return baud_; }
    [[nodiscard]] const ChipTotals& totals() const noexcept { return totals_; }
    [[nodiscard]] std::uint32_t frames_refused() const noexcept { return ear_.refused(); }

    /// Since when register 0x54 has routed the temperature diode; none: it does not.
    [[nodiscard]] std::optional<Instant> diode_routed_since() const noexcept { return diode_since_; }
    void seek(std::uint16_t version_bits, std::uint32_t nonce_wire) { search_.seek(version_bits, nonce_wire); }
    /// Next repetition of a flatlined chip; `Instant::max()` otherwise.
    [[nodiscard]] Instant next_repetition() const noexcept;

private:
    using Registers = std::array<std::uint32_t, 256>;

    void reset(Instant now);
    void execute(const HostFrame& frame, Instant now);
    void read(const HostFrame& frame, Instant now);
    void write(std::uint8_t reg, std::uint32_t value, bool is_addressed, Instant now);
    void write_effects(std::uint8_t reg, std::uint32_t value, Instant now);
    void write_mailbox(std::uint32_t value);
    void take_address(std::uint8_t address);
    void take_job(const HostFrame& frame);
    [[nodiscard]] std::uint32_t value_of(std::uint8_t reg) const;
    [[nodiscard]] std::uint32_t scaled(std::uint64_t hashes) const noexcept;
    [[nodiscard]] SweepGeometry geometry() const noexcept;
    [[nodiscard]] double groups_per_second() const noexcept;
    void count(const CandidateGroup& group) noexcept;
    void report(const CandidateGroup& group, Instant at);
    void say_candidate(const Candidate& candidate, Instant at);
    void say_nonce(const NonceReport& nonce, Instant at);
    void repeat_last(Instant now);

    ChipSetup setup_;
    HostFrameParser ear_;
    ChipVoice voice_;
    HashClock clock_;
    BringUpWitness witness_;
    NonceSearch search_;
    SeededRandom random_;
    FaultSet faults_;
    Registers registers_{};
    std::array<std::array<std::uint8_t, 32>, cores> core_registers_{};
    Baud baud_{};
    Instant hears_from_{};
    std::optional<Instant> diode_since_;
    bool is_alive_ = false, awaits_address_ = false;
    std::uint8_t address_ = 0;
    double group_debt_ = 0.0;
    std::array<std::uint64_t, 4> domain_hashes_{};
    std::uint64_t clearable_from_ = 0;
    std::uint32_t error_count_ = 0, overflow_count_ = 0;
    std::optional<NonceReport> last_report_;
    Instant last_repetition_{};
    ChipTotals totals_;
};

}  // namespace adit::boards::virtual_device
