// The insides of a virtual chain: the chips, the line they share, and how far each time has got.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "boards/virtual/chain_ears.hpp"
#include "boards/virtual/chain_line.hpp"
#include "boards/virtual/hash_pacing.hpp"
#include "boards/virtual/version_batches.hpp"
#include "boards/virtual/virtual_chain.hpp"
#include "boards/virtual/virtual_chip.hpp"

namespace adit::boards::virtual_device {

struct VirtualChain::Parts {
    Parts(const ChainSetup& wanted, Instant start);

    void pass(Duration time) noexcept {
        at += time;
        hashed += time;
    }
    [[nodiscard]] ChipTime time() const noexcept { return {at, hashed}; }
    /// Chips the host can reach: none behind a dead one.
    [[nodiscard]] std::span<VirtualChip> reachable() noexcept { return std::span{chips}.first(reach); }
    void advance(Instant now);
    void hash_to(Instant now);
    void work(Duration slice);
    void work_off();
    void power();
    void retune();
    void hear(std::byte byte, Baud baud);
    void execute(const HostFrame& frame, Baud baud, Instant began);
    void execute_on(VirtualChip& chip, const HostFrame& frame);
    void pass_address(std::uint8_t address, Baud baud, Instant began);
    void take_job(const HostFrame& frame, Baud baud, Instant began);
    void set_fault(VirtualChip& chip, Fault fault, double level);
    void find_dead_end();
    [[nodiscard]] Instant next_event(Instant now);
    [[nodiscard]] Instant quiet_until() const noexcept;
    [[nodiscard]] ChipObservation observe(std::uint16_t index) const;
    void look_ahead();
    /// Something may have changed what the chips do.
    void disturb() noexcept {
        next_due = Duration{};
        is_load_known = false;
    }
    [[nodiscard]] ChainLoad measure_load() const;
    void load_supply(VirtualChip& chip, const HostFrame& frame);

    ChainSetup setup;
    ChainLine line;
    ChainEars ears;
    std::vector<VirtualChip> chips;
    VersionBatches batches;
    HashPacing pacing;
    std::size_t reach = 0;
    std::uint64_t job_serial = 0;
    std::uint32_t bytes_lost = 0;
    Instant at;
    std::optional<Instant> last_enabled;  ///< cores of a single chip
    Duration hashed{};
    Duration owed{};            ///< in real time: passed and not yet offered to the pacing
    Duration next_due{};        ///< hashing time before which no chip has anything to do
    Instant next_repetition{};  ///< of a flatlined chip
    ChainLoad load;
    bool is_load_known = false;
    Volts core{};
    bool is_reset_released = false, is_powered = false;
};

}  // namespace adit::boards::virtual_device
