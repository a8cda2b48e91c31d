// The command table. Power-on values the public sources do not give are the model's own and deliberately not those
// a driver writes, so that a read-back proves the write.
#include "boards/virtual/tps546_commands.hpp"

#include <array>

namespace adit::boards::virtual_device {

namespace {

using enum PmbusKind;

constexpr std::array table{
    PmbusCommand{0x00, byte, true, 0x00},    // PAGE
    PmbusCommand{0x01, byte, true, 0x00},    // OPERATION: off
    PmbusCommand{0x02, byte, true, 0x1f},    // ON_OFF_CONFIG: OPERATION and CONTROL pin
    PmbusCommand{0x03, send, true, 0},       // CLEAR_FAULTS
    PmbusCommand{0x04, byte, true, 0xff},    // PHASE
    PmbusCommand{0x11, send, true, 0},       // STORE_DEFAULT_ALL
    PmbusCommand{0x12, send, true, 0},       // RESTORE_DEFAULT_ALL
    PmbusCommand{0x13, byte, true, 0},       // STORE_DEFAULT_CODE
    PmbusCommand{0x15, send, true, 0},       // STORE_USER_ALL
    PmbusCommand{0x16, send, true, 0},       // RESTORE_USER_ALL
    PmbusCommand{0x17, byte, true, 0},       // STORE_USER_CODE
    PmbusCommand{0x19, byte, false, 0xd0},   // CAPABILITY
    PmbusCommand{0x20, byte, true, 0x97},    // VOUT_MODE: exponent -9, relative
    PmbusCommand{0x21, word, true, 0x019a},  // VOUT_COMMAND: 0.8 V
    PmbusCommand{0x22, word, true, 0},       // VOUT_TRIM
    PmbusCommand{0x24, word, true, 0x0300},  // VOUT_MAX: 1.5 V
    PmbusCommand{0x25, word, true, 0x021a},  // VOUT_MARGIN_HIGH
    PmbusCommand{0x26, word, true, 0x01e6},  // VOUT_MARGIN_LOW
    PmbusCommand{0x27, word, true, 0xe010},  // VOUT_TRANSITION_RATE
    PmbusCommand{0x29, word, true, 0xaa00},  // VOUT_SCALE_LOOP: 0.25, what the board's divider is
    PmbusCommand{0x2b, word, true, 0x0100},  // VOUT_MIN: 0.5 V
    PmbusCommand{0x33, word, true, 0x01c2},  // FREQUENCY_SWITCH: 450 kHz
    PmbusCommand{0x35, word, true, 0xca00},  // VIN_ON: 4 V
    PmbusCommand{0x36, word, true, 0xc3c0},  // VIN_OFF: 3.75 V
    PmbusCommand{0x37, word, true, 0x0020},  // INTERLEAVE
    PmbusCommand{0x38, word, true, 0xc880},  // IOUT_CAL_GAIN
    PmbusCommand{0x39, word, true, 0xe000},  // IOUT_CAL_OFFSET
    PmbusCommand{0x40, word, true, 0x024d},  // VOUT_OV_FAULT_LIMIT: 1.15
    PmbusCommand{0x41, byte, true, 0xbd},    // VOUT_OV_FAULT_RESPONSE
    PmbusCommand{0x42, word, true, 0x022e},  // VOUT_OV_WARN_LIMIT: 1.09
    PmbusCommand{0x43, word, true, 0x01cf},  // VOUT_UV_WARN_LIMIT
    PmbusCommand{0x44, word, true, 0x01b2},  // VOUT_UV_FAULT_LIMIT
    PmbusCommand{0x45, byte, true, 0xbe},    // VOUT_UV_FAULT_RESPONSE
    PmbusCommand{0x46, word, true, 0xe340},  // IOUT_OC_FAULT_LIMIT: 52 A
    PmbusCommand{0x47, byte, true, 0xff},    // IOUT_OC_FAULT_RESPONSE
    PmbusCommand{0x4a, word, true, 0xe280},  // IOUT_OC_WARN_LIMIT: 40 A
    PmbusCommand{0x4f, word, true, 0x0096},  // OT_FAULT_LIMIT: 150 C
    PmbusCommand{0x50, byte, true, 0xbc},    // OT_FAULT_RESPONSE
    PmbusCommand{0x51, word, true, 0x007d},  // OT_WARN_LIMIT: 125 C
    PmbusCommand{0x55, word, true, 0x0015},  // VIN_OV_FAULT_LIMIT: 21 V
    PmbusCommand{0x56, byte, true, 0x3c},    // VIN_OV_FAULT_RESPONSE
    PmbusCommand{0x58, word, true, 0xc280},  // VIN_UV_WARN_LIMIT: 2.5 V
    PmbusCommand{0x60, word, true, 0x0000},  // TON_DELAY
    PmbusCommand{0x61, word, true, 0xc300},  // TON_RISE: 3 ms
    PmbusCommand{0x62, word, true, 0x0000},  // TON_MAX_FAULT_LIMIT
    PmbusCommand{0x63, byte, true, 0x3b},    // TON_MAX_FAULT_RESPONSE
    PmbusCommand{0x64, word, true, 0x0000},  // TOFF_DELAY
    PmbusCommand{0x65, word, true, 0xca00},  // TOFF_FALL
    PmbusCommand{0x78, byte, false, 0},      // STATUS_BYTE
    PmbusCommand{0x79, word, false, 0},      // STATUS_WORD
    PmbusCommand{0x7a, byte, false, 0},      // STATUS_VOUT
    PmbusCommand{0x7b, byte, false, 0},      // STATUS_IOUT
    PmbusCommand{0x7c, byte, false, 0},      // STATUS_INPUT
    PmbusCommand{0x7d, byte, false, 0},      // STATUS_TEMPERATURE
    PmbusCommand{0x7e, byte, false, 0},      // STATUS_CML
    PmbusCommand{0x7f, byte, false, 0},      // STATUS_OTHER
    PmbusCommand{0x80, byte, false, 0},      // STATUS_MFR_SPECIFIC
    PmbusCommand{0x88, word, false, 0},      // READ_VIN
    PmbusCommand{0x8b, word, false, 0},      // READ_VOUT
    PmbusCommand{0x8c, word, false, 0},      // READ_IOUT
    PmbusCommand{0x8d, word, false, 0},      // READ_TEMPERATURE_1
    PmbusCommand{0x98, byte, false, 0x33},   // PMBUS_REVISION: 1.3
    PmbusCommand{0x99, block, true, 3},      // MFR_ID
    PmbusCommand{0x9a, block, true, 3},      // MFR_MODEL
    PmbusCommand{0x9b, block, true, 3},      // MFR_REVISION
    PmbusCommand{0xad, block, false, 6},     // IC_DEVICE_ID
    PmbusCommand{0xb1, block, true, 5},      // COMPENSATION_CONFIG
    PmbusCommand{0xe4, byte, true, 0x00},    // SYNC_CONFIG
    PmbusCommand{0xec, word, true, 0x0000},  // STACK_CONFIG
    PmbusCommand{0xee, word, true, 0x0000},  // PIN_DETECT_OVERRIDE
};

constexpr std::uint8_t data_bytes(const PmbusCommand& command) noexcept {
    switch (command.kind) {
        case byte:
            return 1;
        case word:
            return 2;
        case block:
            return static_cast<std::uint8_t>(1 + command.initial);
        case unknown:
        case send:
            break;
    }
    return 0;
}

}  // namespace

const PmbusCommand& pmbus_command(std::uint8_t code) noexcept {
    static constexpr auto by_code = [] {
        std::array<PmbusCommand, 256> all{};
        for (unsigned i = 0; i < all.size(); ++i) all[i].code = static_cast<std::uint8_t>(i);
        for (const PmbusCommand& command : table) {
            all[command.code] = command;
            all[command.code].data_bytes = data_bytes(command);
        }
        return all;
    }();
    return by_code[code];
}

}  // namespace adit::boards::virtual_device
