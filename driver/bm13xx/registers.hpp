// What the BM13xx wire calls things: frame types, commands, register addresses, and what a BM1370 holds after reset.
// Shared with the emulated chips: facts of the wire, not a codec. Sources: public register maps of the family
// (ESP-Miner, mujina's reference, the bm13xx register crate); where they disagree, captures win.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace adit::driver::bm13xx {

/// Preambles: host to chip 55 AA, chip to host AA 55. Not covered by length or checksum.
inline constexpr std::array<std::byte, 2> host_preamble{std::byte{0x55}, std::byte{0xaa}};
inline constexpr std::array<std::byte, 2> chip_preamble{std::byte{0xaa}, std::byte{0x55}};

/// The FLAGS byte of host frames: bits 6:5 type (10 command, 01 job), bit 4 broadcast, bits 3:0 command.
namespace flags {
inline constexpr std::uint8_t set_address = 0x40;
inline constexpr std::uint8_t write_one = 0x41;
inline constexpr std::uint8_t read_one = 0x42;
inline constexpr std::uint8_t write_all = 0x51;
inline constexpr std::uint8_t read_all = 0x52;
inline constexpr std::uint8_t inactive = 0x53;
inline constexpr std::uint8_t job = 0x21;
}  // namespace flags

/// The LEN byte: everything after the preamble, itself included. A job's LEN is not policed by silicon: 0x56 is the
/// arithmetically right one, 0x36 and 0xff are met in the field with the same 82-byte payload.
namespace length {
inline constexpr std::uint8_t short_command = 0x05;  ///< set address, read, inactive
inline constexpr std::uint8_t write = 0x09;
inline constexpr std::uint8_t job = 0x56;
inline constexpr std::uint8_t job_factory = 0x36;
inline constexpr std::uint8_t job_open = 0xff;
}  // namespace length

/// Whole frames on the wire, preamble included.
namespace frame_size {
inline constexpr std::size_t short_command = 7;
inline constexpr std::size_t write = 11;
inline constexpr std::size_t job = 88;
inline constexpr std::size_t job_payload = 82;
inline constexpr std::size_t reply_plain = 9;     ///< before the chip executed a version-rolling write
inline constexpr std::size_t reply_rolling = 11;  ///< after it
}  // namespace frame_size

/// BM1397 and BM1387 take midstates instead of a header: 1 or 4 of them behind 18 bytes. LEN as on the wire.
namespace midstate_job {
inline constexpr std::size_t payload_head = 18;  ///< id, count, nonce, bits, time, end of the merkle root
inline constexpr std::size_t midstate = 32;
inline constexpr std::uint8_t most_midstates = 4;
inline constexpr std::uint8_t length_one = 0x36;
inline constexpr std::uint8_t length_four = 0x96;
}  // namespace midstate_job

/// The BM1387 has no preambles; its header byte already says how a command is addressed. Jobs: as `flags::job`.
namespace bare {
inline constexpr std::uint8_t set_address = 0x41;
inline constexpr std::uint8_t write_one = 0x48;
inline constexpr std::uint8_t read_one = 0x44;
inline constexpr std::uint8_t write_all = 0x58;
inline constexpr std::uint8_t read_all = 0x54;
inline constexpr std::uint8_t inactive = 0x55;
inline constexpr std::size_t short_command_size = 5;
inline constexpr std::size_t write_size = 9;
inline constexpr std::size_t reply_size = 7;
}  // namespace bare

/// Reply type in bits 7:5 of the tail byte.
inline constexpr std::uint8_t reply_type_register = 0;
inline constexpr std::uint8_t reply_type_nonce = 4;

enum class Register : std::uint8_t {
    chip_id = 0x00,  ///< 31:16 id, 15:8 core number, 7:0 address
    hash_rate = 0x04,
    pll0 = 0x08,  ///< hash clock
    chip_nonce_offset = 0x0c,
    hash_counting_number = 0x10,  ///< length of one nonce sweep in units of 80 ns (2 crystal ticks)
    ticket_mask = 0x14,
    misc_control = 0x18,
    misc_control_add = 0x19,
    i2c_control = 0x1c,
    ordered_clock_enable = 0x20,
    top_process_monitor = 0x24,
    fast_uart = 0x28,
    uart_relay = 0x2c,
    core_number = 0x30,
    ticket_mask2 = 0x38,
    core_mailbox = 0x3c,  ///< CORE_REGISTER_CONTROL
    core_value = 0x40,    ///< CORE_REGISTER_VALUE
    external_temperature = 0x44,
    error_flag = 0x48,
    nonce_error_counter = 0x4c,
    nonce_overflow_counter = 0x50,
    analog_mux = 0x54,
    io_driver_strength = 0x58,
    time_out = 0x5c,
    pll1 = 0x60,
    pll2 = 0x64,
    pll3 = 0x68,  ///< BM1366 and later: ring-oscillator pad disable
    ordered_clock_monitor = 0x6c,
    pll0_divider = 0x70,
    pll1_divider = 0x74,
    pll2_divider = 0x78,
    pll3_divider = 0x7c,
    clock_order_0 = 0x80,
    clock_order_1 = 0x84,
    domain0_counter = 0x88,  ///< four domain counters 88..8B, unit 2^32 hashes, free running
    domain1_counter = 0x89,
    domain2_counter = 0x8a,
    domain3_counter = 0x8b,
    total_counter = 0x8c,  ///< unit 2^32 hashes
    total_counter_clearable = 0x90,
    nonce_returned_timeout = 0x9c,
    golden_nonce = 0x94,
    returned_group_pattern = 0x98,
    returned_single_pattern = 0xa0,
    version_rolling = 0xa4,  ///< bit 31 auto-roll, 30 fixed, 29:28 generate, 15:0 mask (version bits 28:13)
    soft_reset = 0xa8,
    temperature_command = 0xb0,  ///< BM1368
    temperature_data = 0xb4,     ///< BM1368: bit 31 valid, 15:0 code
    voltage_adc_input = 0xb8,
    voltage_adc_control = 0xb9,
    voltage_adc_result = 0xbd,
    auto_work = 0xc4,
};

/// Where the BM1387 keeps what later chips keep elsewhere.
namespace bm1387_register {
inline constexpr Register hash_rate{0x08};
inline constexpr Register pll{0x0c};
inline constexpr Register hash_counting_number{0x14};
inline constexpr Register ticket_mask{0x18};
inline constexpr Register misc_control{0x1c};
inline constexpr Register i2c_control{0x20};
}  // namespace bm1387_register

/// Core registers behind the mailbox 0x3c: bit 31 all cores, 24:16 core, 15 write, 12:8 register, 7:0 value.
namespace core_register {
inline constexpr std::uint8_t clock_delay = 0x00;
inline constexpr std::uint8_t core_enable = 0x02;
inline constexpr std::uint8_t hash_clock = 0x05;
inline constexpr std::uint8_t clock_select = 0x0b;
inline constexpr std::uint8_t nonce_bin_overflow = 0x0d;
}  // namespace core_register

struct ResetValue {
    Register address;
    std::uint32_t value;
};

/// BM1370 after reset. Anything not listed reads 0.
inline constexpr std::array bm1370_reset_values{
    ResetValue{Register::chip_id, 0x13700000},
    ResetValue{Register::pll0, 0xc0540165},  // 25 * 84 / (1 * 7 * 6) = 50 MHz, locked
    ResetValue{Register::misc_control, 0x0000c100},
    ResetValue{Register::ordered_clock_enable, 0x00000007},
    ResetValue{Register::top_process_monitor, 0x00100000},
    ResetValue{Register::fast_uart, 0x01301a00},  // divisor 26: 115,740 baud
    ResetValue{Register::uart_relay, 0x000f0000},
    ResetValue{Register::core_number, 0x00000080},
    ResetValue{Register::core_value, 0x08020100},
    ResetValue{Register::io_driver_strength, 0x00012111},
    ResetValue{Register::time_out, 0x0000ffff},
    ResetValue{Register::pll1, 0x20500174},
    ResetValue{Register::pll2, 0x20500174},
    ResetValue{Register::ordered_clock_monitor, 0x00010200},
    ResetValue{Register::nonce_returned_timeout, 0x00f70073},
    ResetValue{Register::version_rolling, 0x0000ffff},
    ResetValue{Register::soft_reset, 0x00070000},
    ResetValue{Register::voltage_adc_input, 0x20000000},
    ResetValue{Register{0xbc}, 0x00003313},
    ResetValue{Register{0xc0}, 0x00002000},
    ResetValue{Register::auto_work, 0x0000b850},
};

/// Core registers of a BM1370 after reset.
struct CoreResetValue {
    std::uint8_t address;
    std::uint8_t value;
};
inline constexpr std::array bm1370_core_reset_values{
    CoreResetValue{core_register::clock_delay, 0x52},
    CoreResetValue{core_register::core_enable, 0x55},
    CoreResetValue{0x05, 0x00},
    CoreResetValue{0x06, 0x08},
};

/// Crystal of every known board. The hash clock, the baud rate and the hash counting number derive from it.
inline constexpr std::uint32_t crystal_hz = 25'000'000;

struct RegisterName {
    Register address;
    std::string_view name;
};
inline constexpr std::array register_names{
    RegisterName{Register::chip_id, "CHIP_ID"},
    RegisterName{Register::hash_rate, "HASH_RATE"},
    RegisterName{Register::pll0, "PLL0_PARAMETER"},
    RegisterName{Register::chip_nonce_offset, "CHIP_NONCE_OFFSET"},
    RegisterName{Register::hash_counting_number, "HASH_COUNTING_NUMBER"},
    RegisterName{Register::ticket_mask, "TICKET_MASK"},
    RegisterName{Register::misc_control, "MISC_CONTROL"},
    RegisterName{Register::misc_control_add, "MISC_CONTROL_ADD"},
    RegisterName{Register::i2c_control, "I2C_CONTROL"},
    RegisterName{Register::ordered_clock_enable, "ORDERED_CLOCK_ENABLE"},
    RegisterName{Register::top_process_monitor, "TOP_PROCESS_MONITOR"},
    RegisterName{Register::fast_uart, "FAST_UART"},
    RegisterName{Register::uart_relay, "UART_RELAY"},
    RegisterName{Register::core_number, "CORE_NUMBER"},
    RegisterName{Register::ticket_mask2, "TICKET_MASK2"},
    RegisterName{Register::core_mailbox, "CORE_REGISTER_CONTROL"},
    RegisterName{Register::core_value, "CORE_REGISTER_VALUE"},
    RegisterName{Register::external_temperature, "EXT_TEMP_SENSOR_READ"},
    RegisterName{Register::error_flag, "ERROR_FLAG"},
    RegisterName{Register::nonce_error_counter, "NONCE_ERROR_COUNTER"},
    RegisterName{Register::nonce_overflow_counter, "NONCE_OVERFLOW_COUNTER"},
    RegisterName{Register::analog_mux, "ANALOG_MUX"},
    RegisterName{Register::io_driver_strength, "IO_DRIVER_STRENGTH"},
    RegisterName{Register::time_out, "TIME_OUT"},
    RegisterName{Register::pll1, "PLL1_PARAMETER"},
    RegisterName{Register::pll2, "PLL2_PARAMETER"},
    RegisterName{Register::pll3, "PLL3_PARAMETER"},
    RegisterName{Register::ordered_clock_monitor, "ORDERED_CLOCK_MONITOR"},
    RegisterName{Register::pll0_divider, "PLL0_DIVIDER"},
    RegisterName{Register::pll1_divider, "PLL1_DIVIDER"},
    RegisterName{Register::pll2_divider, "PLL2_DIVIDER"},
    RegisterName{Register::pll3_divider, "PLL3_DIVIDER"},
    RegisterName{Register::clock_order_0, "CLOCK_ORDER_CONTROL_0"},
    RegisterName{Register::clock_order_1, "CLOCK_ORDER_CONTROL_1"},
    RegisterName{Register::domain0_counter, "DOMAIN0_HASH_COUNTER"},
    RegisterName{Register::domain1_counter, "DOMAIN1_HASH_COUNTER"},
    RegisterName{Register::domain2_counter, "DOMAIN2_HASH_COUNTER"},
    RegisterName{Register::domain3_counter, "DOMAIN3_HASH_COUNTER"},
    RegisterName{Register::total_counter, "TOTAL_HASH_COUNTER"},
    RegisterName{Register::total_counter_clearable, "TOTAL_HASH_COUNTER_CLEARABLE"},
    RegisterName{Register::nonce_returned_timeout, "NONCE_RETURNED_TIMEOUT"},
    RegisterName{Register::version_rolling, "VERSION_ROLLING"},
    RegisterName{Register::soft_reset, "SOFT_RESET"},
    RegisterName{Register::voltage_adc_input, "VOLTAGE_ADC_INPUT"},
    RegisterName{Register::voltage_adc_control, "VOLTAGE_ADC_CONTROL"},
    RegisterName{Register::voltage_adc_result, "VOLTAGE_ADC_RESULT"},
    RegisterName{Register::auto_work, "AUTO_WORK_CONFIGURATION"},
};

/// The register's name for people; "unnamed" for an address without one.
[[nodiscard]] constexpr std::string_view name_of(Register address) noexcept {
    for (const RegisterName& entry : register_names)
        if (entry.address == address) return entry.name;
    return "unnamed";
}

}  // namespace adit::driver::bm13xx
