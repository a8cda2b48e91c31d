// See chain_policy.hpp. Which values of a family are known, and from where, stands with the family (driver/bm13xx).
#include "boards/safety/chain_policy.hpp"

#include <algorithm>
#include <variant>

#include "driver/bm13xx/host_frame.hpp"

namespace adit::boards::safety {

namespace {

namespace wire = driver::bm13xx;
using Verdict = Expected<std::optional<Megahertz>, Denied>;

Verdict judge_clock(const wire::ChipModel& chip, std::uint32_t word, const ChainLimits& limits) noexcept {
    const auto clock = wire::clock_of_write(chip, word);
    if (!clock) return failure(Denied::clock_malformed);
    const double may = std::max(limits.clock_max.value, limits.clock_present.value);
    // Written so that a NaN among the limits refuses.
    if (!(clock->value <= limits.envelope_max.value && clock->value <= may)) return failure(Denied::clock_too_high);
    return std::optional{*clock};
}

Verdict pass_if(bool condition, Denied why) noexcept {
    if (!condition) return failure(why);
    return std::optional<Megahertz>{};
}

Verdict judge_write(const wire::ChipModel& chip, const wire::WriteRegister& write, const ChainLimits& limits) noexcept {
    const auto known_or = [&](Denied why) { return pass_if(wire::is_known_write(chip, write.reg, write.value), why); };
    switch (wire::energy_role(chip, write.reg)) {
        case wire::EnergyRole::none:
            return std::optional<Megahertz>{};
        case wire::EnergyRole::hash_clock:
            return judge_clock(chip, write.value, limits);
        case wire::EnergyRole::divider:
            return known_or(Denied::divider);
        case wire::EnergyRole::baud:
            return known_or(Denied::baud);
        case wire::EnergyRole::core_mailbox:
            return known_or(Denied::mailbox);
        case wire::EnergyRole::unknown:
            break;
    }
    return failure(Denied::unknown_register);
}

}  // namespace

Verdict judge_chain_bytes(const wire::ChipModel& chip, std::span<const std::byte> bytes,
                          const ChainLimits& limits) noexcept {
    if (bytes.empty()) return failure(Denied::undecodable);
    std::optional<Megahertz> clock;
    ChainLimits now = limits;
    while (!bytes.empty()) {
        const auto frame = wire::decode_host_frame(chip, bytes);
        if (!frame) return failure(Denied::undecodable);
        bytes = bytes.subspan(frame->size);
        const auto* write = std::get_if<wire::WriteRegister>(&frame->command);
        if (write == nullptr) continue;
        const Verdict verdict = judge_write(chip, *write, now);
        if (!verdict) return verdict;
        if (!*verdict) continue;
        clock = **verdict;
        now.clock_present = *clock;
    }
    return clock;
}

}  // namespace adit::boards::safety
