// A virtual Gamma wired straight to a Runner under a virtual clock: no thread, no waiting, days in seconds. A blocking
// HAL call runs the emulator and moves the clock, as in the simulator.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "boards/definition/catalog.hpp"
#include "boards/host/parts.hpp"
#include "boards/runtime/runner.hpp"
#include "boards/safety/profile.hpp"
#include "boards/virtual/virtual_board.hpp"
#include "driver/sha256/sha256.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::tests {

/// One port of the emulator as a Serial.
class InlineSerial final : public hal::Serial {
public:
    enum class Port { control, data };

    InlineSerial(boards::virtual_device::VirtualBoard& gamma, hal::VirtualClock& clock, Port port)
        : gamma_{gamma}, clock_{clock}, port_{port} {}

    bool is_unplugged = false;

private:
    void drain() {
        std::array<std::byte, 256> bytes{};
        for (;;) {
            const std::size_t count = port_ == Port::control ? gamma_.control_pending(bytes, clock_.now())
                                                             : gamma_.data_pending(bytes, baud_, clock_.now());
            if (count == 0) return;
            arrived_.insert(arrived_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        }
    }
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override {
        if (is_unplugged) return failure(hal::SerialError::disconnected);
        drain();
        const std::size_t count = std::min(into.size(), arrived_.size());
        std::copy_n(arrived_.begin(), count, into.begin());
        arrived_.erase(arrived_.begin(), arrived_.begin() + static_cast<std::ptrdiff_t>(count));
        return count;
    }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        if (is_unplugged) return failure(hal::SerialError::disconnected);
        if (port_ == Port::control)
            gamma_.control_received(bytes, clock_.now());
        else
            gamma_.data_received(bytes, baud_, clock_.now());
        return bytes.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud baud) override {
        baud_ = baud;
        return {};
    }
    Expected<void, hal::SerialError> do_discard_input() override {
        drain();
        arrived_.clear();
        return {};
    }
    hal::WaitResult do_wait(Instant deadline, hal::Wake& wake) override {
        while (true) {
            if (wake.take()) return hal::WaitResult::woken;
            drain();
            if (!arrived_.empty()) return hal::WaitResult::readable;
            if (clock_.now() >= deadline) return hal::WaitResult::deadline;
            const Instant next =
                std::max(gamma_.next_event(clock_.now()), clock_.now() + std::chrono::microseconds{100});
            clock_.advance_to(std::min(deadline, next));
        }
    }

    boards::virtual_device::VirtualBoard& gamma_;
    hal::VirtualClock& clock_;
    Port port_;
    Baud baud_{115200};
    std::deque<std::byte> arrived_;
};

/// A source of endless work on random headers that re-hashes every result with the reference.
class EndlessWork final : public boards::WorkSource {
public:
    explicit EndlessWork(std::uint8_t zero_bits, std::uint8_t claim_bits)
        : zero_bits_{zero_bits}, claim_bits_{claim_bits} {}

    bool has_work_now = true;
    std::uint64_t handed_out = 0, credited = 0, below_claim = 0, hardware_errors = 0, unknown = 0;
    void next_generation() { ++generation_; }

private:
    Expected<driver::Work, boards::NoWork> do_next_work(boards::DeviceIndex, Instant) override {
        if (!has_work_now) return failure(boards::NoWork::no_job);
        driver::Work work;
        work.id = ++handed_out;
        work.generation = generation_;
        work.header[3] = std::byte{0x20};  // version 0x20000000
        for (std::size_t i = 4; i < 76; ++i)
            work.header[i] = static_cast<std::byte>((work.id * 2654435761U) >> (i % 24));
        work.rollable = 0x1fffe000;
        work.nonce_count = std::uint64_t{1} << 32;
        work.claim_bits = claim_bits_;
        works_.push_back(work);
        if (works_.size() > 64) works_.pop_front();
        return work;
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return has_work_now; }
    boards::NonceVerdict do_report(boards::DeviceIndex, const driver::Nonce& nonce) override {
        const auto found = std::ranges::find(works_, nonce.work, &driver::Work::id);
        if (found == works_.end()) return ++unknown, boards::NonceVerdict::unknown_work;
        const auto header = driver::sha256::header_of(*found, nonce.version, nonce.nonce);
        const int bits = driver::sha256::leading_zero_bits(driver::sha256::hash_header(header));
        if (bits < zero_bits_) return ++hardware_errors, boards::NonceVerdict::hardware_error;
        if (bits < claim_bits_) return ++below_claim, boards::NonceVerdict::below_claim;
        return ++credited, boards::NonceVerdict::credited;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return generation_; }

    std::uint8_t zero_bits_, claim_bits_;
    std::uint32_t generation_ = 1;
    std::deque<driver::Work> works_;
};

/// Board, bridge, Runner and work under one virtual clock.
struct InlineBoard {
    explicit InlineBoard(const boards::virtual_device::BoardOptions& options = {}, std::uint8_t claim_bits = 18,
                         boards::Keeper* keeper = nullptr)
        : gamma{definition, options, clock.now()}, work{options.zero_bits, claim_bits} {
        const boards::RunnerConfig config{
            .profile = *boards::safety::make_profile(definition),
            .power_on = definition.power_on,
            .chain = {.zero_bits = options.zero_bits, .fast_baud = definition.chain_bus.fast_baud},
            .reset_baud = definition.chain_bus.baud,
            .holds = {},
            .keeper = keeper};
        runner = std::make_unique<boards::Runner>(
            config, boards::RunnerPorts{data, reset, parts->regulator(), parts->instruments(), clock}, work,
            boards::DeviceIndex{0});
    }

    /// Steps until `done` or the time is over; watches the rail after every step. True when `done`.
    bool run(
        Duration limit, const std::function<bool()>& done = [] { return false; }) {
        const Instant end = clock.now() + limit;
        while (clock.now() < end) {
            const Instant deadline = runner->step();
            rail_highest = std::max(rail_highest, gamma.observe().rail_highest);
            if (done()) return true;
            if (deadline > clock.now())
                (void)data.wait(std::min(deadline, end), wake);
            else
                clock.advance(std::chrono::microseconds{10});
        }
        return done();
    }
    bool run_until(boards::safety::State state, Duration limit) {
        return run(limit, [&] { return runner->state() == state; });
    }
    /// Lets the rail discharge, without the Runner's help, and says whether it did.
    [[nodiscard]] bool goes_dark() {
        clock.advance(std::chrono::milliseconds{200});
        gamma.advance(clock.now());
        return is_dark();
    }
    [[nodiscard]] bool is_dark() const {
        const auto seen = gamma.observe();
        return !seen.is_regulator_on && seen.rail < Millivolts{100} && !seen.is_reset_released;
    }

    hal::VirtualClock clock{Instant{} + std::chrono::hours{1}};
    boards::BoardDefinition definition = *boards::find_board("bitaxe-gamma");
    boards::virtual_device::VirtualBoard gamma;
    EndlessWork work;
    InlineSerial control{gamma, clock, InlineSerial::Port::control};
    InlineSerial data{gamma, clock, InlineSerial::Port::data};
    hal::FlagWake wake;
    hal::bridge::ControlPort port{control, clock};
    hal::bridge::BridgeI2cBus i2c{port};
    hal::bridge::BridgePin reset{port, 0};
    std::unique_ptr<boards::BoardParts> parts =
        *boards::BoardParts::place(definition, *boards::safety::make_profile(definition), i2c, boards::OpenPin{});
    std::unique_ptr<boards::Runner> runner;
    Millivolts rail_highest{};
};

}  // namespace adit::tests
