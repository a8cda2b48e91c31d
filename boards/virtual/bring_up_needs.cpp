// The tables. Sources: ESP-Miner (BM1366, BM1368, BM1370, BM1373, BM1397), the S21 Pro and S19j Pro captures (domains;
// BM1362), the open S9 firmware (BM1387). Not listed, hence not needed: repeated version-rolling writes, broadcasts
// that a chip-addressed write of the same register supersedes, one of two equal writes, the change of baud rate.
#include "boards/virtual/bring_up_needs.hpp"

#include <array>

#include "driver/bm13xx/registers.hpp"

namespace adit::boards::virtual_device {

namespace {

using driver::bm13xx::Register;
namespace core_register = driver::bm13xx::core_register;
using enum Mark;

constexpr std::uint8_t number(Register reg) noexcept { return static_cast<std::uint8_t>(reg); }

/// A write, broadcast or not.
constexpr Need told(Mark mark, Register reg, std::uint32_t value, Marks after) noexcept {
    return {.mark = mark, .reg = number(reg), .value = value, .after = after};
}
/// A write to this chip alone.
constexpr Need told_alone(Mark mark, Register reg, std::uint32_t value, Marks after) noexcept {
    return {.mark = mark, .reg = number(reg), .value = value, .after = after, .is_addressed = true};
}
constexpr Need core_told(Mark mark, std::uint8_t reg, std::uint8_t value, Marks after) noexcept {
    return {.mark = mark, .event = Event::core_write, .reg = reg, .value = value, .after = after};
}
constexpr Need core_told_alone(Mark mark, std::uint8_t reg, std::uint8_t value, Marks after) noexcept {
    Need need = core_told(mark, reg, value, after);
    need.is_addressed = true;
    return need;
}
constexpr Need happened(Mark mark, Event event, Marks after) noexcept {
    return {.mark = mark, .event = event, .after = after};
}
constexpr Need in(Role role, Need need) noexcept {
    need.role = role;
    return need;
}
constexpr Need judged(Match match, Need need) noexcept {
    need.match = match;
    return need;
}
constexpr Need masked(std::uint32_t mask, Need need) noexcept {
    need.mask = mask;
    return need;
}

constexpr Need rolled(Marks after) noexcept {
    return judged(Match::rolling, told(rolling, Register::version_rolling, 0, after));
}
constexpr Need ticketed(Marks after, Register reg = Register::ticket_mask) noexcept {
    return judged(Match::ticket, told(ticket, reg, 0, after));
}
constexpr Need swept(Marks after) noexcept {
    return judged(Match::not_zero, told(sweep, Register::hash_counting_number, 0, after));
}
constexpr Need raised(Marks after) noexcept { return happened(clock, Event::clock_raised, after); }

constexpr std::uint8_t enable = 0xaa, select_reset = 0x00, hash_clock_register = 0x05, hash_clock_on = 0x40;
constexpr std::uint32_t gentle = 0x00011111, strong = 0x0001f111, firm = 0x02111111;
constexpr std::uint32_t release_units = 0x000701f0, ring_oscillator_off = 0x5aa55aa5;

/// BM1370 and, with another MISC_CONTROL word, BM1373 as one firmware runs it.
constexpr auto bm1370_lines(std::uint32_t misc_word) noexcept {
    const Marks ready{core_reset, misc};
    return std::array{
        rolled({}),
        happened(identity, Event::identity_read, {rolling}),
        happened(inactive, Event::inactive, {rolling, identity}),
        happened(address, Event::address, {inactive}),
        ticketed({address}),
        in(Role::not_end, told(drive, Register::io_driver_strength, gentle, {address})),
        in(Role::domain_end, told_alone(strong_drive, Register::io_driver_strength, strong, {address})),
        in(Role::domain_border, judged(Match::relay_gap, told_alone(relay, Register::uart_relay, 0, {address}))),
        in(Role::in_domains,
           judged(Match::nonce_offset, told_alone(offset, Register::chip_nonce_offset, 0, {address}))),
        told_alone(core_reset, Register::soft_reset, release_units, {address}),
        told_alone(misc, Register::misc_control, misc_word, {core_reset}),
        core_told_alone(clock_select, core_register::clock_select, select_reset, ready),
        core_told_alone(clock_delay, core_register::clock_delay, 0x0c, ready),
        core_told_alone(core_enable, core_register::core_enable, enable,
                        {core_reset, misc, clock_select, clock_delay, ticket, drive, strong_drive, relay, offset}),
        told(adc, Register::voltage_adc_control, 0x00004480, {core_enable}),
        told(mux, Register::analog_mux, 2, {core_enable}),
        core_told(bin_overflow, core_register::nonce_bin_overflow, 0xee, {core_enable}),
        raised({core_enable, adc, mux, bin_overflow}),
        swept({clock}),
    };
}

constexpr Marks lost_from_core_reset{misc, clock_select, clock_delay, hash_clock, core_enable,
                                     adc,  bin_overflow, clock,       sweep};
constexpr Marks bm1370_lost = [] {
    Marks lost = lost_from_core_reset;
    lost.set(mux);
    return lost;
}();

constexpr auto bm1370_table = bm1370_lines(0xf000c100);
constexpr auto bm1373_plain_table = bm1370_lines(0xff00c100);

constexpr std::array bm1368_table{
    rolled({}),
    happened(identity, Event::identity_read, {rolling}),
    happened(inactive, Event::inactive, {rolling, identity}),
    ticketed({inactive}),
    told(mux, Register::analog_mux, 3, {inactive}),
    told(drive, Register::io_driver_strength, firm, {inactive}),
    happened(address, Event::address, {inactive}),
    told_alone(core_reset, Register::soft_reset, release_units, {address}),
    told_alone(misc, Register::misc_control, 0xf000c100, {core_reset}),
    core_told_alone(clock_select, core_register::clock_select, select_reset, {core_reset, misc}),
    core_told_alone(clock_delay, core_register::clock_delay, 0x18, {core_reset, misc}),
    core_told_alone(core_enable, core_register::core_enable, enable,
                    {core_reset, misc, clock_select, clock_delay, ticket, mux, drive}),
    raised({core_enable}),
    swept({clock}),
};

constexpr std::array bm1366_table{
    rolled({}),
    happened(identity, Event::identity_read, {rolling}),
    happened(inactive, Event::inactive, {rolling, identity}),
    happened(address, Event::address, {inactive}),
    ticketed({address}),
    told(mux, Register::analog_mux, 3, {address}),
    told(drive, Register::io_driver_strength, firm, {address}),
    in(Role::first, told_alone(relay, Register::uart_relay, 0x007c0003, {address})),
    told_alone(core_reset, Register::soft_reset, release_units, {address}),
    told_alone(misc, Register::misc_control, 0xf000c100, {core_reset}),
    core_told_alone(hash_clock, hash_clock_register, hash_clock_on, {core_reset, misc}),
    core_told_alone(clock_delay, core_register::clock_delay, 0x20, {core_reset, misc}),
    core_told_alone(core_enable, core_register::core_enable, enable,
                    {core_reset, misc, hash_clock, clock_delay, ticket, mux, drive, relay}),
    raised({core_enable}),
    swept({clock}),
};

/// The clock may be raised before the cores are set up (capture) or after (cgminer).
constexpr std::array bm1362_table{
    rolled({}),
    happened(identity, Event::identity_read, {rolling}),
    happened(inactive, Event::inactive, {rolling, identity}),
    happened(address, Event::address, {inactive}),
    ticketed({address}),
    told(mux, Register::analog_mux, 3, {address}),
    told(drive, Register::io_driver_strength, gentle, {address}),
    raised({address, ticket, mux, drive}),
    told_alone(core_reset, Register::soft_reset, 0x00000002, {address}),
    told_alone(misc, Register::misc_control, 0xb000c100, {core_reset}),
    core_told_alone(hash_clock, hash_clock_register, hash_clock_on, {core_reset, misc}),
    core_told_alone(clock_delay, core_register::clock_delay, 0x08, {core_reset, misc}),
    core_told_alone(core_enable, core_register::core_enable, enable,
                    {core_reset, misc, hash_clock, clock_delay, ticket, mux, drive}),
    swept({core_enable, clock}),
};

constexpr std::array bm1373_table{
    happened(identity, Event::identity_read, {}),
    happened(inactive, Event::inactive, {identity}),
    happened(address, Event::address, {inactive}),
    core_told(bin_overflow, core_register::nonce_bin_overflow, 0x04, {address}),
    ticketed({address}),
    in(Role::not_end, told(drive, Register::io_driver_strength, gentle, {address})),
    in(Role::domain_end, told_alone(strong_drive, Register::io_driver_strength, strong, {address})),
    told(pad, Register::pll3, ring_oscillator_off, {address}),
    told(core_reset, Register::soft_reset, 0xf00701f0, {address, bin_overflow, ticket, drive, strong_drive, pad}),
    told(misc, Register::misc_control, 0xff00c100, {core_reset}),
    told(misc_add, Register{0x19}, 0, {misc}),
    core_told(clock_select, core_register::clock_select, select_reset, {core_reset, misc}),
    core_told(clock_delay, core_register::clock_delay, 0x5a, {core_reset, misc}),
    core_told(core_enable, core_register::core_enable, enable, {core_reset, misc, misc_add, clock_select, clock_delay}),
    told(mux, Register::analog_mux, 2, {core_enable}),
    raised({core_enable, mux}),
    swept({clock}),
    rolled({sweep}),
};

/// MISC_CONTROL without the fields that choose the baud rate.
constexpr std::uint32_t bm1397_misc_mask = ~0x0f011f00u, bm1387_misc_mask = ~0x00001f00u;

constexpr std::array bm1397_table{
    happened(identity, Event::identity_read, {}),
    happened(inactive, Event::inactive, {identity}),
    happened(address, Event::address, {inactive}),
    told(clock_order_0, Register::clock_order_0, 0, {address}),
    told(clock_order_1, Register::clock_order_1, 0, {address}),
    told(ordered_clock, Register::ordered_clock_enable, 1, {address}),
    core_told(clock_delay, core_register::clock_delay, 0x74, {address}),
    ticketed({address}),
    told(pll3, Register::pll3, 0xc0700111, {address}),
    told(uart, Register::fast_uart, 0x0600000f, {address}),
    masked(bm1397_misc_mask, told(misc, Register::misc_control, 0x00006031, {pll3, uart})),
    raised({clock_order_0, clock_order_1, ordered_clock, clock_delay, ticket, pll3, uart, misc}),
};

constexpr Register bm1387_misc{0x1c}, bm1387_ticket{0x18};

constexpr std::array bm1387_table{
    happened(identity, Event::identity_read, {}),
    happened(inactive, Event::inactive, {identity}),
    happened(address, Event::address, {inactive}),
    happened(first_clock, Event::clock_set, {address}),
    masked(bm1387_misc_mask, told(misc, bm1387_misc, 0x40208080, {first_clock})),
    ticketed({misc}, bm1387_ticket),
    happened(opened, Event::all_opened, {first_clock, misc, ticket}),
};

}  // namespace

constinit const BringUpNeeds bm1362_needs{bm1362_table,
                                          {core_reset, misc, hash_clock, clock_delay, core_enable, sweep}};
constinit const BringUpNeeds bm1366_needs{bm1366_table, lost_from_core_reset};
constinit const BringUpNeeds bm1368_needs{bm1368_table, lost_from_core_reset};
constinit const BringUpNeeds bm1370_needs{bm1370_table, bm1370_lost};
constinit const BringUpNeeds bm1373_needs{
    bm1373_table, {misc, misc_add, clock_select, clock_delay, core_enable, mux, clock, sweep, rolling}};
constinit const BringUpNeeds bm1373_plain_needs{bm1373_plain_table, bm1370_lost};
constinit const BringUpNeeds bm1387_needs{bm1387_table, {}};
constinit const BringUpNeeds bm1397_needs{bm1397_table, {}};

}  // namespace adit::boards::virtual_device
