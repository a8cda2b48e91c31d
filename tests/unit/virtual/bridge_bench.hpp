// A bridge with a few parts and lines behind it, and a serial port in front of it under virtual time: what the host's
// codec and the emulated firmware are tried on against each other.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "hal/bridge/bridge_i2c.hpp"
#include "hal/bridge/bridge_pin.hpp"
#include "hal/virtual_clock.hpp"

namespace adit::tests {

using boards::virtual_device::BitaxeRawBridge;
using boards::virtual_device::BridgeFirmware;
using Bytes = std::vector<std::byte>;

inline Bytes bytes(std::initializer_list<int> values) {
    Bytes result;
    for (const int value : values) result.push_back(static_cast<std::byte>(value));
    return result;
}

/// 256 registers and a pointer, as most small parts have.
class Memory final : public boards::virtual_device::I2cPart {
public:
    std::array<std::byte, 256> cells{};
    int writes = 0, reads = 0;

    bool write(std::span<const std::byte> data, Instant) override {
        ++writes;
        if (!data.empty()) pointer_ = std::to_integer<std::uint8_t>(data[0]);
        std::uint8_t at = pointer_;
        for (const std::byte byte : data.subspan(std::min<std::size_t>(1, data.size()))) cells[at++] = byte;
        return true;
    }
    bool read(std::span<std::byte> into, Instant) override {
        ++reads;
        std::uint8_t at = pointer_;
        for (std::byte& byte : into) byte = cells[at++];
        return true;
    }

private:
    std::uint8_t pointer_ = 0;
};

/// Lines by number with their boot levels; writes are counted.
class TestPins final : public boards::virtual_device::BridgePins {
public:
    static constexpr std::uint8_t part_address = 0x4C;
    explicit TestPins(std::map<std::uint8_t, bool> at_boot) : boot_{std::move(at_boot)}, lines{boot_} {}

    boards::virtual_device::I2cPart* part_at(std::uint8_t address) override {
        return address == part_address ? &part : nullptr;
    }
    std::optional<bool> line(std::uint8_t number) const override {
        const auto found = lines.find(number);
        return found == lines.end() ? std::nullopt : std::optional{found->second};
    }
    void set_line(std::uint8_t number, bool level, Instant) override {
        lines.at(number) = level;
        ++line_writes;
    }
    void release_lines(Instant) override { lines = boot_; }
    std::uint16_t adc_count(Instant) override { return 0x123; }
    std::uint16_t adc_count_of(std::uint8_t channel, Instant) override {
        return static_cast<std::uint16_t>(0x200 + channel);
    }
    void set_fan(Percent duty, Instant) override { fan = duty; }
    Rpm fan_speed(Instant) override { return Rpm{static_cast<std::uint32_t>(fan.value) * 30}; }
    bool is_tripped(Instant) override { return tripped; }

private:
    std::map<std::uint8_t, bool> boot_;

public:
    std::map<std::uint8_t, bool> lines;
    Memory part;
    Percent fan{};
    bool tripped = false;
    int line_writes = 0;
};

/// The host's end of the control port's cable.
class BridgeSerial final : public hal::Serial {
public:
    BridgeSerial(BitaxeRawBridge& bridge, hal::VirtualClock& clock) : bridge_{bridge}, clock_{clock} {}
    std::size_t packet_limit = 64, read_limit = 64;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte> into) override {
        return bridge_.take(into.first(std::min(into.size(), read_limit)), clock_.now());
    }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> data) override {
        for (std::size_t done = 0; done < data.size(); done += packet_limit)
            bridge_.receive(data.subspan(done, std::min(packet_limit, data.size() - done)), clock_.now());
        return data.size();
    }
    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }
    Expected<void, hal::SerialError> do_discard_input() override {
        std::array<std::byte, 64> rest{};
        while (bridge_.take(rest, clock_.now()) > 0) continue;
        return {};
    }
    hal::WaitResult do_wait(Instant deadline, hal::Wake&) override {
        const auto next = bridge_.next_reply();
        const bool comes = next && *next <= deadline;
        clock_.advance_to(std::max(clock_.now(), comes ? *next : deadline));
        bridge_.advance(clock_.now());
        return comes ? hal::WaitResult::readable : hal::WaitResult::deadline;
    }

    BitaxeRawBridge& bridge_;
    hal::VirtualClock& clock_;
};

inline std::map<std::uint8_t, bool> bonanza_lines() {
    return {{1, false}, {2, false}, {3, false}, {4, false}, {5, false}};
}

/// Firmware on one side, the host's control port in the dialect that goes with it on the other.
struct BridgeBench {
    explicit BridgeBench(const BridgeFirmware& firmware, hal::bridge::Dialect dialect,
                         std::map<std::uint8_t, bool> lines = {{0, false}}, std::uint64_t seed = 1)
        : pins{std::move(lines)}, bridge{pins, firmware, seed}, port{serial, clock, {.dialect = dialect}} {}

    hal::VirtualClock clock{Instant{std::chrono::seconds{10}}};
    TestPins pins;
    BitaxeRawBridge bridge;
    BridgeSerial serial{bridge, clock};
    hal::bridge::ControlPort port;
    hal::bridge::BridgeI2cBus bus{port};

    hal::bridge::BridgePin pin(std::uint8_t line) { return {port, line}; }
    Expected<void, hal::PinError> set(std::uint8_t line, bool level) {
        return pin(line).set(level ? hal::Level::high : hal::Level::low);
    }
    void inject(const boards::virtual_device::BridgeFaults& faults) { bridge.set_faults(faults, clock.now()); }
    /// Everything the bridge says to these packets, late or not.
    Bytes say(std::initializer_list<Bytes> packets) {
        for (const Bytes& packet : packets) bridge.receive(packet, clock.now());
        Bytes said(512);
        said.resize(bridge.take(said));
        return said;
    }
};

}  // namespace adit::tests
