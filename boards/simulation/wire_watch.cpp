// Request: LEN(2) ID BUS PAGE CMD data. PMBus: OPERATION 01 (bit 7: on), VOUT_COMMAND 21.
#include "boards/simulation/wire_watch.hpp"

#include <algorithm>

namespace adit::boards::simulation {

namespace {

constexpr std::size_t header_bytes = 6, page_at = 4, command_at = 5;
constexpr unsigned page_i2c = 0x05, page_gpio = 0x06, i2c_write = 0x20, operation = 0x01, vout_command = 0x21;
constexpr Duration step_time = std::chrono::milliseconds{50};  // HZ-09

constexpr unsigned number(std::byte byte) noexcept { return std::to_integer<unsigned>(byte); }

}  // namespace

void WireWatch::order(Millivolts rail, Instant now) noexcept {
    highest_ = std::max(highest_, rail);
    // Steps that follow one another within the time of one count as one.
    if (!is_on_ || rail < ordered_ || now - ordered_at_ >= step_time) base_ = is_on_ ? std::min(ordered_, rail) : rail;
    if (is_on_) steepest_ = std::max(steepest_, rail - base_);
    ordered_ = rail;
    ordered_at_ = now;
}

bool WireWatch::look(std::span<const std::byte> request, Instant now) noexcept {
    if (request.size() < header_bytes) return true;
    const unsigned page = number(request[page_at]), command = number(request[command_at]);
    if (page == page_gpio) return true;
    if (page != page_i2c || command != i2c_write) return false;
    const auto data = request.subspan(header_bytes);
    if (!regulator_ || data.size() < 3 || number(data[0]) != *regulator_) return true;
    if (number(data[1]) == operation) {
        is_on_ = (number(data[2]) & 0x80U) != 0;
        ordered_at_ = now;
    }
    if (number(data[1]) == vout_command && data.size() == 4) {
        const unsigned word = number(data[2]) | number(data[3]) << 8;
        order(Millivolts{static_cast<std::int32_t>((word * 1000 + 256) / 512)}, now);
    }
    return true;
}

}  // namespace adit::boards::simulation
