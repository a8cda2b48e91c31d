// A whole board without the hardware, as its definition describes it: chain, core supply, sensors, fans, heat, and a
// bitaxe-raw bridge in front, also of boards that in life hang on a controller of their own (its lines then are the
// controller's pins). Bytes and the time go in, bytes come out; no thread, no clock, no I/O (see device_server.hpp).
// Written from the public facts about these parts, not from Adit's drivers, so that the two can disagree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "boards/definition/board_definition.hpp"
#include "boards/virtual/board_options.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

/// What is really going on inside, for tests and invariants. No driver may see it. The part of it that is asked for
/// after every event.
struct BoardGlance {
    Millivolts rail{};             ///< core rail now
    Millivolts rail_highest{};     ///< highest the rail has ever been
    bool is_regulator_on = false;  ///< output commanded on and not tripped
    bool is_regulator_tripped = false;
    bool is_reset_released = false;  ///< level of the chip's reset line
    bool is_hashing = false;         ///< a chip does
    Celsius chip_temperature{}, vrm_temperature{};
    Rpm fan_speed{};        ///< of the slowest fan
    Percent fan_duty{};     ///< of the first fan
    Megahertz frequency{};  ///< hash clock of the first chip; 0 while it is dead
    Watts input_power{};
};

/// All of it.
struct BoardObservation : BoardGlance {
    bool is_chip_alive = false;  ///< powered, out of reset
    bool is_configured = false;  ///< bring-up of a chip is complete: a job would be hashed
    Celsius board_temperature{};
    HashesPerSecond hash_rate{};       ///< of the model at this moment, all hashes it really computes
    std::uint64_t hashes_done = 0;     ///< since construction
    std::uint64_t nonces_emitted = 0;  ///< reports sent, duplicates and bad ones included
    Volts input_voltage{};
    Baud chip_baud{};
    std::uint32_t jobs_accepted = 0;
    std::uint32_t frames_refused = 0;   ///< host frames with a bad checksum or shape
    std::uint32_t bytes_lost = 0;       ///< dropped for a wrong baud rate or a full buffer, either direction
    bool is_regulator_bricked = false;  ///< somebody sent a STORE command
    std::uint16_t chips_hashing = 0;
    bool is_io_on = false;  ///< supply of the chips' I/O; always, where nothing switches it
    bool is_unplugged = false;
};

class VirtualBoard {
public:
    /// Under supply, core off, reset asserted, fans at rest, everything at ambient temperature. `definition` as it is:
    /// apply `with_overrides` first.
    VirtualBoard(const BoardDefinition& definition, const BoardOptions& options, Instant start);
    VirtualBoard(VirtualBoard&&) noexcept;
    VirtualBoard& operator=(VirtualBoard&&) noexcept;
    ~VirtualBoard();

    /// One packet from the host on the control port (bitaxe-raw in the dialect of the definition; one request
    /// outstanding). All calls bring the model up to `now` first; a `now` before the last one counts as the last one.
    void control_received(std::span<const std::byte> bytes, Instant now);
    /// Takes bytes for the host off the control port; returns how many.
    [[nodiscard]] std::size_t control_pending(std::span<std::byte> into, Instant now);
    /// Nothing is on its way to the host on the control port.
    [[nodiscard]] bool is_control_idle() const noexcept;
    /// The host closed the control port: some firmwares then switch the board off, the plain one goes on as it is.
    void control_closed(Instant now);

    /// Bytes from the host on the data port, sent at `host_baud`. They arrive at once; those that meet a chip more
    /// than 5 % away from that rate are lost.
    void data_received(std::span<const std::byte> bytes, Baud host_baud, Instant now);
    /// Takes what the chip has sent by `now`, at the pace of its own baud rate; bytes the chip sent at a rate more
    /// than 5 % away from `host_baud` are lost.
    [[nodiscard]] std::size_t data_pending(std::span<std::byte> into, Baud host_baud, Instant now);

    /// Until after `now` the chain has nothing to say that was not taken: `data_pending` need not be asked.
    [[nodiscard]] bool is_chain_silent(Instant now);

    /// Hashes, heats, spins the fan up to `now`.
    void advance(Instant now);
    /// When calling again is worth while: bytes become ready, or hashing is due. Never before `now`; heat and supply
    /// are caught up on whenever somebody looks.
    [[nodiscard]] Instant next_event(Instant now) const;

    /// Switches a fault on (with what level, see `fault_names()`) or off (0) from now on, everywhere.
    void inject(Fault fault, double level = 1.0);
    /// The same for one chip, fan or address only.
    void inject(const PlacedFault& fault);

    /// Test aid: the search of the current job goes on at this version (the rolled 16 bits) and nonce (as on the
    /// wire, first byte on top). Exact only with zero_bits = 32, where no candidate is skipped.
    void seek(std::uint16_t version_bits, std::uint32_t nonce_wire);

    [[nodiscard]] BoardObservation observe() const;
    [[nodiscard]] BoardGlance glance() const noexcept;
    /// What the first chip listens at.
    [[nodiscard]] Baud chip_baud() const;
    [[nodiscard]] bool is_unplugged() const noexcept;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace adit::boards::virtual_device
