// See pages.hpp.
#include "hal/bridge/pages.hpp"

#include <algorithm>
#include <array>

#include "hal/bridge/page_numbers.hpp"

namespace adit::hal::bridge {
namespace {

using Bytes = std::span<const std::byte>;

// Both restarts must be asked for with these bytes, so that no noise can be one.
constexpr std::array reboot_key{std::byte{0xDE}, std::byte{0xAD}, std::byte{0xBE}, std::byte{0xEF}};
constexpr std::array bootloader_key{std::byte{0xB0}, std::byte{0x07}, std::byte{0x10}, std::byte{0xAD}};

/// The first byte of all three system replies.
constexpr std::byte layout_version{1};
constexpr std::size_t info_header_size = 4, longest_firmware_name = 63;
constexpr std::size_t rx_statistics_size = 9, safety_status_size = 17;
constexpr std::uint8_t five_volt_bit = 1, reset_bit = 2, fan_full_bit = 4;

std::uint8_t byte_at(Bytes bytes, std::size_t index) noexcept { return std::to_integer<std::uint8_t>(bytes[index]); }

std::uint32_t word_at(Bytes bytes, std::size_t index) noexcept {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = word << 8 | byte_at(bytes, index + i);
    return word;
}

bool is_printable(Bytes bytes) noexcept {
    return std::ranges::all_of(bytes, [](std::byte b) { return b >= std::byte{0x20} && b < std::byte{0x7F}; });
}

bool has_layout(Bytes payload, std::size_t size) noexcept {
    return payload.size() == size && payload[0] == layout_version;
}

Request with_data(Request request, Bytes data) noexcept {
    request.append(data);
    return request;
}

}  // namespace

Request encode_led(std::uint8_t id, Colour colour) noexcept {
    const std::array data{std::byte{colour.red}, std::byte{colour.green}, std::byte{colour.blue}};
    return with_data({id, page_led, led_rgb, data.size()}, data);
}

Request encode_ember_reboot(std::uint8_t id) noexcept {
    return with_data({id, page_ember_system, ember_reboot, 0}, reboot_key);
}

Request encode_ember_bootloader(std::uint8_t id) noexcept {
    return with_data({id, page_ember_system, ember_bootloader, 0}, bootloader_key);
}

Request encode_fan_set(std::uint8_t id, Percent duty) noexcept {
    Request request{id, page_fan, fan_set, 1};
    request.append(static_cast<std::uint8_t>(std::clamp(duty.value, 0, 100)));
    return request;
}

Request encode_fan_tach(std::uint8_t id) noexcept { return {id, page_fan, fan_tach, 2}; }

Rpm decode_fan_tach(std::span<const std::byte, 2> payload) noexcept {
    return Rpm{std::uint32_t{byte_at(payload, 0)} + std::uint32_t{256} * byte_at(payload, 1)};
}

Request encode_system_info(std::uint8_t id) noexcept {
    Request request{id, page_system, system_info, info_header_size + longest_firmware_name};
    request.set_least_reply_size(info_header_size);
    return request;
}

Request encode_rx_statistics(std::uint8_t id) noexcept {
    return {id, page_system, system_rx_statistics, rx_statistics_size};
}

Request encode_safety_status(std::uint8_t id) noexcept {
    return {id, page_system, system_safety_status, safety_status_size};
}

std::optional<SystemInfo> decode_system_info(Bytes payload) noexcept {
    if (payload.size() < info_header_size || payload[0] != layout_version) return std::nullopt;
    const Bytes text = payload.subspan(info_header_size);
    if (byte_at(payload, 3) != text.size() || !is_printable(text)) return std::nullopt;
    return SystemInfo{
        byte_at(payload, 1), byte_at(payload, 2), {reinterpret_cast<const char*>(text.data()), text.size()}};
}

std::optional<RxStatistics> decode_rx_statistics(Bytes payload) noexcept {
    if (!has_layout(payload, rx_statistics_size)) return std::nullopt;
    return RxStatistics{word_at(payload, 1), word_at(payload, 5)};
}

std::optional<SafetyStatus> decode_safety_status(Bytes payload) noexcept {
    if (!has_layout(payload, safety_status_size)) return std::nullopt;
    const std::uint8_t state = byte_at(payload, 2), fan = byte_at(payload, 15);
    if (state > static_cast<std::uint8_t>(SafetyStatus::State::fault_latched) || fan > 100) return std::nullopt;
    const std::uint8_t outputs = byte_at(payload, 14);
    return SafetyStatus{.state = static_cast<SafetyStatus::State>(state),
                        .fault = byte_at(payload, 3),
                        .lease_left = std::chrono::milliseconds{word_at(payload, 10)},
                        .is_five_volt_on = (outputs & five_volt_bit) != 0,
                        .is_reset_asserted = (outputs & reset_bit) != 0,
                        .is_fan_full = (outputs & fan_full_bit) != 0,
                        .fan = Percent{fan},
                        .is_trip_asserted = byte_at(payload, 16) != 0};
}

}  // namespace adit::hal::bridge
