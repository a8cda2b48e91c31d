#include "boards/cpu/cpu_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace adit::boards::cpu {
namespace {

constexpr int all_of_the_time = 100;

std::optional<int> number_within(std::string_view text, int least, int most) {
    int value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value < least || value > most) return std::nullopt;
    return value;
}

std::string out_of_range(std::string_view key, std::string_view value, int least, int most) {
    return std::string{"cpu: "}
        .append(key)
        .append(" must be a whole number from ")
        .append(std::to_string(least) + " to " + std::to_string(most))
        .append(", not \"")
        .append(value)
        .append("\"");
}

std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
    const std::size_t place = text.find(at);
    if (place == std::string_view::npos) return {text, {}};
    return {text.substr(0, place), text.substr(place + 1)};
}

std::string read_number(std::string_view key, std::string_view value, int most, int& into) {
    const std::optional<int> number = number_within(value, 1, most);
    if (!number) return out_of_range(key, value, 1, most);
    into = *number;
    return {};
}

std::string read_threads(CpuOptions& options, std::string_view value) {
    int threads = 0;
    std::string problem = read_number("threads", value, static_cast<int>(CpuOptions::max_threads), threads);
    options.threads = static_cast<unsigned>(threads);
    return problem;
}

std::string read_duty(CpuOptions& options, std::string_view value) {
    return read_number("duty", value, all_of_the_time, options.duty.value);
}

std::string read_engine(CpuOptions& options, std::string_view value) {
    options.engine = value;
    return value.empty() ? "cpu: engine needs a name" : std::string{};
}

std::string read_affinity(CpuOptions& options, std::string_view value) {
    options.affinity = value == "on";
    if (value == "on" || value == "off") return {};
    return std::string{"cpu: affinity must be on or off, not \""}.append(value).append("\"");
}

std::string read_max_temperature(CpuOptions& options, std::string_view value) {
    constexpr int lowest = 40, highest = 110;
    const std::optional<int> degrees = number_within(value, lowest, highest);
    if (!degrees) return out_of_range("max_temp", value, lowest, highest);
    options.max_temperature = Celsius{static_cast<double>(*degrees)};
    return {};
}

/// Each reader returns a problem, empty when the value was understood.
struct Key {
    std::string_view name;
    std::string (*read)(CpuOptions&, std::string_view);
};
constexpr std::array keys{Key{"threads", read_threads}, Key{"duty", read_duty}, Key{"engine", read_engine},
                          Key{"affinity", read_affinity}, Key{"max_temp", read_max_temperature}};

}  // namespace

Expected<CpuOptions, std::string> parse_cpu_query(std::string_view query) {
    CpuOptions options;
    std::array<bool, keys.size()> is_given{};
    while (!query.empty()) {
        const auto [pair, rest] = split(query, '&');
        const auto [name, value] = split(pair, '=');
        const auto key = std::ranges::find(keys, name, &Key::name);
        if (key == keys.end())
            return failure(std::string{"cpu: unknown option \""}.append(name).append(
                "\"; known are threads, duty, engine, affinity and max_temp"));
        if (std::string problem = key->read(options, value); !problem.empty()) return failure(std::move(problem));
        if (std::exchange(is_given[static_cast<std::size_t>(key - keys.begin())], true))
            return failure(std::string{"cpu: "}.append(name).append(" is given twice"));
        query = rest;
    }
    return options;
}

}  // namespace adit::boards::cpu
