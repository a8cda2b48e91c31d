// See off_steps.hpp.
#include "boards/safeoff/off_steps.hpp"

#include <algorithm>

#include "hal/bridge/bitaxe_raw.hpp"

namespace adit::boards::safeoff {

namespace {

using hal::Level;
namespace bridge = hal::bridge;

// PMBus 1.3 part II: OPERATION (00 = immediate off), STATUS_WORD (bit 6 = the output is off, for whatever reason).
constexpr std::byte reg_operation{0x01}, operation_off{0x00};
constexpr std::byte reg_status_word{0x79}, status_off{0x40};

OffStep step_of(const bridge::Request& request, bool is_proof) {
    OffStep step;
    step.is_proof = is_proof;
    step.request_size = static_cast<std::uint8_t>(request.bytes().size());
    step.reply_size = static_cast<std::uint8_t>(request.reply_size());
    std::ranges::copy(request.bytes(), step.request.begin());
    return step;
}

/// The answer's byte `index` must equal `value` in the bits of `mask`.
void expect(OffStep& step, std::size_t index, std::byte value, std::byte mask = std::byte{0xFF}) {
    step.expected.at(index) = value;
    step.mask.at(index) = mask;
}

void add_operation_off(std::uint8_t address, std::vector<OffStep>& steps) {
    const std::array write{reg_operation, operation_off};
    steps.push_back(step_of(*bridge::encode_i2c_write(0, address, write), false));
    OffStep operation = step_of(*bridge::encode_i2c_write_read(0, address, std::array{reg_operation}, 1), true);
    expect(operation, 0, operation_off);
    steps.push_back(operation);
    OffStep status = step_of(*bridge::encode_i2c_write_read(0, address, std::array{reg_status_word}, 2), true);
    expect(status, 0, status_off, status_off);
    steps.push_back(status);
}

void add_line(std::uint8_t gpio, Level level, std::vector<OffStep>& steps) {
    steps.push_back(step_of(bridge::encode_gpio_write(0, gpio, level), false));
    OffStep read = step_of(bridge::encode_gpio_read(0, gpio), true);
    expect(read, 0, level == Level::high ? std::byte{1} : std::byte{0});
    steps.push_back(read);
}

}  // namespace

std::vector<OffStep> off_steps(const OffBoard& board) {
    std::vector<OffStep> steps;
    if (board.bus != OffBus::bitaxe_raw) return steps;
    if (board.enable) add_line(board.enable->gpio, board.enable->is_on_low ? Level::high : Level::low, steps);
    if (board.operation) {
        steps.push_back(step_of(bridge::encode_i2c_frequency(0, board.i2c_hz), false));
        add_operation_off(*board.operation, steps);
    }
    add_line(board.reset_gpio, board.is_reset_low ? Level::low : Level::high, steps);
    return steps;
}

}  // namespace adit::boards::safeoff
