// Which PMBus commands the emulated TPS546D24A knows, how long each is, and what it holds at power-on.
#pragma once

#include <cstdint>

namespace adit::boards::virtual_device {

enum class PmbusKind : std::uint8_t { unknown, send, byte, word, block };

struct PmbusCommand {
    std::uint8_t code = 0;
    PmbusKind kind = PmbusKind::unknown;
    bool is_writable = false;
    std::uint16_t initial = 0;    ///< bytes and words at power-on; for blocks their length
    std::uint8_t data_bytes = 0;  ///< that follow the code, or are read; a block's length is one of them
};

/// The command's entry; kind `unknown` if the part does not have it.
[[nodiscard]] const PmbusCommand& pmbus_command(std::uint8_t code) noexcept;

/// Command codes the model acts on (PMBus 1.3 part II, table of commands; detail bits: bm13xx notes on the TPS546).
namespace pmbus {
inline constexpr std::uint8_t operation = 0x01, on_off_config = 0x02, clear_faults = 0x03;
inline constexpr std::uint8_t vout_mode = 0x20, vout_command = 0x21, vout_max = 0x24, vout_scale_loop = 0x29;
inline constexpr std::uint8_t vout_min = 0x2b, vin_on = 0x35, vin_off = 0x36;
inline constexpr std::uint8_t iout_oc_fault = 0x46, iout_oc_warn = 0x4a, ot_fault = 0x4f, ot_warn = 0x51;
inline constexpr std::uint8_t vin_ov_fault = 0x55;
inline constexpr std::uint8_t status_byte = 0x78, status_word = 0x79, status_vout = 0x7a, status_iout = 0x7b;
inline constexpr std::uint8_t status_input = 0x7c, status_temperature = 0x7d, status_cml = 0x7e, status_other = 0x7f;
inline constexpr std::uint8_t status_mfr = 0x80;
inline constexpr std::uint8_t read_vin = 0x88, read_vout = 0x8b, read_iout = 0x8c, read_temperature = 0x8d;
inline constexpr std::uint8_t ic_device_id = 0xad;
}  // namespace pmbus

}  // namespace adit::boards::virtual_device
