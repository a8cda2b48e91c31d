// An earlier benchmark is read with suspicion, and what has changed since is said with its uncertainty.
#include "miner/cli/bench_baseline.hpp"

#include "miner/cli/bench_output.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::cli {
namespace {

bench::Row row(const char* engine, unsigned midstates, double rate) {
    bench::Row row;
    row.engine = engine;
    row.scan = midstates == 1 ? "plain" : "shared";
    row.midstates = midstates;
    row.threads = 1;
    row.rate = {rate, rate * 0.9, rate * 1.1, rate * 0.8, rate * 1.2};
    row.cycles = {100, 99, 101, 98, 102};
    row.bound_cycles = 75;
    row.agrees = true;
    return row;
}

BenchOutput some_output() {
    BenchOutput output;
    output.report.machine = {"Abacus 3000", "gcc 12", true, 0.5};
    output.report.hertz = {3e9, 3e9, 3e9, 3e9, 3e9};
    output.report.rows = {row("portable", 1, 1e6), row("wide", 16, 8e6)};
    output.report.scaling = {{.threads = 1, .hashes_per_second = {8e6, 8e6, 8e6, 8e6, 8e6}, .cpu_share = 1},
                             {.threads = 2, .hashes_per_second = {9e6, 9e6, 9e6, 9e6, 9e6}, .cpu_share = 0.6}};
    output.unusable = {{"wider", "this machine has no usable AVX-512"}};
    return output;
}

std::string complaint(std::string_view text) {
    const auto baseline = parse_baseline(text);
    REQUIRE_FALSE(baseline.has_value());
    CHECK(baseline.error().find('\n') == std::string::npos);
    return baseline.error();
}

std::string with_row(const std::string& row) { return R"({"schema":"adit.bench.cpu/1","engines":[)" + row + "]}"; }

TEST_CASE("what bench prints as JSON is a baseline") {
    const auto baseline = parse_baseline(bench_json(some_output()));
    REQUIRE(baseline.has_value());
    CHECK(baseline->cpu_model == "Abacus 3000");
    CHECK(baseline->hertz == 3e9);
    REQUIRE(baseline->rows.size() == 2);
    CHECK(baseline->rows[1].engine == "wide");
    CHECK(baseline->rows[1].scan == "shared");
    CHECK(baseline->rows[1].midstates == 16);
    CHECK(baseline->rows[1].rate.low == 8e6 * 0.9);
}

TEST_CASE("a baseline against itself gives ones with an interval and no notes") {
    const BenchOutput output = some_output();
    const Comparison comparison = compare(output.report, *parse_baseline(bench_json(output)));
    CHECK(comparison.notes.empty());
    REQUIRE(comparison.rows.size() == 2);
    for (const ComparedRow& compared : comparison.rows) {
        CHECK(compared.ratio.median == 1);
        CHECK(compared.ratio.low < 0.9);
        CHECK(compared.ratio.high > 1.1);
    }
}

TEST_CASE("another processor and another clock are said") {
    const BenchOutput output = some_output();
    bench::Report now = output.report;
    now.machine.cpu_model = "Abacus 4000";
    now.hertz.median = 3.1e9;
    const Comparison comparison = compare(now, *parse_baseline(bench_json(output)));
    REQUIRE(comparison.notes.size() == 2);
    CHECK(comparison.notes[0].find("Abacus 4000") != std::string::npos);
    CHECK(comparison.notes[1].find("3100 MHz") != std::string::npos);
}

TEST_CASE("runs without a measurement in common say so") {
    BenchOutput other = some_output();
    other.report.rows = {row("portable", 8, 1e6)};
    const Comparison comparison = compare(some_output().report, *parse_baseline(bench_json(other)));
    CHECK(comparison.rows.empty());
    CHECK(comparison.notes.size() == 1);
}

TEST_CASE("what is no baseline is refused in one line") {
    CHECK(complaint("") != "");
    CHECK(complaint("{").find("JSON") != std::string::npos);
    CHECK(complaint("[1]").find("object") != std::string::npos);
    CHECK(complaint(R"({"schema":"adit.mine/1"})").find("adit.bench.cpu/1") != std::string::npos);
    CHECK(complaint(R"({"schema":"adit.bench.cpu/1"})").find("engines") != std::string::npos);
    CHECK(complaint(with_row("3")).find("engines[0]") != std::string::npos);
    CHECK_FALSE(complaint(std::string(5000, '[')).empty());
    CHECK(complaint(std::string(most_baseline_bytes + 1, ' ')).find("too long") != std::string::npos);
}

TEST_CASE("a row must be whole, and its numbers must be numbers") {
    const std::string good =
        R"({"engine":"x","scan":"plain","midstates":1,"threads":1,"hashrate_hs":10,"ci95_hs":[9,11]})";
    CHECK(parse_baseline(with_row(good)).has_value());
    const auto refuses = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        INFO(text);
        CHECK_FALSE(parse_baseline(with_row(text)).has_value());
    };
    refuses("\"x\"", "\"\"");
    refuses("\"x\"", "\"\\u001b[2J\"");
    refuses("\"x\"", "7");
    refuses("\"x\"", "\"" + std::string(65, 'x') + "\"");
    refuses("\"midstates\":1", "\"midstates\":0");
    refuses("\"midstates\":1", "\"midstates\":1.5");
    refuses("\"threads\":1", "\"threads\":-1");
    refuses("\"hashrate_hs\":10", "\"hashrate_hs\":0");
    refuses("\"hashrate_hs\":10", "\"hashrate_hs\":20");
    refuses("\"hashrate_hs\":10", "\"hashrate_hs\":null");
    refuses("[9,11]", "[11,9]");
    refuses("[9,11]", "[9]");
    refuses("[9,11]", "[-9,11]");
    refuses("[9,11]", "2");
}

TEST_CASE("a baseline with more rows than any benchmark has is refused") {
    std::string rows;
    for (std::size_t i = 0; i <= most_baseline_rows; ++i) rows += i == 0 ? "0" : ",0";
    CHECK(complaint(with_row(rows)).find("1000") != std::string::npos);
}

TEST_CASE("the table names what is unknown instead of showing a number") {
    const std::string text = bench_text(some_output());
    for (const char* words :
         {"Abacus 3000, 3000 MHz", "portable", "75.0%", "not usable: this machine has no usable AVX-512",
          "the machine was busy, threads had 60 %", "energy: unknown"}) {
        INFO(words);
        CHECK(text.find(words) != std::string::npos);
    }
    const std::string json = bench_json(some_output());
    CHECK(json.find(R"("energy_j_per_hash":null)") != std::string::npos);
    CHECK(json.find(R"("efficiency":null)") != std::string::npos);
}

TEST_CASE("an engine that does not agree stands out") {
    BenchOutput output = some_output();
    output.report.rows[1].agrees = false;
    CHECK(bench_text(output).find(" NO\n") != std::string::npos);
}

TEST_CASE("energy and a comparison are shown when they are known") {
    BenchOutput output = some_output();
    output.report.energy = bench::EnergyUse{.joules = 120, .seconds = 2, .idle_watts = 10, .hashes = 1'000'000'000};
    output.comparison = compare(output.report, *parse_baseline(bench_json(output)));
    const std::string text = bench_text(output);
    CHECK(text.find("100.000 nJ per hash beyond idling at 10.0 W") != std::string::npos);
    CHECK(text.find("now / baseline") != std::string::npos);
    CHECK(bench_json(output).find(R"("energy_j_per_hash":1E-7)") != std::string::npos);
}

}  // namespace
}  // namespace adit::miner::cli
