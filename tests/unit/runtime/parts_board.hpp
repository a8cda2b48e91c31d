// A Bitaxe Hex on the bench: Runner, the parts its definition names on an in-process bus, six emulated chips in three
// domains behind the regulator. Virtual time.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>

#include "boards/definition/catalog.hpp"
#include "boards/host/parts.hpp"
#include "boards/runtime/runner.hpp"
#include "boards/simulation/sim_work.hpp"
#include "boards/virtual/emc230x_model.hpp"
#include "boards/virtual/part_bus.hpp"
#include "boards/virtual/tmp75_model.hpp"
#include "boards/virtual/tps546_model.hpp"
#include "boards/virtual/virtual_chain.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::tests {

/// The chain's line; counts what was sent to it.
class ChainSerial final : public hal::Serial {
public:
    ChainSerial(boards::virtual_device::VirtualChain& chain, hal::VirtualClock& clock) : chain_{chain}, clock_{clock} {}

    std::size_t sent = 0;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override {
        return chain_.say(into, baud_, clock_.now());
    }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        sent += bytes.size();
        chain_.hear(bytes, baud_, clock_.now());
        return bytes.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override {
        baud_ = baud;
        return {};
    }
    Expected<void, hal::SerialError> do_discard_input() override {
        std::array<std::byte, 256> bytes{};
        while (chain_.say(bytes, baud_, clock_.now()) > 0) {
        }
        return {};
    }
    hal::WaitResult do_wait(Instant deadline, hal::Wake&) override {
        clock_.advance_to(deadline);
        return hal::WaitResult::deadline;
    }

    boards::virtual_device::VirtualChain& chain_;
    hal::VirtualClock& clock_;
    Baud baud_{115200};
};

/// The emulated TPS546 sits behind a divider of 0.25, a Hex has 0.125: VOUT_SCALE_LOOP (29) passes doubled.
class HexDivider final : public boards::virtual_device::I2cPart {
public:
    explicit HexDivider(boards::virtual_device::Tps546Model& part) : part_{part} {}

    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) override {
        is_scale_ = !bytes.empty() && bytes[0] == std::byte{0x29};
        if (!is_scale_ || bytes.size() != 3) return part_.write(bytes, now);
        return part_.write(std::array{bytes[0], bytes[1], bytes[2] + exponent}, now);
    }
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) override {
        const bool is_read = part_.read(into, now);
        if (is_scale_ && into.size() == 2) into[1] = into[1] - exponent;
        return is_read;
    }

private:
    /// One more in the upper five bits of a LINEAR11 number.
    struct Exponent {
        friend std::byte operator+(std::byte high, Exponent) { return step(high, 0x08); }
        friend std::byte operator-(std::byte high, Exponent) { return step(high, 0xf8); }

    private:
        static std::byte step(std::byte high, unsigned by) {
            return static_cast<std::byte>((std::to_integer<unsigned>(high) + by) & 0xffU);
        }
    };
    static constexpr Exponent exponent{};

    boards::virtual_device::Tps546Model& part_;
    bool is_scale_ = false;
};

/// The chain's reset: low holds it.
class ResetPin final : public hal::OutputPin {
public:
    ResetPin(boards::virtual_device::VirtualChain& chain, hal::VirtualClock& clock) : chain_{chain}, clock_{clock} {}
    [[nodiscard]] bool is_released() const { return level_ == hal::Level::high; }

private:
    Expected<void, hal::PinError> do_set(hal::Level level) override {
        level_ = level;
        chain_.set_reset(level == hal::Level::high, clock_.now());
        return {};
    }
    Expected<hal::Level, hal::PinError> do_get() override { return level_; }

    boards::virtual_device::VirtualChain& chain_;
    hal::VirtualClock& clock_;
    hal::Level level_ = hal::Level::high;
};

/// The board's regulator behind a controller that wants to hear from its host.
class Heart final : public driver::peripheral::Regulator {
public:
    template <class Value>
    using Result = driver::peripheral::Result<Value>;

    explicit Heart(driver::peripheral::Regulator& part) : part_{part} {}
    int beats = 0;

private:
    Result<void> do_heartbeat() override { return ++beats, Result<void>{}; }
    Result<void> do_check_identity() override { return part_.check_identity(); }
    Result<void> do_protect(const driver::peripheral::RailWindow& window) override { return part_.protect(window); }
    Result<void> do_write_rail(Millivolts rail) override { return part_.set_rail(rail); }
    Result<Millivolts> do_read_rail_setting() override { return part_.read_rail_setting(); }
    [[nodiscard]] Millivolts do_rail_step() const noexcept override { return part_.rail_step(); }
    Result<void> do_switch_on() override { return part_.switch_on(); }
    Result<void> do_switch_off() override { return part_.switch_off(); }
    Result<driver::peripheral::RegulatorHealth> do_read_health() override { return part_.read_health(); }
    Result<driver::peripheral::RegulatorGlance> do_glance() override { return part_.glance(); }
    Result<void> do_clear_fault_flags() override { return part_.clear_fault_flags(); }
    Result<Volts> do_measure_input() override { return part_.measure_input(); }
    Result<Volts> do_measure_rail() override { return part_.measure_rail(); }
    Result<Amperes> do_measure_current() override { return part_.measure_current(); }
    Result<Celsius> do_measure_temperature() override { return part_.measure_temperature(); }

    driver::peripheral::Regulator& part_;
};

/// Frees the bus, if it can.
class Medic final : public boards::BusRecovery {
public:
    explicit Medic(boards::virtual_device::PartBus& bus) : bus_{bus} {}
    int calls = 0;
    bool is_skilled = true;

private:
    bool do_recover() override {
        ++calls;
        if (is_skilled) bus_.set_stuck(std::nullopt);
        return is_skilled;
    }
    boards::virtual_device::PartBus& bus_;
};

/// What hangs on the Hex's chain connector; by itself the six chips a Hex has.
struct HexChain {
    const driver::bm13xx::ChipModel* model = &driver::bm13xx::bm1366;
    const boards::virtual_device::ChipTraits* traits = &boards::virtual_device::bm1366_traits;
    std::uint16_t chips = 6;
    std::uint16_t domains = 3;
    std::uint8_t zero_bits = 8, claim_bits = 8;
    double speed = 0.005;
    Baud fast_baud{1'000'000};
    Megahertz clock{485.0};
    void (*adjust)(boards::safety::Profile&) = nullptr;  ///< of the board's profile
};

struct HexBoard {
    explicit HexBoard(const HexChain& fitted = {}) : on_chain{fitted} {
        bus.attach(0x24, divided);
        bus.attach(0x2f, fans);
        bus.attach(0x4a, left);
        bus.attach(0x4b, right);
        set_input(Volts{12.0});
        profile.default_point.frequency = on_chain.clock;
        profile.envelope.frequency_max = std::max(profile.envelope.frequency_max, on_chain.clock);
        profile.start_frequency = std::max(profile.start_frequency, on_chain.model->start_clock);
        if (on_chain.adjust != nullptr) on_chain.adjust(profile);
        const boards::RunnerConfig config{.profile = profile,
                                          .power_on = definition.power_on,
                                          .chain = {.chip = on_chain.model,
                                                    .chips = on_chain.chips,
                                                    .zero_bits = on_chain.zero_bits,
                                                    .fast_baud = on_chain.fast_baud,
                                                    .domains = on_chain.domains},
                                          .reset_baud = definition.chain_bus.baud,
                                          .holds = {}};
        runner = std::make_unique<boards::Runner>(
            config, boards::RunnerPorts{line, reset, heart, parts->instruments(), clock, &medic}, work,
            boards::DeviceIndex{0});
    }

    void set_input(Volts input) {
        regulator.set_surroundings({.input = input, .output_current = Amperes{15.0}, .temperature = Celsius{50.0}},
                                   clock.now());
    }
    /// Steps until `done` or the time is over, at least once in `longest_pause`; watches the rail.
    bool run(
        Duration limit, const std::function<bool()>& done = [] { return false; }) {
        const Instant end = clock.now() + limit;
        while (clock.now() < end) {
            const Instant deadline = runner->step();
            const Volts rail = regulator.rail(clock.now());
            rail_highest = std::max(rail_highest, rail);
            chain.set_core(Volts{rail.value / 3.0}, clock.now());
            if (done()) return true;
            const Instant now = clock.now() + std::chrono::microseconds{10};
            clock.advance_to(std::clamp(deadline, now, clock.now() + longest_pause));
        }
        return done();
    }
    bool run_until(boards::safety::State state, Duration limit) {
        return run(limit, [&] { return runner->state() == state; });
    }
    [[nodiscard]] bool has_bit(boards::safety::NotArmed bit) const {
        return (runner->status().arming >> static_cast<unsigned>(bit) & 1U) != 0;
    }

    HexChain on_chain;
    Duration longest_pause = std::chrono::milliseconds{1};
    boards::BoardDefinition definition = *boards::find_board("bitaxe-hex");
    boards::safety::Profile profile = *boards::safety::make_profile(definition);
    hal::VirtualClock clock;
    boards::virtual_device::PartBus bus{clock};
    Medic medic{bus};
    boards::virtual_device::Tps546Model regulator;
    HexDivider divided{regulator};
    boards::virtual_device::Emc230xModel fans{2};
    boards::virtual_device::Tmp75Model left, right;
    boards::virtual_device::VirtualChain chain{
        {.chip = on_chain.traits,
         .chips = on_chain.chips,
         .chips_per_domain = static_cast<std::uint16_t>(on_chain.domains > 1 ? on_chain.chips / on_chain.domains : 0),
         .zero_bits = on_chain.zero_bits,
         .speed = on_chain.speed},
        clock.now()};
    ChainSerial line{chain, clock};
    ResetPin reset{chain, clock};
    std::unique_ptr<boards::BoardParts> parts = *boards::BoardParts::place(definition, profile, bus, boards::OpenPin{});
    Heart heart{parts->regulator()};
    boards::simulation::SimWork work{on_chain.zero_bits, on_chain.claim_bits};
    [[nodiscard]] const boards::simulation::WorkCount& count() const { return work.of(boards::DeviceIndex{0}); }
    std::unique_ptr<boards::Runner> runner;
    Volts rail_highest{};
};

}  // namespace adit::tests
