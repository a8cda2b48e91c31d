// Pages and commands of the bitaxe-raw control protocol, by number. Shared by the encoders only.
#pragma once

#include <cstdint>

namespace adit::hal::bridge {

inline constexpr std::uint8_t page_system = 0x00;  ///< Bonanza and BIRDS
inline constexpr std::uint8_t page_i2c = 0x05;
inline constexpr std::uint8_t page_gpio = 0x06;
inline constexpr std::uint8_t page_adc = 0x07;
inline constexpr std::uint8_t page_led = 0x08;           ///< EmberOne
inline constexpr std::uint8_t page_fan = 0x09;           ///< Bonanza and BIRDS
inline constexpr std::uint8_t page_ember_system = 0x09;  ///< EmberOne v1: the same number

inline constexpr std::uint8_t i2c_frequency = 0x10;
inline constexpr std::uint8_t i2c_write = 0x20;
inline constexpr std::uint8_t i2c_read = 0x30;
inline constexpr std::uint8_t i2c_write_read = 0x40;

inline constexpr std::uint8_t led_rgb = 0x10;
inline constexpr std::uint8_t fan_set = 0x10;
inline constexpr std::uint8_t fan_tach = 0x20;
inline constexpr std::uint8_t ember_reboot = 0x01;
inline constexpr std::uint8_t ember_bootloader = 0x02;
inline constexpr std::uint8_t system_info = 0x01;
inline constexpr std::uint8_t system_rx_statistics = 0x02;
inline constexpr std::uint8_t system_safety_status = 0x10;

}  // namespace adit::hal::bridge
