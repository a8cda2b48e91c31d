// See duration_text.hpp.
#include "miner/cli/duration_text.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace adit::miner::cli {

using namespace std::chrono_literals;

Expected<Duration, Problem> parse_duration(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Duration>, 5> units{
        {{"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}, {"d", 24h}}};
    constexpr Duration longest = 24h * 3650;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (error == std::errc{} && count > 0)
        for (const auto& [name, length] : units)
            if (unit == name && count <= longest / length) return length * count;
    return failure(
        Problem{ExitCode::usage, "\"" + std::string{text} + "\" is not a duration; write 500ms, 30s, 5m, 2h or 1d"});
}

}  // namespace adit::miner::cli
