// The driver of a chain of BM13xx chips: plans and jobs in, bytes out; bytes in, events out. No I/O, no clock, no
// allocation; the time is an argument. One chain, one owner, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "driver/bm13xx/bring_up.hpp"
#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/counters.hpp"
#include "driver/bm13xx/decoder.hpp"
#include "driver/bm13xx/fast_baud.hpp"
#include "driver/bm13xx/job.hpp"
#include "driver/bm13xx/ramp.hpp"
#include "driver/plan.hpp"
#include "driver/work.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

struct ChainConfig {
    const ChipModel* chip = &bm1370;
    std::uint16_t chips = 1;                         ///< that the board has: 1..128, or fewer as the family allows
    std::uint8_t zero_bits = 32;                     ///< Z: leading zero bits of the easiest result the device returns
    Baud fast_baud{115200};                          ///< equal to the reset rate: the chain never changes speed
    std::uint32_t version_mask = full_version_mask;  ///< bits the chips can roll
    std::uint16_t domains = 1;                       ///< voltage domains in series, equally long

    [[nodiscard]] ChainShape shape() const noexcept { return {chips, domains, fast_baud, chips}; }
};

/// A chip told its identity.
struct ChipSeen {
    std::uint16_t chip_id{};
    std::uint8_t address{};
};
/// A register's value, asked for or not.
struct RegisterValue {
    std::uint8_t address{};
    Register reg{};
    std::uint32_t value{};
};
/// A result of a job that was void when the result was decoded.
struct StaleNonce {
    Nonce nonce;
};
/// A result under a job id that was not used since the last reset.
struct UnknownJob {
    std::uint8_t job_id{};
    std::uint16_t chip{};
};
/// Replies shrank to 9 bytes: a chip reset itself and must be brought up again.
struct ConfigurationLost {};

using Event = std::variant<ChipSeen, RegisterValue, Nonce, StaleNonce, UnknownJob, ConfigurationLost>;

struct ChainCounters {
    std::uint64_t frames = 0;         ///< intact replies
    std::uint64_t crc_failures = 0;   ///< candidates with a preamble that were no reply
    std::uint64_t garbage_bytes = 0;  ///< bytes that belonged to no reply
    std::uint64_t unknown_jobs = 0;
    std::uint64_t inconsistent_nonces =
        0;  ///< engine, midstate and version contradict each other: dropped, a hardware error
    std::uint64_t impossible_cores = 0;  ///< results of a core the chip does not have; the re-hash judges them
    std::uint64_t overrun_bytes = 0;     ///< received faster than events were taken
};

class Chain {
public:
    /// Bytes `receive` can hold before events are taken.
    static constexpr std::size_t receive_capacity = ReplyDecoder::capacity;

    explicit Chain(const ChainConfig& config) noexcept;

    /// The plans of this chain. Their frames go through the energy gate like any other byte. The ramp before the first
    /// job since a reset also completes the bring-up. `fast_baud` is empty for families that change speed during
    /// bring-up.
    [[nodiscard]] BringUp bring_up() const noexcept;
    [[nodiscard]] Ramp ramp(Megahertz from, Megahertz to) const noexcept;
    [[nodiscard]] FastBaud fast_baud() const noexcept;
    /// Chips at whatever rate, and a host that begins at the reset rate: afterwards both are at the fast rate. Empty
    /// for chains that never leave the reset rate.
    [[nodiscard]] FastBaud agree_baud() const noexcept { return FastBaud{*config_.chip, config_.fast_baud}; }
    /// The family changes speed while it is brought up, before the first ramp.
    [[nodiscard]] bool is_fast_before_ramp() const noexcept;

    /// HZ-20: fewer chips answered than the board has. Plans, addresses, nonce shares and rates are for these until the
    /// next `reset`. Clamped to 1..`config().chips`.
    void set_present(std::uint16_t chips) noexcept;
    [[nodiscard]] std::uint16_t present() const noexcept { return shape_.chips; }

    /// What the chips present hash at `clock` when all is well and every job comes in time.
    [[nodiscard]] HashesPerSecond nominal_rate(Megahertz clock) const noexcept;
    /// Broadcast read of the hash clock's register; each chip present answers.
    [[nodiscard]] CommandBytes clock_read() const noexcept;
    /// What such a reply says; none for other registers. Errors: `malformed`.
    [[nodiscard]] std::optional<Expected<Megahertz, PllError>> clock_in(const RegisterValue& value) const noexcept;
    /// The counter that a register's value is; none if it is no counter, or not valid.
    [[nodiscard]] std::optional<CounterReading> counter_in(const RegisterValue& value) const noexcept;
    /// A job that opens one core of every chip (see `ChipModel::open_core_jobs`), valid until the next frame.
    [[nodiscard]] std::span<const std::byte> encode_open_core_job() noexcept;

    /// The frame to send before this work's job because the chips hold another ticket difficulty (or it is unknown);
    /// none if they hold the right one. The caller is taken to send it.
    [[nodiscard]] std::optional<CommandBytes> ticket_update(const Work& work) noexcept;

    /// The same for the version bits that the chips roll.
    [[nodiscard]] std::optional<CommandBytes> version_mask_update(const Work& work) noexcept;

    /// The job frame for `work`, valid until the next call; its results will name `work.id`. Chips that roll versions
    /// roll `work.rollable` from the header's own version and `work.versions` are not used; chips that take midstates
    /// get the first four of `work.versions`, or what `versions_of` makes of `work.rollable`.
    [[nodiscard]] std::span<const std::byte> encode_job(const Work& work) noexcept;

    /// How long a job of this rollability may stay with the chips at `clock`: send the next one by then.
    [[nodiscard]] Duration job_interval(const Work& work, Megahertz clock) const noexcept;

    /// Chain position of the chip that replied with `address`.
    [[nodiscard]] std::uint16_t chip_at_address(std::uint8_t address) const noexcept;

    /// Bits of the engine index that `work.rollable` cannot hold: above 0, engines repeat each other's work and the
    /// expected rate is nominal x 2^-bits. Warn the operator.
    [[nodiscard]] int missing_engine_bits(const Work& work) const noexcept;

    /// Results of the jobs sent so far become `StaleNonce`.
    void void_jobs() noexcept;
    /// A result below the ticket was seen: the register was lost, so write it before the next job.
    void forget_ticket() noexcept;
    /// The chips were reset by hardware: 9-byte replies, no jobs, nothing configured, nothing buffered.
    void reset() noexcept;
    /// Half a reply and what is buffered are forgotten: for `PurgeInput` steps.
    void purge() noexcept;

    /// Takes received bytes. At most `receive_capacity` bytes are held; what does not fit is dropped and counted.
    void receive(std::span<const std::byte> bytes, Instant now) noexcept;

    /// The next event of what was received; none when more bytes are needed. Nonces carry the time of the last
    /// `receive`, so take all events after each.
    [[nodiscard]] std::optional<Event> next_event() noexcept;

    [[nodiscard]] ChainCounters counters() const noexcept;
    [[nodiscard]] const ChainConfig& config() const noexcept { return config_; }

private:
    [[nodiscard]] std::uint32_t rolled_mask(const Work& work) const noexcept;
    [[nodiscard]] std::optional<Event> event_of(const Reply& reply) noexcept;
    [[nodiscard]] std::optional<Event> nonce_event(const NonceReply& reply) noexcept;
    [[nodiscard]] std::optional<std::uint32_t> version_of(const NonceReply& reply, const JobSlot& slot) const noexcept;

    ChainConfig config_;
    ChainShape shape_;  ///< of what is present
    ReplyDecoder decoder_;
    JobSlots slots_;
    JobFrame header_frame_{};
    MidstateFrame midstate_frame_;
    bool has_worked_ = false;  ///< a job was encoded since the last reset
    std::optional<int> ticket_held_;
    std::optional<std::uint32_t> mask_held_;
    Instant received_at_{};
    std::uint64_t unknown_jobs_ = 0, inconsistent_nonces_ = 0, impossible_cores_ = 0, overrun_bytes_ = 0;
};

}  // namespace adit::driver::bm13xx
