// What one transaction on a bridge's control port costs on each side of it: the host (codec and control port), the
// emulated firmware, and both. A simulated board-day is some 3.5 million of them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/virtual_clock.hpp"

namespace {

using namespace adit;
using boards::virtual_device::BitaxeRawBridge;
using boards::virtual_device::I2cPart;

/// A part that takes everything and reads as its last byte written.
class Latch final : public I2cPart {
public:
    bool write(std::span<const std::byte> bytes, Instant) override {
        if (!bytes.empty()) last_ = bytes.back();
        return true;
    }
    bool read(std::span<std::byte> into, Instant) override {
        std::ranges::fill(into, last_);
        return true;
    }

private:
    std::byte last_{};
};

class Pins final : public boards::virtual_device::BridgePins {
public:
    I2cPart* part_at(std::uint8_t) override { return &latch_; }
    std::optional<bool> line(std::uint8_t) const override { return false; }
    void set_line(std::uint8_t, bool, Instant) override {}
    void release_lines(Instant) override {}
    std::uint16_t adc_count(Instant) override { return 0; }

private:
    Latch latch_;
};

/// Answers every request at once with two bytes, as cheaply as can be.
class CannedSerial final : public hal::Serial {
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override {
        const std::size_t count = is_pending_ ? reply_.size() : 0;
        is_pending_ = false;
        std::copy_n(reply_.begin(), count, into.begin());
        return count;
    }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        reply_[2] = bytes[2];
        is_pending_ = true;
        return bytes.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }
    Expected<void, hal::SerialError> do_discard_input() override {
        is_pending_ = false;
        return {};
    }
    hal::WaitResult do_wait(Instant, hal::Wake&) override { return hal::WaitResult::readable; }

    std::array<std::byte, 5> reply_{std::byte{2}};
    bool is_pending_ = false;
};

/// The emulated firmware as a serial port.
class FirmwareSerial final : public hal::Serial {
public:
    explicit FirmwareSerial(const hal::Clock& clock) : clock_{clock} {}

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override { return bridge_.take(into); }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        bridge_.receive(bytes, clock_.now());
        return bytes.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }
    Expected<void, hal::SerialError> do_discard_input() override { return {}; }
    hal::WaitResult do_wait(Instant, hal::Wake&) override { return hal::WaitResult::readable; }

    const hal::Clock& clock_;
    Pins pins_;
    BitaxeRawBridge bridge_{pins_};
};

void transact(benchmark::State& state, hal::Serial& serial, const hal::Clock& clock) {
    hal::bridge::ControlPort port{serial, clock};
    hal::bridge::BridgeI2cBus bus{port};
    auto part = *bus.claim(0x24);
    const std::array reg{std::byte{0x79}};
    std::array<std::byte, 2> word{};
    for (auto _ : state) {
        if (!part.write_read(reg, word)) state.SkipWithError("no answer");
        benchmark::DoNotOptimize(word);
    }
}

void host_side(benchmark::State& state) {
    const hal::VirtualClock clock{Instant{}};
    CannedSerial serial;
    transact(state, serial, clock);
}
BENCHMARK(host_side);

void firmware_side(benchmark::State& state) {
    Pins pins;
    BitaxeRawBridge bridge{pins};
    const auto request = hal::bridge::encode_i2c_write_read(1, 0x24, std::array{std::byte{0x79}}, 2);
    std::array<std::byte, 64> reply{};
    for (auto _ : state) {
        bridge.receive(request->bytes(), Instant{});
        benchmark::DoNotOptimize(bridge.take(reply));
    }
}
BENCHMARK(firmware_side);

void both_sides(benchmark::State& state) {
    const hal::VirtualClock clock{Instant{}};
    FirmwareSerial serial{clock};
    transact(state, serial, clock);
}
BENCHMARK(both_sides);

}  // namespace

BENCHMARK_MAIN();
