#include "miner/cli/envelope_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace adit::miner::cli {
namespace {

using boards::safety::Envelope;
using boards::safety::EnvelopeField;

struct Explanation {
    std::string_view table, key;
    std::string allowed;
};

Explanation explanation_of(EnvelopeField field, const Envelope& outer, std::uint8_t domains) {
    switch (field) {
        case EnvelopeField::core_min:
            return {"limits", "core_min_mv", fmt::format("at least {}", outer.core_min.value)};
        case EnvelopeField::core_max:
            return {"limits", "core_max_mv", fmt::format("at most {}", outer.core_max.value)};
        case EnvelopeField::rail:
            return {"limits", "core_max_mv",
                    fmt::format("times {} domains it must lie within {} to {} mV of the regulator (and its `family`)",
                                domains, outer.rail_min.value, outer.rail_max.value)};
        case EnvelopeField::frequency_max:
            return {"limits", "freq_max_mhz", fmt::format("at most {}", outer.frequency_max.value)};
        case EnvelopeField::throttle:
            return {"limits", "throttle_c", fmt::format("at most {}", outer.throttle.value)};
        case EnvelopeField::emergency:
            return {"limits", "emergency_c", fmt::format("at most {}", outer.emergency.value)};
        case EnvelopeField::vrm_trip:
            return {"limits", "vrm_trip_c", fmt::format("at most {}", outer.vrm_trip.value)};
        case EnvelopeField::input_power_max:
        case EnvelopeField::input_current_max:
            return {"limits", "input_max_w", fmt::format("at most {}", outer.input_power_max.value)};
        case EnvelopeField::fan_floor:
            return {"fan", "min_duty_pct", fmt::format("at least {} and at most 100", outer.fan_floor.value)};
        case EnvelopeField::default_core:
            return {"default", "core_mv", "inside core_min_mv to core_max_mv"};
        case EnvelopeField::default_frequency:
            return {"default", "freq_mhz", "at least 50 and at most freq_max_mhz"};
        case EnvelopeField::series_domains:
            return {"chain", "series_domains", "at least 1"};
        case EnvelopeField::sensors:
            break;
    }
    return {"sensor", "measures", "one must measure \"chip\""};
}

/// Of the first line that has the key; 0: nowhere.
std::ptrdiff_t line_of(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    return at == std::string_view::npos
               ? 0
               : 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

}  // namespace

std::string explain(const boards::safety::EnvelopeError& error, const boards::BoardDefinition& board,
                    std::string_view file, std::string_view text) {
    const Envelope outer =
        boards::safety::compiled_envelope(board.chain.chip, board.regulator.part, board.regulator.family);
    const Explanation what = explanation_of(error.field, outer, board.chain.series_domains);
    const std::ptrdiff_t line = line_of(text, what.key);
    const bool widens = error.fault == boards::safety::EnvelopeFault::widens;
    return fmt::format(
        "{}{}: `{}.{}`: {}; {}", file, line == 0 ? "" : ":" + std::to_string(line), what.table, what.key,
        widens ? "reaches outside what the chip and the regulator can take" : "contradicts the other limits",
        what.allowed);
}

}  // namespace adit::miner::cli
