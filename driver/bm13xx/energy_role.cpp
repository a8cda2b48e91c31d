// Which writes of a family touch energy, and which values of those are known. See host_frame.hpp.
#include <algorithm>

#include "driver/bm13xx/baud_change.hpp"
#include "driver/bm13xx/host_frame.hpp"
#include "driver/bm13xx/register_fields.hpp"

namespace adit::driver::bm13xx {
namespace {

using enum Register;

/// Clock trees beside the hash clock itself, on every family that has these registers.
constexpr std::array dividers{pll1,         pll2,         pll3,         ordered_clock_enable, pll0_divider,
                              pll1_divider, pll2_divider, pll3_divider, clock_order_0,        clock_order_1};

constexpr std::uint32_t slowest_divisor = 26;  // 115,740 baud: as after reset

bool writes(std::span<const InitLine> table, Register reg, std::uint32_t value) noexcept {
    return std::ranges::any_of(table, [&](const InitLine& line) {
        const bool is_write =
            line.kind == InitKind::write_all || line.kind == InitKind::write_each || line.kind == InitKind::write_first;
        return is_write && line.reg == reg && line.value == value;
    });
}

bool is_in_a_table(const ChipModel& chip, Register reg, std::uint32_t value) noexcept {
    const auto is_same = [&](const KnownWrite& known) { return known.reg == reg && known.value == value; };
    return writes(chip.init, reg, value) || writes(chip.after_ramp, reg, value) ||
           writes(chip.clock.before, reg, value) || std::ranges::any_of(chip.also_known, is_same);
}

/// True if our own change of rate writes this, to some rate not slower than at reset.
bool is_baud_write(const ChipModel& chip, Register reg, std::uint32_t value) noexcept {
    const auto is_same = [&](const BaudWrite& write) { return write == BaudWrite{reg, value}; };
    const auto makes = [&](Baud host) {
        const auto change = baud_change(chip, host);
        return change && (std::ranges::any_of(change->writes(), is_same) || (change->then && is_same(*change->then)));
    };
    if (chip.baud == BaudScheme::fixed) return makes({3'000'000});
    if (makes({6'250'000})) return true;
    for (std::uint32_t divisor = 0; divisor <= slowest_divisor; ++divisor)
        if (makes({crystal_hz / (8 * (divisor + 1))})) return true;
    return false;
}

bool is_reset_value(const ChipModel& chip, Register reg, std::uint32_t value) noexcept {
    return std::ranges::any_of(chip.registers, [&](const RegisterInfo& entry) {
        return entry.address == reg && entry.reset == value && entry.reset != 0;
    });
}

bool is_baud_register(const ChipModel& chip, Register reg) noexcept {
    switch (chip.baud) {
        case BaudScheme::fast_uart:
            return reg == fast_uart;
        case BaudScheme::misc_control:
            return reg == misc_control || reg == fast_uart;
        case BaudScheme::misc_1387:
            return reg == bm1387_register::misc_control;
        case BaudScheme::fixed:
            return reg == fast_uart || reg == auto_work;
    }
    return false;
}

}  // namespace

EnergyRole energy_role(const ChipModel& chip, Register reg) noexcept {
    if (reg == chip.places.pll) return EnergyRole::hash_clock;
    if (is_baud_register(chip, reg)) return EnergyRole::baud;
    if (chip.dialect() == Dialect::framed) {
        if (reg == core_mailbox) return EnergyRole::core_mailbox;
        if (std::ranges::find(dividers, reg) != dividers.end()) return EnergyRole::divider;
    }
    const auto entry = std::ranges::find(chip.registers, reg, &RegisterInfo::address);
    const bool may_write = entry != chip.registers.end() && !entry->is_read_only;
    return may_write ? EnergyRole::none : EnergyRole::unknown;
}

Expected<Megahertz, PllError> clock_of_write(const ChipModel& chip, std::uint32_t word) noexcept {
    return frequency_of(word, chip.pll.coding);
}

bool is_known_write(const ChipModel& chip, Register reg, std::uint32_t value) noexcept {
    if (is_in_a_table(chip, reg, value)) return true;
    switch (energy_role(chip, reg)) {
        case EnergyRole::baud:
            return is_baud_write(chip, reg, value) || is_reset_value(chip, reg, value);
        case EnergyRole::core_mailbox: {
            const auto command = CoreCommand::unpack(value);
            return command && !command->write;
        }
        case EnergyRole::none:
            return true;
        case EnergyRole::hash_clock:
        case EnergyRole::divider:
        case EnergyRole::unknown:
            break;
    }
    return false;
}

}  // namespace adit::driver::bm13xx
