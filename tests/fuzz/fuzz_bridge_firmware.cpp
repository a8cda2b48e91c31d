// The emulated bridge firmwares: any packets at any times, with any faults. Input: firmware, faults, then packets,
// each after its length and the milliseconds before it.
// links: virtual
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "boards/virtual/bitaxe_raw_bridge.hpp"

namespace {

using namespace adit;
using namespace adit::boards::virtual_device;

void require(bool condition) {
    if (!condition) std::abort();
}

class Echo final : public I2cPart {
public:
    bool write(std::span<const std::byte> data, Instant) override { return data.size() != 7; }
    bool read(std::span<std::byte> into, Instant) override {
        std::ranges::fill(into, std::byte{0x55});
        return into.size() != 9;
    }
};

class Pins final : public BridgePins {
public:
    I2cPart* part_at(std::uint8_t address) override { return address % 2 == 0 ? &part_ : nullptr; }
    std::optional<bool> line(std::uint8_t number) const override {
        return number < lines.size() ? std::optional{lines[number]} : std::nullopt;
    }
    void set_line(std::uint8_t number, bool level, Instant) override { lines.at(number) = level; }
    void release_lines(Instant) override { lines = {}; }
    std::uint16_t adc_count(Instant) override { return 1; }
    void set_fan(Percent duty, Instant) override { fan = duty; }

    std::array<bool, 6> lines{};
    Percent fan{100};

private:
    Echo part_;
};

constexpr std::array firmwares{&plain_firmware, &ember_old_firmware, &ember_firmware, &bonanza_firmware,
                               &birds_firmware};

BridgeFaults faults_of(std::uint8_t bits) {
    return {.lose_reply = (bits & 1) != 0 ? 0.5 : 0.0,
            .wrong_id = (bits & 2) != 0 ? 0.5 : 0.0,
            .stale_reply = (bits & 4) != 0 ? 0.5 : 0.0,
            .delay = std::chrono::milliseconds{(bits & 8) != 0 ? 30 : 0},
            .documented_errors = (bits & 16) != 0,
            .i2c_hangs = (bits & 32) != 0,
            .i2c_stuck = (bits & 64) != 0,
            .i2c_stretch = {},
            .no_ack = {},
            .lease_lost = (bits & 128) != 0};
}

/// Reset may only be released, and power only be on, in the Bonanza's order; whatever was asked.
void check_order(const Pins& pins, const BridgeFirmware& firmware) {
    if (!firmware.has_sequence) return;
    require(!pins.lines[bonanza_reset] || pins.lines[bonanza_five_volt]);
    require(pins.fan.value >= 0 && pins.fan.value <= 100);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const BridgeFirmware& firmware = *firmwares[data[0] % firmwares.size()];
    Pins pins;
    BitaxeRawBridge bridge{pins, firmware, data[0]};
    Instant now{std::chrono::seconds{1}};
    bridge.set_faults(faults_of(data[1]), now);
    std::array<std::byte, 64> reply{};
    for (std::size_t at = 2; at + 2 <= size;) {
        now += std::chrono::milliseconds{data[at + 1]};
        const std::size_t length = std::min<std::size_t>(data[at], size - at - 2);
        bridge.advance(now);
        bridge.receive(std::as_bytes(std::span{data + at + 2, length}), now);
        check_order(pins, firmware);
        if (data[at] % 3 != 0)
            while (bridge.take(reply, now) > 0) continue;
        at += 2 + length;
    }
    while (bridge.take(reply) > 0) continue;
    require(!bridge.has_reply());
    bridge.close(now);
    if (firmware.is_safe_when_closed) require(!pins.lines[bonanza_five_volt] && pins.fan == Percent{100});
    return 0;
}
