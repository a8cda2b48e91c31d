// A chain of emulated BM13xx chips on one UART: 1 to 128 chips of one family, addressed broadcast or singly, relaying
// commands outwards and replies inwards. Bytes and the time go in, bytes come out; no thread, no clock, no I/O. Core
// voltage, reset line and temperature are told from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "boards/virtual/bring_up_needs.hpp"
#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/faults.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

struct ChainSetup {
    const ChipTraits* chip = &bm1370_traits;
    std::uint16_t chips = 1;             ///< 1..`chip->most_chips`; more are cut
    std::uint16_t chips_per_domain = 0;  ///< in one core voltage domain; 0: all of them
    std::uint8_t zero_bits = 10;         ///< of the easiest nonce, 0..32; rates and counters scale by 2^(Z - 32)
    double speed = 1.0;                  ///< scales the hash rate only, 0.001..1000
    std::uint64_t seed = 1;              ///< same seed, same inputs: same bytes
    /// A real-time thread drives the chain: hashing the host could not afford is dropped, and the pauses that chips
    /// insist on (after reset, between clock steps) are not measured.
    bool real_time = false;
};

/// What is really going on inside one chip, for tests and invariants. No driver may see it.
struct ChipObservation {
    bool is_alive = false, is_reachable = false, is_configured = false, is_hashing = false;
    std::uint8_t address = 0;
    Megahertz frequency{};  ///< of the hash clock; 0 while dead
    Baud baud{};
    HashesPerSecond hash_rate{};
    std::uint64_t hashes = 0, nonces = 0;
    std::uint32_t jobs = 0;
    Marks missing{};  ///< of its bring-up
    std::optional<Instant> diode_routed_since;
};

/// What of the chips loads the supply.
struct ChainLoad {
    Megahertz clocks{};  ///< sum over the chips, of an idle one a quarter
    double powered = 0;  ///< chips that leak
    friend bool operator==(const ChainLoad&, const ChainLoad&) = default;
};

struct ChainObservation {
    std::uint16_t alive = 0, reachable = 0, configured = 0, hashing = 0;  ///< chips
    HashesPerSecond hash_rate{};                                          ///< of the model at this moment
    Megahertz frequency{};                                                ///< of the first chip; 0 while it is dead
    std::uint64_t hashes = 0, nonces = 0;  ///< since construction; reports include duplicates and bad ones
    std::uint32_t jobs = 0;                ///< accepted by any chip
    std::uint32_t frames_refused = 0;      ///< host frames with a bad checksum or shape
    std::uint32_t bytes_lost = 0;          ///< dropped for a wrong baud rate or a full buffer, either direction
};

class VirtualChain {
public:
    /// No volts, reset asserted.
    explicit VirtualChain(const ChainSetup& setup, Instant start = {});
    VirtualChain(VirtualChain&&) noexcept;
    VirtualChain& operator=(VirtualChain&&) noexcept;
    ~VirtualChain();

    /// Core voltage of every chip. Below what the family needs to run it loses all state.
    void set_core(Volts per_chip, Instant now);
    /// Level of the reset line: true = run.
    void set_reset(bool is_released, Instant now);
    /// Die temperature of every chip, or of one.
    void set_temperature(Celsius temperature);
    void set_temperature(std::uint16_t chip, Celsius temperature);

    /// Bytes from the host, sent at `baud`. They arrive at once; those more than 5 % away from a chip's rate are lost
    /// on it. All calls bring the chain up to `now` first; a `now` before the last one counts as the last one.
    void hear(std::span<const std::byte> bytes, Baud baud, Instant now);
    /// Takes what has come out by `now`, at the pace of the chips' own rates; returns how many bytes. Those sent at a
    /// rate more than 5 % away from `baud` are lost.
    [[nodiscard]] std::size_t say(std::span<std::byte> into, Baud baud, Instant now);
    /// Hashes up to `now`.
    void advance(Instant now);
    /// When calling again is worth while: bytes become ready, or hashing is due (that of less than 5 ms at once).
    /// Never before `now`; `Instant::max()`: nothing will happen by itself.
    [[nodiscard]] Instant next_event(Instant now) const;
    /// Until then nothing is computed and nothing comes out, whether one asks or not, if nothing is done to the chain.
    [[nodiscard]] Instant quiet_until() const noexcept;

    /// Switches a fault of one chip on (level 1, a probability, or what the fault says) or off (0). `brownout` is a
    /// single event. Faults of other parts change nothing.
    void inject(Fault fault, std::uint16_t chip, double level = 1.0);
    /// The same for every chip.
    void inject_all(Fault fault, double level = 1.0);

    [[nodiscard]] ChainObservation observe() const;
    [[nodiscard]] ChipObservation observe(std::uint16_t chip) const;
    [[nodiscard]] std::uint16_t chips() const noexcept;
    /// What the chips draw is made of this. Cheap.
    [[nodiscard]] ChainLoad load() const;
    /// Does any chip the host can reach?
    [[nodiscard]] bool is_hashing() const noexcept;
    /// Hash clock of the first chip; 0 while it is dead.
    [[nodiscard]] Megahertz frequency() const noexcept;
    /// Has any chip ever computed a hash?
    [[nodiscard]] bool has_hashed() const;
    /// Of the first chip.
    [[nodiscard]] std::optional<Instant> diode_routed_since() const;
    [[nodiscard]] Baud baud() const;
    [[nodiscard]] const ChipTraits& traits() const noexcept;

    /// Test aid: this chip's search of the current job goes on at this roll (version bits or midstate slot) and nonce
    /// (as on the wire, first byte on top). Exact only with zero_bits = 32, where no candidate is skipped.
    void seek(std::uint16_t chip, std::uint16_t roll, std::uint32_t nonce_wire);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace adit::boards::virtual_device
