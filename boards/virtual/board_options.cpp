// Parses the options of `virtual:BOARD?…`. Every refusal names the option and says what would do.
#include "boards/virtual/board_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "boards/definition/names.hpp"
#include "boards/virtual/chip_traits.hpp"
#include "boards/virtual/exact_power.hpp"

namespace adit::boards::virtual_device {

namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// A number in [least, most]; NaN is outside of every range.
template <class Number>
std::optional<Number> parse_within(std::string_view text, Number least, Number most) {
    const auto value = parse_number<Number>(text);
    return value && *value >= least && *value <= most ? value : std::nullopt;
}

/// "15000", "15000ms" or "15s".
std::optional<std::int64_t> parse_milliseconds(std::string_view text, std::int64_t least, std::int64_t most) {
    constexpr std::int64_t per_second = 1000;
    if (text.ends_with("ms")) return parse_within<std::int64_t>(text.substr(0, text.size() - 2), least, most);
    if (!text.ends_with("s")) return parse_within<std::int64_t>(text, least, most);
    const auto seconds = parse_within<std::int64_t>(text.substr(0, text.size() - 1), 0, most / per_second);
    return seconds ? std::optional{*seconds * per_second} : std::nullopt;
}

struct NumberOption {
    std::string_view name;
    std::string_view expected;
    bool (*apply)(BoardOptions&, std::string_view);
};

template <class Number>
bool store(std::optional<Number> value, auto&& assign) {
    if (value) assign(*value);
    return value.has_value();
}

bool set_zero_bits(BoardOptions& o, std::string_view text) {
    o.is_rate_chosen = true;
    return store(parse_within<unsigned>(text, 0, 32), [&](unsigned v) { o.zero_bits = static_cast<std::uint8_t>(v); });
}
bool set_seed(BoardOptions& o, std::string_view text) {
    return store(parse_number<std::uint64_t>(text), [&](std::uint64_t v) { o.seed = v; });
}
bool set_speed(BoardOptions& o, std::string_view text) {
    o.is_rate_chosen = true;
    return store(parse_within<double>(text, 0.001, 1000.0), [&](double v) { o.speed = v; });
}
bool set_ambient(BoardOptions& o, std::string_view text) {
    return store(parse_within<double>(text, -20.0, 60.0), [&](double v) { o.ambient = Celsius{v}; });
}
bool set_faults_after(BoardOptions& o, std::string_view text) {
    constexpr std::int64_t a_day_ms = 86'400'000;
    return store(parse_milliseconds(text, 0, a_day_ms),
                 [&](std::int64_t v) { o.faults_after = std::chrono::milliseconds{v}; });
}
bool set_grid(BoardOptions& o, std::string_view text) {
    return store(parse_within<std::int64_t>(text, 1, 1000),
                 [&](std::int64_t v) { o.grid = std::chrono::milliseconds{v}; });
}
bool set_power(BoardOptions& o, std::string_view text) {
    return store(parse_within<double>(text, 0.001, 10.0), [&](double v) { o.power = v; });
}
bool set_source_ohm(BoardOptions& o, std::string_view text) {
    return store(parse_within<double>(text, 0.0, 2.0), [&](double v) { o.source_ohm = v; });
}
bool set_chips(BoardOptions& o, std::string_view text) {
    return store(parse_within<unsigned>(text, 1, 128), [&](unsigned v) { o.chips = static_cast<std::uint16_t>(v); });
}
bool set_domains(BoardOptions& o, std::string_view text) {
    return store(parse_within<unsigned>(text, 1, 64), [&](unsigned v) { o.domains = static_cast<std::uint8_t>(v); });
}

constexpr std::array<NumberOption, 10> numbers{{
    {"zero_bits", "a whole number from 0 to 32", set_zero_bits},
    {"seed", "a whole number below 2^64", set_seed},
    {"speed", "a number from 0.001 to 1000", set_speed},
    {"ambient", "degrees Celsius from -20 to 60", set_ambient},
    {"faults_after", "milliseconds from 0 to 86400000, or seconds like 15s", set_faults_after},
    {"grid", "milliseconds from 1 to 1000", set_grid},
    {"power", "a number from 0.001 to 10", set_power},
    {"source_ohm", "ohms from 0 to 2", set_source_ohm},
    {"chips", "a whole number from 1 to 128", set_chips},
    {"domains", "a whole number from 1 to 64", set_domains},
}};

std::string known_options() {
    std::string list;
    for (const auto& option : numbers) list += std::string{option.name} + ", ";
    for (const auto& fault : fault_names())
        list += std::string{fault.name} + (&fault == &fault_names().back() ? "" : ", ");
    return list;
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

auto refusal(std::string_view name, std::string_view value, std::string_view expected) {
    return failure(OptionError{"option " + quoted(name) + " is " + std::string{expected} + ", not " + quoted(value)});
}

std::string expected_level(const FaultName& fault) {
    switch (fault.kind) {
        case FaultKind::probability:
            return "a probability from 0 to 1";
        case FaultKind::amount: {
            std::string most = std::to_string(fault.most);
            most.erase(most.find_last_not_of('0') + 1);
            if (most.back() == '.') most.pop_back();
            return "a number from 0 to " + most;
        }
        case FaultKind::toggle:
        case FaultKind::event:
            break;
    }
    return "0 or 1";
}

std::optional<double> parse_level(const FaultName& fault, std::string_view value) {
    if (value.empty()) return fault.usual;
    const auto level = parse_within<double>(value, 0.0, fault.most);
    const bool is_switch = fault.kind == FaultKind::toggle || fault.kind == FaultKind::event;
    if (level && is_switch && *level != 0.0 && *level != 1.0) return std::nullopt;
    return level;
}

/// Decimal, or 0x and hexadecimal for an address.
std::optional<std::uint16_t> parse_place(FaultPlace kind, std::string_view text) {
    constexpr std::uint16_t last_address = 0x7f, last_index = 127;
    const bool is_hex = kind == FaultPlace::address && text.starts_with("0x");
    if (is_hex) text.remove_prefix(2);
    std::uint16_t value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    if (!is_whole || value > (kind == FaultPlace::address ? last_address : last_index)) return std::nullopt;
    return value;
}

constexpr std::string_view expected_place(FaultPlace kind) noexcept {
    switch (kind) {
        case FaultPlace::chip:
            return "takes a chip from 0 to 127";
        case FaultPlace::fan:
            return "takes a fan from 0 to 127";
        case FaultPlace::address:
            return "takes an I2C address like 0x4c";
        case FaultPlace::board:
            break;
    }
    return "is of the whole board";
}

Expected<void, OptionError> apply_fault(BoardOptions& options, const FaultName& fault, std::string_view place,
                                        std::string_view value) {
    const auto level = parse_level(fault, value);
    if (!level) return refusal(fault.name, value, expected_level(fault));
    if (place.empty()) {
        options.faults.set(fault.fault, *level);
        return {};
    }
    const auto where = fault.place == FaultPlace::board ? std::nullopt : parse_place(fault.place, place.substr(1));
    if (!where)
        return failure(OptionError{"option " + quoted(fault.name) + " " + std::string{expected_place(fault.place)} +
                                   ", not " + quoted(place)});
    options.placed.push_back({fault.fault, *where, *level});
    return {};
}

Expected<void, OptionError> apply(BoardOptions& options, std::string_view name, std::string_view value) {
    for (const auto& number : numbers) {
        if (number.name != name) continue;
        if (!number.apply(options, value)) return refusal(name, value, number.expected);
        return {};
    }
    const std::string_view word = name.substr(0, name.find('@'));
    for (const auto& fault : fault_names())
        if (fault.name == word) return apply_fault(options, fault, name.substr(word.size()), value);
    return failure(OptionError{"option " + quoted(name) + " is not known; known are: " + known_options()});
}

}  // namespace

Expected<BoardOptions, OptionError> parse_options(std::string_view query) {
    BoardOptions options;
    std::vector<std::string_view> seen;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        if (std::ranges::find(seen, name) != seen.end())
            return failure(OptionError{"option " + quoted(name) + " is given twice"});
        seen.push_back(name);
        if (auto applied = apply(options, name, value); !applied) return failure(applied.error());
    }
    return options;
}

BoardOptions with_fitting_rate(BoardOptions options, const BoardDefinition& board) {
    constexpr double most_hashes = 0.3e6, hertz = 1e6;
    const ChipTraits* const chip = find_chip(name(board.chain.chip));
    if (options.is_rate_chosen || chip == nullptr) return options;
    const double silicon = board.default_point.frequency.value * hertz * chip->engines * board.chain.chips;
    while (options.zero_bits > 0 && silicon * exact_power(options.zero_bits - 32) > most_hashes) --options.zero_bits;
    return options;
}

BoardDefinition with_overrides(BoardDefinition board, const BoardOptions& options) {
    if (options.chips != 0) board.chain.chips = options.chips;
    if (options.domains != 0) board.chain.series_domains = options.domains;
    return board;
}

}  // namespace adit::boards::virtual_device
