// See chain_policy.hpp. Sources of the lists: the initialisation of open miner firmware and captures of factory
// firmware for the BM1370, the one family that can be energised so far.
#include "boards/safety/chain_policy.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "driver/bm13xx/host_frame.hpp"
#include "driver/bm13xx/pll.hpp"
#include "driver/bm13xx/register_fields.hpp"

namespace adit::boards::safety {

namespace {

namespace wire = driver::bm13xx;
using Verdict = Expected<std::optional<Megahertz>, Denied>;

/// Core register writes seen in the field, to all cores: what else these registers do to a core is not known.
constexpr std::array known_core_writes{
    wire::write_every_core(wire::core_register::clock_select, 0x00),
    wire::write_every_core(wire::core_register::clock_delay, 0x0c),  // single-chip boards
    wire::write_every_core(wire::core_register::clock_delay, 0x0e),  // USB sticks
    wire::write_every_core(wire::core_register::clock_delay, 0x18),  // factory
    wire::write_every_core(wire::core_register::core_enable, 0xaa),
    wire::write_every_core(wire::core_register::nonce_bin_overflow, 0xee),
    wire::write_every_core(wire::core_register::nonce_bin_overflow, 0x04),
};

/// The factory's word for "ring oscillator pads off", the one known use of this register on the BM1370.
constexpr std::uint32_t ring_oscillator_off = 0x5aa55aa5;
/// As a chip leaves reset.
constexpr std::uint32_t uart_reset_word = 0x01301a00;
/// Dividing further than at reset would leave every known host behind.
constexpr std::uint32_t slowest_uart_divisor = 26;

Verdict judge_clock(std::uint32_t word, const ChainLimits& limits) noexcept {
    const auto clock = wire::frequency_of(word);
    if (!clock) return failure(Denied::clock_malformed);
    const double may = std::max(limits.clock_max.value, limits.clock_present.value);
    // Written so that a NaN among the limits refuses.
    if (!(clock->value <= limits.envelope_max.value && clock->value <= may)) return failure(Denied::clock_too_high);
    return std::optional{*clock};
}

bool is_known_uart_word(std::uint32_t word) noexcept {
    const std::uint32_t divisor = (word >> 8) & 0xffU;
    const bool is_ours = word == (wire::fast_uart::base_word | divisor << 8) && divisor <= slowest_uart_divisor;
    return is_ours || word == uart_reset_word;
}

bool is_known_core_command(std::uint32_t word) noexcept {
    const auto command = wire::CoreCommand::unpack(word);
    if (!command) return false;
    return !command->write || std::ranges::find(known_core_writes, word) != known_core_writes.end();
}

Verdict pass_if(bool condition, Denied why) noexcept {
    if (!condition) return failure(why);
    return std::optional<Megahertz>{};
}

Verdict judge_write(const wire::WriteRegister& write, const ChainLimits& limits) noexcept {
    using enum wire::Register;
    switch (write.reg) {
        case pll0:
            return judge_clock(write.value, limits);
        case pll3:
            return pass_if(write.value == ring_oscillator_off, Denied::divider);
        case pll1:
        case pll2:
        case pll0_divider:
        case pll1_divider:
        case pll2_divider:
        case pll3_divider:
        case clock_order_0:
        case clock_order_1:
        case ordered_clock_enable:
            return failure(Denied::divider);
        case fast_uart:
            return pass_if(is_known_uart_word(write.value), Denied::baud);
        case core_mailbox:
            return pass_if(is_known_core_command(write.value), Denied::mailbox);
        default:
            return pass_if(wire::name_of(write.reg) != "unnamed", Denied::unknown_register);
    }
}

}  // namespace

Verdict judge_chain_bytes(std::span<const std::byte> bytes, const ChainLimits& limits) noexcept {
    if (bytes.empty()) return failure(Denied::undecodable);
    std::optional<Megahertz> clock;
    ChainLimits now = limits;
    while (!bytes.empty()) {
        const auto frame = wire::decode_host_frame(bytes);
        if (!frame) return failure(Denied::undecodable);
        bytes = bytes.subspan(frame->size);
        const auto* write = std::get_if<wire::WriteRegister>(&frame->command);
        if (write == nullptr) continue;
        const Verdict verdict = judge_write(*write, now);
        if (!verdict) return verdict;
        if (!*verdict) continue;
        clock = **verdict;
        now.clock_present = *clock;
    }
    return clock;
}

}  // namespace adit::boards::safety
