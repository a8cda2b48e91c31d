// The insides of a virtual board: the emulated parts, wired to one another, and their common time. A fixed grid for
// heat, supply and protections (so that how often one asks changes nothing), hashing in between.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "boards/virtual/board_lines.hpp"
#include "boards/virtual/board_monitors.hpp"
#include "boards/virtual/core_supply.hpp"
#include "boards/virtual/disturbed_bus.hpp"
#include "boards/virtual/thermal_plant.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "boards/virtual/virtual_chain.hpp"

namespace adit::boards::virtual_device {

struct VirtualBoard::Parts final : BridgePins {
    Parts(const BoardDefinition& board, const BoardOptions& options, Instant start);

    I2cPart* part_at(std::uint8_t address) override;
    [[nodiscard]] std::optional<bool> line(std::uint8_t number) const override { return lines.level(number); }
    void set_line(std::uint8_t number, bool level, Instant now) override;
    void release_lines(Instant now) override;
    [[nodiscard]] std::uint16_t adc_count(Instant now) override;

    /// Most of the time nothing but time goes by.
    void advance(Instant now) {
        if (now <= at) return;
        if (now < quiet_until)
            at = now;
        else
            catch_up(now);
    }
    void catch_up(Instant now);
    /// Something may have changed what the chips do.
    void disturb() noexcept {
        quiet_until = at;
        is_die_settled = false;
    }
    void hash_to(Instant now, bool is_rail_moving);
    void hear(std::span<const std::byte> bytes, Baud host_baud);
    [[nodiscard]] std::size_t say(std::span<std::byte> into, Baud host_baud) {
        return at < quiet_until ? 0 : speak(into, host_baud);
    }
    /// Out of the way of all who ask in vain.
    [[nodiscard, gnu::noinline]] std::size_t speak(std::span<std::byte> into, Baud host_baud);
    void look_ahead();
    void step_plant();
    [[nodiscard]] PlantInputs plant_inputs() const;
    void share_plant();
    void follow_lines(Instant now);
    void power_chips(Instant now);
    void show_diodes();
    void take_request(std::span<const std::byte> bytes);
    void start_waiting_faults();
    void inject(Fault fault, double level);
    void inject(const PlacedFault& own);
    void apply(Fault fault);
    void tell_chips(Fault fault);
    [[nodiscard]] DiodeState diode_state() const;
    [[nodiscard]] Instant next_event(Instant now);

    struct ChipPower {
        Volts core{};  ///< of each chip
        bool is_reset_released = false;
        friend bool operator==(const ChipPower&, const ChipPower&) = default;
    };

    BoardOptions wanted;
    double domains;
    FaultPlan faults;
    bool are_faults_waiting = true;
    std::optional<Instant> first_hash_at;

    VirtualChain chain;
    BoardLines lines;
    std::unique_ptr<CoreSupply> supply;
    BoardMonitors monitors;
    ThermalPlant plant;
    std::array<I2cPart*, 128> bus{};
    DisturbedBus disturbed;
    BitaxeRawBridge bridge;
    Instant at, next_step, answers_at{};
    Instant quiet_until{};  ///< only time goes by until then: the chain is told of it when it is asked next
    bool has_lease;         ///< of the bridge's firmware: looked at all the time
    Volts rail_highest{};
    ChipPower told{};  ///< what the chips know of
    DiodeState shown_die = DiodeState::open;
    bool is_die_settled = false;  ///< shown as good, and will stay so
    bool is_unplugged = false;
};

}  // namespace adit::boards::virtual_device
