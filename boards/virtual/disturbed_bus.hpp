// Stands between the bridge and a part while the bus is disturbed: transfers that are not acknowledged, readings that
// are not the part's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "boards/virtual/board_monitors.hpp"
#include "boards/virtual/faults.hpp"
#include "boards/virtual/i2c_part.hpp"
#include "boards/virtual/seeded_random.hpp"

namespace adit::boards::virtual_device {

class DisturbedBus final : public I2cPart {
public:
    /// Both must outlive this.
    DisturbedBus(const FaultPlan& faults, const BoardMonitors& monitors, std::uint64_t seed) noexcept
        : faults_{faults}, monitors_{monitors}, random_{seed, 0x6932635f} {}

    /// Is there anything to stand in for?
    void look_again() noexcept {
        constexpr std::array all{Fault::nak, Fault::read_ff, Fault::read_zero, Fault::read_old, Fault::read_flip};
        is_disturbed_ = false;
        for (const Fault fault : all) is_disturbed_ = is_disturbed_ || faults_.has_anywhere(fault);
    }
    /// The next reading of a chip's degrees is 127.
    void set_spike() noexcept { is_spike_waiting_ = true; }
    [[nodiscard]] bool is_disturbed() const noexcept { return is_disturbed_ || is_spike_waiting_; }

    /// Puts itself before `part`.
    [[nodiscard]] I2cPart& stand_before(I2cPart& part, std::uint8_t address) noexcept {
        part_ = &part;
        address_ = address;
        return *this;
    }

    [[nodiscard]] bool write(std::span<const std::byte> bytes, Instant now) override;
    [[nodiscard]] bool read(std::span<std::byte> into, Instant now) override;

private:
    [[nodiscard]] bool happens(Fault fault) noexcept { return random_.happens(faults_.level(fault, address_)); }

    const FaultPlan& faults_;
    const BoardMonitors& monitors_;
    SeededRandom random_;
    I2cPart* part_ = nullptr;
    std::array<std::uint8_t, 128> selected_{};
    std::vector<std::byte> last_;
    std::uint8_t address_ = 0;
    bool is_disturbed_ = false, is_spike_waiting_ = false;
};

}  // namespace adit::boards::virtual_device
