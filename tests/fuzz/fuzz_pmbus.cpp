// PMBus number formats: every word decodes, and what was decoded encodes to the same value again.
// links: peripheral
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "driver/peripheral/pmbus.hpp"
#include "driver/peripheral/tps546_limits.hpp"

using namespace adit;
using namespace adit::driver::peripheral;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_linear11(std::uint16_t word) {
    const double value = decode_linear11(word);
    require(std::isfinite(value));
    const auto again = encode_linear11(value);
    if (value < 0.0) require(!again);
    if (again) require(decode_linear11(*again) == value);
}

void check_any_value(double value) {
    const auto word = encode_linear11(value);
    if (!word) return;
    require(std::abs(decode_linear11(*word) - value) <= value / 1024.0);
}

void check_ulinear16(std::uint8_t mode_byte, std::int32_t millivolts) {
    const auto mode = decode_vout_mode(mode_byte);
    if (!mode) return;
    const auto word = encode_ulinear16(Millivolts{millivolts}, mode->exponent);
    if (!word) return;
    const double back = decode_ulinear16(*word, mode->exponent).value * 1000.0;
    const double step = std::ldexp(1000.0, mode->exponent);
    require(back <= millivolts && back > millivolts - step);
}

void check_table(std::uint8_t mode_byte, std::int32_t lowest, std::int32_t highest) {
    const auto mode = decode_vout_mode(mode_byte);
    if (!mode) return;
    const Tps546Limits limits{.vout_initial = {lowest}, .vout_min = {lowest}, .vout_max = {highest}};
    const auto table = tps546_limit_writes(limits, *mode);
    if (!table) return;
    for (const auto& write : *table) {
        const auto number = write.register_number;
        require(number != 0x11 && number != 0x13 && number != 0x15 && number != 0x17 && number != 0x58);
        if (number == 0x24) require(decode_ulinear16(write.value, mode->exponent).value * 1000.0 <= highest);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::array<std::uint8_t, 19> input{};
    std::memcpy(input.data(), data, std::min(size, input.size()));
    std::uint16_t word = 0;
    double value = 0.0;
    std::int32_t low = 0, high = 0;
    std::memcpy(&word, input.data(), sizeof word);
    std::memcpy(&value, input.data() + 2, sizeof value);
    std::memcpy(&low, input.data() + 10, sizeof low);
    std::memcpy(&high, input.data() + 14, sizeof high);
    check_linear11(word);
    check_any_value(value);
    check_ulinear16(input[18], low);
    check_table(input[18], low, high);
    return 0;
}
