// The registers of each family for people (`adit probe`): name, reset value, fields, unit, source. Only for the family
// files; others read `ChipModel::registers`.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "driver/bm13xx/chip_model.hpp"

namespace adit::driver::bm13xx {

namespace register_rows {

inline constexpr std::string_view public_maps = "ESP-Miner and mujina, register maps";
inline constexpr std::string_view crate = "bm13xx register crate, reset dump";
inline constexpr std::string_view notes_1397 = "BM1397 register notes and crate";
inline constexpr std::string_view s9 = "open S9 firmware";
inline constexpr std::string_view hashes = "2^32 hashes";

/// A register of the BM1362 and later. Resets: dumps of BM1366 and BM1370, none where no dump has it.
struct Row {
    Register address{};
    std::string_view fields;
    std::optional<std::uint32_t> bm1366, bm1370;
    std::string_view unit;
};

inline constexpr std::array later{
    Row{Register::chip_id, "31:16 id, 15:8 core number, 7:0 address", 0x13660000, 0x13700000, {}},
    Row{Register::hash_rate, "hash rate; BM1370: one-second timer", 0x00012a89, 0x00000000, {}},
    Row{Register::pll0, "31 locked, 30 enable, 28 high VCO, 27:16 feedback, 13:8 reference, 6:4 post1-1, 2:0 post2-1",
        0xc0540165, 0xc0540165, "hash clock"},
    Row{Register::chip_nonce_offset, "31 enable, 15:0 start of the sweep >> 9", {}, {}, "512 nonces"},
    Row{Register::hash_counting_number, "length of one nonce sweep", {}, {}, "80 ns"},
    Row{Register::ticket_mask, "difficulty - 1, bits of each byte mirrored", {}, {}, {}},
    Row{Register::misc_control,
        "31:28 return nonces per quarter of the cores, 14 RFS, 13 INV_CLKO, 12:8 BT8D",
        0x0000c100,
        0x0000c100,
        {}},
    Row{Register::misc_control_add, "BM1372/73: more control", {}, {}, {}},
    Row{Register::i2c_control, "31 busy, 24 DO, 23:17 device, 16 write, 15:8 register, 7:0 value", {}, {}, {}},
    Row{Register::ordered_clock_enable, "clock enables", 0x00000003, 0x00000007, {}},
    Row{Register::top_process_monitor, "process monitor", 0x00100000, 0x00100000, {}},
    Row{Register::fast_uart, "28 enable, 27:26 clock select, 23:20 PLL1_DIV4, 15:8 BT8D, 7:0 CLKO_DIV", 0x01301a00,
        0x01301a00, "25 MHz / (8 x (BT8D + 1)) baud"},
    Row{Register::uart_relay, "31:16 gap, 1 RO_REL_EN, 0 CO_REL_EN", 0x000f0000, 0x000f0000, {}},
    Row{Register::core_number, "number of cores", 0x00000070, 0x00000080, "cores"},
    Row{Register::ticket_mask2, "second difficulty filter", {}, {}, {}},
    Row{Register::core_mailbox, "31 all cores, 24:16 core, 15 write, 12:8 core register, 7:0 value", {}, {}, {}},
    Row{Register::core_value, "31:16 core, 15:0 value read", 0x1eaf5fbe, 0x08020100, {}},
    Row{Register::external_temperature, "external sensor", {}, {}, {}},
    Row{Register::error_flag, "command, work and core response errors", {}, {}, {}},
    Row{Register::nonce_error_counter, "hardware errors", {}, {}, hashes},
    Row{Register::nonce_overflow_counter, "nonces lost to full queues", {}, {}, {}},
    Row{Register::analog_mux, "2:0 pad: 3 default, 2 temperature diode (BM1370)", {}, {}, {}},
    Row{Register::io_driver_strength,
        "23:20 slew, 19:16 RO, 15:12 CLKO, 11:8 NRSTO, 7:4 BO, 3:0 CO",
        0x00012111,
        0x00012111,
        {}},
    Row{Register::time_out, "15:0 time-out", 0x0000ffff, 0x0000ffff, {}},
    Row{Register::pll1, "fields as of PLL0", 0x20500174, 0x20500174, {}},
    Row{Register::pll2, "fields as of PLL0", {}, 0x20500174, {}},
    Row{Register::pll3, "ring oscillator pads: 5AA55AA5 off", {}, 0x00000000, {}},
    Row{Register::ordered_clock_monitor, "clock monitor", 0x00010200, 0x00010200, {}},
    Row{Register::domain0_counter, "hashes of domain 0, free running", {}, {}, hashes},
    Row{Register::domain1_counter, "hashes of domain 1, free running", {}, {}, hashes},
    Row{Register::domain2_counter, "hashes of domain 2, free running", {}, {}, hashes},
    Row{Register::domain3_counter, "hashes of domain 3, free running", {}, {}, hashes},
    Row{Register::total_counter, "all hashes, free running", {}, {}, hashes},
    Row{Register::total_counter_clearable, "all hashes since 0 was written", {}, {}, hashes},
    Row{Register::nonce_returned_timeout, "time-outs of the nonce path", 0x00fd0077, 0x00f70073, {}},
    Row{Register::version_rolling,
        "31 roll, 30 fixed, 29:28 generate, 15:0 mask of version bits 28:13",
        0x0000ffff,
        0x0000ffff,
        {}},
    Row{Register::soft_reset, "18:16 always set, 8:4 bring-up, 3:0 runtime reset", 0x00070000, 0x00070000, {}},
    Row{Register::temperature_command, "BM1368: on-die sensor, command", {}, {}, {}},
    Row{Register::temperature_data, "BM1368: 31 valid, 15:0 code", {}, {}, "0.171342 x code - 299.5144 C"},
    Row{Register::voltage_adc_input, "input select and start", 0x20000000, 0x20000000, {}},
    Row{Register::voltage_adc_control, "analog block", {}, {}, {}},
    Row{Register{0xbc}, "analog block", 0x00003313, 0x00003313, {}},
    Row{Register::voltage_adc_result, "31 valid, 14:0 code", {}, {}, "V = code / 16384 - 1"},
    Row{Register{0xc0}, "not named", 0x00002000, 0x00002000, {}},
    Row{Register::auto_work, "auto work", 0x00000000, 0x0000b850, {}},
    Row{Register{0xd0}, "frequency sweep", 0x00000070, 0x00000000, {}},
    Row{Register{0xd4}, "frequency sweep", 0x00376400, 0x00000000, {}},
    Row{Register{0xd8}, "frequency sweep", 0x30303030, 0x00000000, {}},
    Row{Register{0xdc}, "frequency sweep", 0x0000ffff, 0x00000000, {}},
    Row{Register{0xec}, "not named", 0x00000008, 0x00000000, {}},
};

/// Addresses without a name on the wire page are not for writing, unless a family says otherwise.
[[nodiscard]] constexpr bool is_unnamed(Register address) noexcept { return name_of(address) == "unnamed"; }

using LaterTable = std::array<RegisterInfo, later.size()>;

/// The table of a family from one column. `is_dumped`: the dump is of this very chip, else of its neighbour.
[[nodiscard]] constexpr LaterTable column(std::optional<std::uint32_t> Row::*reset, bool is_dumped) noexcept {
    LaterTable table{};
    std::ranges::transform(later, table.begin(), [&](const Row& row) {
        const auto& value = row.*reset;
        return RegisterInfo{row.address,
                            name_of(row.address),
                            value.value_or(0),
                            is_dumped && value.has_value(),
                            row.fields,
                            row.unit,
                            value ? crate : public_maps,
                            is_unnamed(row.address)};
    });
    return table;
}

/// The same with another value after reset for one register.
[[nodiscard]] constexpr LaterTable with_reset(LaterTable table, Register address, std::uint32_t value) noexcept {
    for (RegisterInfo& entry : table)
        if (entry.address == address) {
            entry.reset = value;
            entry.is_reset_known = true;
            entry.source = public_maps;
        }
    return table;
}

/// The same with the on-die temperature sensor of the BM1368.
[[nodiscard]] constexpr LaterTable with_temperature(LaterTable table) noexcept {
    for (RegisterInfo& entry : table) {
        if (entry.address == Register::temperature_command) entry.name = "TEMPERATURE_COMMAND";
        if (entry.address == Register::temperature_data) entry.name = "TEMPERATURE_DATA";
        if (entry.name.starts_with("TEMPERATURE")) entry.is_read_only = false;
    }
    return table;
}

/// Of the BM1397's frequency sweep, whose writes nobody has described.
[[nodiscard]] constexpr RegisterInfo sweep_1397(Register address, std::string_view name, std::uint32_t reset,
                                                std::string_view fields) noexcept {
    return {address, name, reset, true, fields, {}, notes_1397, true};
}

[[nodiscard]] constexpr RegisterInfo of_1397(Register address, std::uint32_t reset, std::string_view fields,
                                             std::string_view unit = {}) noexcept {
    return {address, name_of(address), reset, true, fields, unit, notes_1397};
}

[[nodiscard]] constexpr RegisterInfo of_1387(Register address, std::string_view name, std::string_view fields,
                                             std::string_view unit = {}) noexcept {
    return {address, name, 0, false, fields, unit, s9};
}

}  // namespace register_rows

inline constexpr auto bm1366_registers = register_rows::column(&register_rows::Row::bm1366, true);
inline constexpr auto bm1370_registers = register_rows::column(&register_rows::Row::bm1370, true);
/// No dumps of these: reset values as of their neighbours, marked as not known, but for what is.
inline constexpr auto bm1362_registers = register_rows::with_reset(
    register_rows::with_reset(register_rows::column(&register_rows::Row::bm1366, false), Register::soft_reset, 0),
    Register::chip_id, 0x13620300);
inline constexpr auto bm1368_registers = register_rows::with_temperature(register_rows::with_reset(
    register_rows::column(&register_rows::Row::bm1370, false), Register::chip_id, 0x13680000));
inline constexpr auto bm1373_registers =
    register_rows::with_reset(register_rows::column(&register_rows::Row::bm1370, false), Register::chip_id, 0x13730000);

inline constexpr std::array bm1397_registers{
    register_rows::of_1397(Register::chip_id, 0x13971800, "31:16 id, 15:8 core number, 7:0 address"),
    register_rows::of_1397(Register::hash_rate, 0x80000000, "31 valid, 30:0 rate", "2^20 H/s"),
    register_rows::of_1397(Register::pll0, 0xc0600161,
                           "31 locked, 30 enable, 27:16 feedback, 13:8 reference, 6:4 post1, 2:0 post2", "hash clock"),
    register_rows::of_1397(Register::chip_nonce_offset, 0x00000000, "31 enable, 15:0 start of the sweep"),
    register_rows::of_1397(Register::hash_counting_number, 0x00000000, "length of one nonce sweep", "80 ns"),
    register_rows::of_1397(Register::ticket_mask, 0x00000000, "difficulty - 1, bits of each byte mirrored"),
    register_rows::of_1397(Register::misc_control, 0x00003a01,
                           "27:24 and 12:8 BT8D, 16 BCLK_SEL, 14 RFS, 13 INV_CLKO, 6:4 TFS, 1:0 rate window",
                           "BCLK / (8 x (BT8D + 1)) baud"),
    register_rows::of_1397(Register::i2c_control, 0x01000000,
                           "31 busy, 24 DO, 23:17 device, 16 write, 15:8 register, 7:0 value"),
    register_rows::of_1397(Register::ordered_clock_enable, 0x0000ffff, "clock enables"),
    register_rows::of_1397(Register::fast_uart, 0x0600000f, "27:24 PLL3_DIV4, 7:0 CLKO_DIV"),
    register_rows::of_1397(Register::uart_relay, 0x000f0000, "31:16 gap, 1 RO_REL_EN, 0 CO_REL_EN"),
    register_rows::of_1397(Register::ticket_mask2, 0x00000000, "second difficulty filter"),
    register_rows::of_1397(Register::core_mailbox, 0x00004000,
                           "31 all cores, 24:16 core, 15 write, 12:8 core register, 7:0 value"),
    register_rows::of_1397(Register::core_value, 0x00000000, "31:16 core, 15:0 value read"),
    register_rows::of_1397(Register::external_temperature, 0x00000100, "external sensor"),
    register_rows::of_1397(Register::error_flag, 0xff000000, "command, work and core response errors"),
    register_rows::of_1397(Register::nonce_error_counter, 0x00000000, "hardware errors"),
    register_rows::of_1397(Register::nonce_overflow_counter, 0x00000000, "nonces lost to full queues"),
    register_rows::of_1397(Register::analog_mux, 0x00000000, "2:0 pad"),
    register_rows::of_1397(Register::io_driver_strength, 0x02112111,
                           "27:24 RF, 23:20 slew, 19:16 RO, 15:12 CLKO, 11:8 NRSTO, 7:4 BO, 3:0 CO"),
    register_rows::of_1397(Register::time_out, 0x0000ffff, "15:0 time-out"),
    register_rows::of_1397(Register::pll1, 0x00640111, "fields as of PLL0"),
    register_rows::of_1397(Register::pll2, 0x00680111, "fields as of PLL0"),
    register_rows::of_1397(Register::pll3, 0x00700111, "fields as of PLL0; UART clock"),
    register_rows::of_1397(Register::ordered_clock_monitor, 0x00000000, "clock monitor"),
    register_rows::of_1397(Register::pll0_divider, 0x03040607, "four dividers"),
    register_rows::of_1397(Register::pll1_divider, 0x03040506, "four dividers"),
    register_rows::of_1397(Register::pll2_divider, 0x03040506, "four dividers"),
    register_rows::of_1397(Register::pll3_divider, 0x03040506, "four dividers"),
    register_rows::of_1397(Register::clock_order_0, 0xd95c8410, "order of the core clocks"),
    register_rows::of_1397(Register::clock_order_1, 0xfb73ea62, "order of the core clocks"),
    register_rows::sweep_1397(Register{0x8c}, "CLOCK_ORDER_STATUS", 0x00000000, "clock order"),
    register_rows::sweep_1397(Register{0x90}, "FREQ_SWEEP_CONTROL1", 0x00000070, "frequency sweep"),
    register_rows::sweep_1397(Register::golden_nonce, "GOLDEN_NONCE_FOR_SWEEP_RETURN", 0x00376400, "nonce to be found"),
    register_rows::sweep_1397(Register::returned_group_pattern, "RETURNED_GROUP_PATTERN", 0x30303030, "pattern"),
    register_rows::of_1397(Register::nonce_returned_timeout, 0x0000ffff, "time-out of the nonce path"),
    register_rows::sweep_1397(Register::returned_single_pattern, "RETURNED_SINGLE_PATTERN", 0x00000000, "pattern"),
};

inline constexpr std::array bm1387_registers{
    RegisterInfo{Register::chip_id,
                 "CHIP_ID",
                 0x13879000,
                 true,
                 "31:16 id, 15:8 core number, 7:0 address",
                 {},
                 register_rows::s9},
    register_rows::of_1387(bm1387_register::hash_rate, "HASH_RATE", "rate", "2^24 H/s"),
    register_rows::of_1387(bm1387_register::pll, "PLL_PARAMETER",
                           "31 locked, 23:16 feedback, 13:8 reference, 6:4 post1, 2:0 post2", "hash clock"),
    register_rows::of_1387(bm1387_register::hash_counting_number, "HASH_COUNTING_NUMBER", "length of one nonce sweep"),
    register_rows::of_1387(bm1387_register::ticket_mask, "TICKET_MASK", "difficulty - 1, bits of each byte mirrored"),
    register_rows::of_1387(bm1387_register::misc_control, "MISC_CONTROL",
                           "30 keep baud, 21 INV_CLKO, 16 I2C, 15 gate block, 14 RFS, 12:8 BT8D, 7 MMEN, 6:5 TFS",
                           "25 MHz / (8 x (BT8D + 1)) baud"),
    register_rows::of_1387(bm1387_register::i2c_control, "I2C_CONTROL", "sensor bridge of the chip wired to it"),
};

}  // namespace adit::driver::bm13xx
