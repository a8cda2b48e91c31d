// The pages only some products have: LED and restart (EmberOne), fan, system and guarded lines (Bonanza, BIRDS).
#include <algorithm>

#include "boards/virtual/bitaxe_raw_bridge.hpp"
#include "boards/virtual/bridge_codes.hpp"

namespace adit::boards::virtual_device {

namespace {

constexpr std::uint8_t led_rgb = 0x10;
constexpr std::uint8_t fan_set = 0x10, fan_tach = 0x20;
constexpr std::uint8_t system_info = 0x01, system_rx_statistics = 0x02, system_safety = 0x10;
constexpr std::uint8_t restart_plain = 0x01, restart_bootloader = 0x02;
constexpr std::byte layout{1};
constexpr std::string_view firmware_name = "adit-virtual-bridge";

template <std::size_t Size>
bool equal(std::span<const std::byte> data, const std::array<std::uint8_t, Size>& key) noexcept {
    return std::ranges::equal(data, key, [](std::byte b, std::uint8_t k) { return b == std::byte{k}; });
}

}  // namespace

void BitaxeRawBridge::handle_interlocked_gpio(std::uint8_t command, Bytes data, Instant now) {
    const std::uint8_t line = command == bonanza_reset_alias ? bonanza_reset : command;
    if (!pins_.line(line) || data.size() > 1) return reply_invalid(now);
    if (!data.empty() && was_refused(interlock_.drive(line, number(data[0]) > 0, now), now)) return;
    reply_level(line == bonanza_trip ? pins_.is_tripped(now) : pins_.line(line).value_or(false), now);
}

void BitaxeRawBridge::handle_led(std::uint8_t command, Bytes data, Instant now) {
    return command == led_rgb && data.size() == 3 ? reply(data, now) : reply_invalid(now);
}

void BitaxeRawBridge::handle_fan(std::uint8_t command, Bytes data, Instant now) {
    if (command == fan_tach && data.empty()) {
        work_time_ = firmware_.tach_time;
        return reply_word(static_cast<std::uint16_t>(std::min(pins_.fan_speed(now).value, 0xffffU)), now);
    }
    if (command != fan_set || data.size() != 1 || number(data[0]) > 100) return reply_invalid(now);
    if (was_refused(interlock_.set_fan(Percent{number(data[0])}, now), now)) return;
    reply(std::array{std::byte{0}}, now);
}

void BitaxeRawBridge::handle_restart(std::uint8_t command, Bytes data, Instant now) {
    constexpr std::array<std::uint8_t, 4> reboot_key{0xde, 0xad, 0xbe, 0xef}, bootloader_key{0xb0, 0x07, 0x10, 0xad};
    const bool is_meant = (command == restart_plain && equal(data, reboot_key)) ||
                          (command == restart_bootloader && equal(data, bootloader_key));
    return is_meant ? restart(now) : reply_invalid(now);
}

void BitaxeRawBridge::handle_system(std::uint8_t command, Bytes data, Instant now) {
    if (!data.empty()) return reply_invalid(now);
    if (command == system_safety) return reply_safety_status(now);
    if (command == system_rx_statistics) return reply(std::array<std::byte, 9>{layout}, now);
    if (command != system_info) return reply_invalid(now);
    std::array<std::byte, 4 + firmware_name.size()> info{layout, std::byte{1}, std::byte{0},
                                                         static_cast<std::byte>(firmware_name.size())};
    std::ranges::transform(firmware_name, info.begin() + 4, [](char letter) { return static_cast<std::byte>(letter); });
    reply(info, now);
}

void BitaxeRawBridge::reply_safety_status(Instant now) {
    const bool five_volt = pins_.line(bonanza_five_volt).value_or(false);
    const bool is_reset = !pins_.line(bonanza_reset).value_or(false);
    const bool is_full = interlock_.fan() == Percent{100};
    std::array<std::byte, 17> status{layout};
    status[2] = static_cast<std::byte>(interlock_.state());
    status[3] = static_cast<std::byte>(interlock_.cause());
    auto left = static_cast<std::uint32_t>(interlock_.lease_left(now) / std::chrono::milliseconds{1});
    for (std::size_t i = 10; i < 14; ++i, left >>= 8) status[i] = static_cast<std::byte>(left & 0xff);
    status[14] = static_cast<std::byte>((five_volt ? 1 : 0) | (is_reset ? 2 : 0) | (is_full ? 4 : 0));
    status[15] = static_cast<std::byte>(interlock_.fan().value);
    status[16] = static_cast<std::byte>(pins_.is_tripped(now) ? 1 : 0);
    reply(status, now);
}

}  // namespace adit::boards::virtual_device
