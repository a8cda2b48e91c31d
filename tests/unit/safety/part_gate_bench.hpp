// An energy gate over an emulated regulator of any part: what it was told on the bus, and what its rail really did.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "boards/safety/energy_gate.hpp"
#include "boards/virtual/ds4432u_model.hpp"
#include "boards/virtual/tps53647_model.hpp"
#include "driver/peripheral/ds4432u.hpp"
#include "driver/peripheral/tps53647.hpp"
#include "tests/unit/peripheral/part_bench.hpp"
#include "tests/unit/safety/gamma.hpp"

namespace adit::boards::safety::test {

using namespace std::chrono_literals;

inline unsigned number_at(std::span<const std::byte> bytes, std::size_t at) {
    return std::to_integer<unsigned>(bytes[at]);
}

/// A multiphase regulator; VID codes of 5 mV from 0.25 V.
template <bool has_six>
struct MultiphaseRig {
    static constexpr std::uint8_t address = 0x71, rail_register = 0x21;
    static constexpr auto enabled = hal::Level::high;
    using Model = virtual_device::Tps53647Model;
    using Part = driver::peripheral::Tps53647;

    static BoardDefinition board() {
        BoardDefinition board = gamma();
        board.regulator.part = has_six ? RegulatorPart::tps53667 : RegulatorPart::tps53647;
        board.limits.core_min = {1010};
        return board;
    }
    static Model model() { return Model{has_six}; }
    static Part part(hal::I2cDevice device, const driver::peripheral::EnableLine& line) {
        using namespace driver::peripheral;
        return {std::move(device), line,
                Tps53647Setup{.part = has_six ? Tps53647Part::tps53667 : Tps53647Part::tps53647,
                              .phases = 3,
                              .current_max{120.0},
                              .current_fault{105.0}}};
    }
    static std::optional<double> told(std::span<const std::byte> out) {
        if (out.size() != 3 || number_at(out, 0) != rail_register) return std::nullopt;
        return (number_at(out, 1) + 256 * number_at(out, 2) - 1) * 5.0 + 250.0;
    }
    static bool is_on(const Model& model) { return model.is_on(); }
};

/// A current DAC on a fixed buck.
struct DacRig {
    static constexpr std::uint8_t address = 0x48, rail_register = 0xf8;
    static constexpr auto enabled = hal::Level::low;
    using Model = virtual_device::Ds4432uModel;
    using Part = driver::peripheral::Ds4432u;

    static BoardDefinition board() {
        BoardDefinition board = gamma();
        board.regulator.part = RegulatorPart::ds4432u;
        board.power_meter = PowerMeter{PowerMeterPart::ina260, 0x40};
        return board;
    }
    static Model model() { return Model{}; }
    static Part part(hal::I2cDevice device, const driver::peripheral::EnableLine& line) {
        return {std::move(device), line};
    }
    static std::optional<double> told(std::span<const std::byte> out) {
        if (out.size() != 2 || number_at(out, 0) != rail_register) return std::nullopt;
        // 98.921 uA over 127 steps through 4.75 kOhm: 3.7 mV a step around 600 mV x (1 + 4750 / 3320).
        const double steps = number_at(out, 1) & 0x7fU;
        return 1458.43 + ((number_at(out, 1) & 0x80U) != 0 ? -steps : steps) * 3.69981;
    }
    static bool is_on(const Model& model) { return model.rail().value > 0.0; }
};

/// Lets everything through and remembers the voltages among it.
template <class Rig>
class Overheard final : public virtual_device::I2cPart {
public:
    explicit Overheard(typename Rig::Model& model) : model_{model} {}
    std::vector<double> rails;  ///< mV, in order

    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) override {
        if (const auto rail = Rig::told(bytes)) rails.push_back(*rail);
        return model_.write(bytes, now);
    }
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) override { return model_.read(into, now); }

private:
    typename Rig::Model& model_;
};

template <class Rig>
struct PartGateBench : adit::test::PartBench {
    typename Rig::Model model = Rig::model();
    Overheard<Rig> ear{model};
    adit::test::SwitchPin<typename Rig::Model> pin{model, Rig::enabled};
    typename Rig::Part part = Rig::part(device(Rig::address), {pin, Rig::enabled});
    Profile profile = *make_profile(Rig::board());
    Instant now{1h};
    EnergyGate gate{part, profile, driver::bm13xx::bm1370};

    PartGateBench() { bus.attach(Rig::address, ear); }

    [[nodiscard]] Permit permit(Millivolts core = {1150}, Megahertz most = {525}) const {
        return {.power = true, .max_core = core, .max_frequency = most, .lease_until = now + 3s};
    }
    void energise() {
        (void)gate.preflight();
        gate.set_permit(permit(), now);
        (void)gate.core_on(Millivolts{1150}, now);
        now += 100ms;
    }
    [[nodiscard]] bool is_on() const { return Rig::is_on(model); }
    [[nodiscard]] double rail() const { return model.rail().value * 1000.0; }

    /// Everything told since the last look, and the rail since the beginning. On needs a live permit.
    [[nodiscard]] bool is_log_safe() {
        const double highest = profile.rail(profile.envelope.core_max).value;
        const double lowest = profile.rail(profile.envelope.core_min).value - part.rail_step().value;
        const bool is_inside = std::ranges::all_of(
            ear.rails, [&](double rail) { return rail <= highest + 0.01 && rail >= lowest - 0.01; });
        ear.rails.clear();
        return is_inside && model.highest_rail().value * 1000.0 <= highest + 0.01;
    }
    [[nodiscard]] bool has_live_permit() const { return gate.permit().power && now < gate.permit().lease_until; }
};

}  // namespace adit::boards::safety::test
