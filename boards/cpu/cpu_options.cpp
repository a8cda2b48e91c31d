#include "boards/cpu/cpu_options.hpp"

#include <charconv>
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

/// Empty when the pair was understood.
std::string apply(CpuOptions& options, std::string_view key, std::string_view value) {
    const bool is_threads = key == "threads";
    if (!is_threads && key != "duty")
        return std::string{"cpu: unknown option \""}.append(key).append("\"; known are threads and duty");
    const int most = is_threads ? static_cast<int>(CpuOptions::max_threads) : all_of_the_time;
    const std::optional<int> number = number_within(value, 1, most);
    if (!number) return out_of_range(key, value, 1, most);
    if (is_threads)
        options.threads = static_cast<unsigned>(*number);
    else
        options.duty = Percent{*number};
    return {};
}

}  // namespace

Expected<CpuOptions, std::string> parse_cpu_query(std::string_view query) {
    CpuOptions options;
    bool has_threads = false, has_duty = false;
    while (!query.empty()) {
        const auto [pair, rest] = split(query, '&');
        const auto [key, value] = split(pair, '=');
        if (std::string problem = apply(options, key, value); !problem.empty()) return failure(std::move(problem));
        if (std::exchange(key == "threads" ? has_threads : has_duty, true))
            return failure(std::string{"cpu: "}.append(key).append(" is given twice"));
        query = rest;
    }
    return options;
}

}  // namespace adit::boards::cpu
