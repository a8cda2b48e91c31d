// See bench_baseline.hpp. The limits hold before memory is taken: bytes by the reader of the file, depth by the parser.
#include "miner/cli/bench_baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "miner/cli/config.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

namespace {

constexpr std::size_t deepest = 8;
constexpr std::size_t longest_name = 64, longest_model = 256;
constexpr std::uint64_t most_count = 1U << 16U;
constexpr double same_clock = 0.02;  ///< relative difference that the clock of one machine shows by itself

std::optional<double> positive(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    boost::system::error_code error;
    const double number = value != nullptr ? value->to_number<double>(error) : 0;
    if (value == nullptr || error || !std::isfinite(number) || number <= 0) return {};
    return number;
}

std::optional<unsigned> count(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    boost::system::error_code error;
    const auto number = value != nullptr ? value->to_number<std::uint64_t>(error) : 0;
    if (error || number == 0 || number > most_count) return {};
    return static_cast<unsigned>(number);
}

/// A short text of printable characters: it is shown again.
std::optional<std::string> text(const json::object& object, std::string_view key, std::size_t longest) {
    const json::value* value = object.if_contains(key);
    const json::string* found = value != nullptr ? value->if_string() : nullptr;
    if (found == nullptr || found->empty() || found->size() > longest) return {};
    if (std::ranges::any_of(*found, [](char c) { return c < ' ' || c > '~'; })) return {};
    return std::string{*found};
}

/// "ci95_hs": [low, high] around the rate.
std::optional<bench::Estimate> estimate_of(const json::object& row) {
    const auto rate = positive(row, "hashrate_hs");
    const json::value* value = row.if_contains("ci95_hs");
    const json::array* interval = value != nullptr ? value->if_array() : nullptr;
    if (!rate || interval == nullptr || interval->size() != 2) return {};
    boost::system::error_code no_low, no_high;
    const double low = (*interval)[0].to_number<double>(no_low), high = (*interval)[1].to_number<double>(no_high);
    if (no_low || no_high || !(low > 0 && low <= *rate && *rate <= high) || !std::isfinite(high)) return {};
    return bench::Estimate{*rate, low, high, low, high};
}

std::optional<BaselineRow> row_of(const json::value& value) {
    const json::object* row = value.if_object();
    if (row == nullptr) return {};
    const auto engine = text(*row, "engine", longest_name), scan = text(*row, "scan", longest_name);
    const auto midstates = count(*row, "midstates"), threads = count(*row, "threads");
    const auto rate = estimate_of(*row);
    if (!engine || !scan || !midstates || !threads || !rate) return {};
    return BaselineRow{*engine, *scan, *midstates, *threads, *rate};
}

Expected<Baseline, std::string> read_object(const json::object& object) {
    if (text(object, "schema", longest_name) != "adit.bench.cpu/1")
        return failure(std::string{"is not the --json output of adit bench cpu (schema adit.bench.cpu/1)"});
    const json::value* engines = object.if_contains("engines");
    const json::array* rows = engines != nullptr ? engines->if_array() : nullptr;
    if (rows == nullptr) return failure(std::string{"has no list `engines`"});
    if (rows->size() > most_baseline_rows) return failure(fmt::format("has more than {} rows", most_baseline_rows));
    Baseline baseline{text(object, "cpu_model", longest_model).value_or(""), positive(object, "calibration_hz"), {}};
    for (const json::value& value : *rows) {
        auto row = row_of(value);
        if (!row) return failure(fmt::format("engines[{}] is no row of a benchmark", baseline.rows.size()));
        baseline.rows.push_back(*std::move(row));
    }
    return baseline;
}

bool is_same(const bench::Row& now, const BaselineRow& before) noexcept {
    return now.engine == before.engine && now.scan == before.scan && now.midstates == before.midstates &&
           now.threads == before.threads;
}

}  // namespace

Expected<Baseline, std::string> parse_baseline(std::string_view text) {
    if (text.size() > most_baseline_bytes) return failure(std::string{"is too long"});
    json::parse_options options;
    options.max_depth = deepest;
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view{text.data(), text.size()}, error, {}, options);
    if (error) return failure("is not JSON: " + error.message());
    const json::object* object = value.if_object();
    if (object == nullptr) return failure(std::string{"is not a JSON object"});
    return read_object(*object);
}

Expected<Baseline, Problem> load_baseline(const std::string& path) {
    const auto text = read_text_file(path, most_baseline_bytes);
    if (!text) return failure(Problem{text.error()});
    auto baseline = parse_baseline(*text);
    if (!baseline) return failure(Problem{ExitCode::config, path + ": " + baseline.error()});
    return *std::move(baseline);
}

Comparison compare(const bench::Report& now, const Baseline& before) {
    Comparison comparison;
    for (const bench::Row& row : now.rows) {
        const auto same = std::ranges::find_if(before.rows, [&](const BaselineRow& old) { return is_same(row, old); });
        if (same != before.rows.end() && row.rate.median > 0)
            comparison.rows.push_back(
                {row.engine, row.scan, row.midstates, row.threads, bench::unpaired_ratio(row.rate, same->rate)});
    }
    if (!before.cpu_model.empty() && before.cpu_model != now.machine.cpu_model)
        comparison.notes.push_back(
            fmt::format("another processor: {} now, {} then", now.machine.cpu_model, before.cpu_model));
    if (before.hertz && std::abs(now.hertz.median / *before.hertz - 1) > same_clock)
        comparison.notes.push_back(
            fmt::format("another clock: {:.0f} MHz now, {:.0f} MHz then", now.hertz.median / 1e6, *before.hertz / 1e6));
    if (comparison.rows.empty()) comparison.notes.emplace_back("the two runs have no measurement in common");
    return comparison;
}

}  // namespace adit::miner::cli
