// The lines that a family's tables are made of: initialisation, what precedes a clock write, what follows the first
// ramp.
#pragma once

#include <cstdint>
#include <string_view>

#include "driver/bm13xx/registers.hpp"

namespace adit::driver::bm13xx {

enum class InitKind : std::uint8_t {
    wait,               ///< let `value` milliseconds pass
    host_baud,          ///< host side to the reset rate of the chips
    purge_input,        ///< forget what arrived
    read_ids,           ///< broadcast read of CHIP_ID
    expect_ids,         ///< as many identities as chips, within `value` milliseconds
    stop_relaying,      ///< chain inactive
    set_addresses,      ///< one per chip, each followed by `value` milliseconds (0: none)
    write_all,          ///< broadcast write
    write_first,        ///< single write to the first chip only
    write_each,         ///< single write; neighbouring `_each` lines are done together, chip by chip
    wait_each,          ///< `value` milliseconds, within such a group
    write_domain_ends,  ///< single write to the last chip of every voltage domain; chains of one domain: nothing
    relay_gaps,         ///< UART_RELAY of first and last chip of every domain; chains of one domain: nothing
    nonce_offsets,      ///< CHIP_NONCE_OFFSET of every chip; chains of one domain: nothing
    set_clock,          ///< hash clock to the family's start clock
    set_sweep,          ///< hash counting number for the clock
    fast_baud,          ///< chips and host to the chain's fast rate, if it has one
};

/// One line of a family's table.
struct InitLine {
    InitKind kind{};
    Register reg{};  ///< of the writes
    std::uint32_t value{};
    std::string_view reason;
    std::string_view source;
    bool redundant = false;
};

/// True for lines that are done chip by chip together with their neighbours.
[[nodiscard]] constexpr bool is_per_chip(InitKind kind) noexcept {
    return kind == InitKind::write_each || kind == InitKind::wait_each;
}

}  // namespace adit::driver::bm13xx
