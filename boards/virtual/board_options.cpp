// Parses the options of `virtual:bitaxe-gamma?…`. Every refusal names the option and says what would do.
#include "boards/virtual/board_options.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace adit::boards::virtual_device {

namespace {

constexpr std::array<FaultName, fault_count> names{{
    {"mute", Fault::mute, false},
    {"hang_i2c", Fault::hang_i2c, false},
    {"temp_open", Fault::temp_open, false},
    {"temp_short", Fault::temp_short, false},
    {"temp_stuck", Fault::temp_stuck, false},
    {"fan_stall", Fault::fan_stall, false},
    {"vin_sag", Fault::vin_sag, false},
    {"regulator_trip", Fault::regulator_trip, false},
    {"ignore_vout_write", Fault::ignore_vout_write, false},
    {"lose_ticket", Fault::lose_ticket, false},
    {"brownout", Fault::brownout, false},
    {"garbage", Fault::garbage, true},
    {"duplicate", Fault::duplicate, true},
    {"bad_nonce", Fault::bad_nonce, true},
    {"flatline", Fault::flatline, false},
    {"dead", Fault::dead, false},
    {"mute_registers", Fault::mute_registers, false},
    {"lose_lock", Fault::lose_lock, false},
    {"weak", Fault::weak, true},
    {"domain_dead", Fault::domain_dead, false},
    {"wrong_job", Fault::wrong_job, true},
    {"flood", Fault::flood, false},
    {"double_answer", Fault::double_answer, false},
    {"share_address", Fault::share_address, false},
}};

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
    return store(parse_within<unsigned>(text, 0, 32), [&](unsigned v) { o.zero_bits = static_cast<std::uint8_t>(v); });
}
bool set_seed(BoardOptions& o, std::string_view text) {
    return store(parse_number<std::uint64_t>(text), [&](std::uint64_t v) { o.seed = v; });
}
bool set_speed(BoardOptions& o, std::string_view text) {
    return store(parse_within<double>(text, 0.001, 1000.0), [&](double v) { o.speed = v; });
}
bool set_ambient(BoardOptions& o, std::string_view text) {
    return store(parse_within<double>(text, -20.0, 60.0), [&](double v) { o.ambient = Celsius{v}; });
}
bool set_faults_after(BoardOptions& o, std::string_view text) {
    constexpr std::int64_t a_day_ms = 86'400'000;
    return store(parse_within<std::int64_t>(text, 0, a_day_ms),
                 [&](std::int64_t v) { o.faults_after = std::chrono::milliseconds{v}; });
}

constexpr std::array<NumberOption, 5> numbers{{
    {"zero_bits", "a whole number from 0 to 32", set_zero_bits},
    {"seed", "a whole number below 2^64", set_seed},
    {"speed", "a number from 0.001 to 1000", set_speed},
    {"ambient", "degrees Celsius from -20 to 60", set_ambient},
    {"faults_after", "milliseconds from 0 to 86400000", set_faults_after},
}};

std::string known_options() {
    std::string list;
    for (const auto& option : numbers) list += std::string{option.name} + ", ";
    for (const auto& fault : names) list += std::string{fault.name} + (&fault == &names.back() ? "" : ", ");
    return list;
}

OptionError refusal(std::string_view name, std::string_view value, std::string_view expected) {
    return {"option \"" + std::string{name} + "\" is " + std::string{expected} + ", not \"" + std::string{value} +
            "\""};
}

Expected<void, OptionError> apply_fault(BoardOptions& options, const FaultName& fault, std::string_view value) {
    const auto level = value.empty() ? std::optional{1.0} : parse_within<double>(value, 0.0, 1.0);
    const bool is_switch = level && (*level == 0.0 || *level == 1.0);
    if (!level || !(fault.takes_probability || is_switch))
        return failure(refusal(fault.name, value, fault.takes_probability ? "a probability from 0 to 1" : "0 or 1"));
    options.faults.set(fault.fault, *level);
    return {};
}

Expected<void, OptionError> apply(BoardOptions& options, std::string_view name, std::string_view value) {
    for (const auto& number : numbers) {
        if (number.name != name) continue;
        if (!number.apply(options, value)) return failure(refusal(name, value, number.expected));
        return {};
    }
    for (const auto& fault : names)
        if (fault.name == name) return apply_fault(options, fault, value);
    return failure(OptionError{"option \"" + std::string{name} + "\" is not known; known are: " + known_options()});
}

}  // namespace

const std::array<FaultName, fault_count>& fault_names() noexcept { return names; }

Expected<BoardOptions, OptionError> parse_options(std::string_view query) {
    BoardOptions options;
    std::vector<std::string_view> seen;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        for (const auto earlier : seen)
            if (earlier == name) return failure(OptionError{"option \"" + std::string{name} + "\" is given twice"});
        seen.push_back(name);
        if (auto applied = apply(options, name, value); !applied) return failure(applied.error());
    }
    return options;
}

}  // namespace adit::boards::virtual_device
