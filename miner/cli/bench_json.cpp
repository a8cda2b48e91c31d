// The machine-readable half of bench_output.hpp. Fields may be added to a schema, never renamed.
#include <boost/json.hpp>

#include "miner/cli/bench_output.hpp"

namespace adit::miner::cli {

namespace json = boost::json;

namespace {

json::value interval(const bench::Estimate& estimate) { return json::array{estimate.low, estimate.high}; }

json::value ratio(const std::optional<bench::Estimate>& estimate) {
    if (!estimate) return nullptr;
    return json::object{{"median", estimate->median}, {"ci95", interval(*estimate)}};
}

json::value or_null(const std::optional<double>& number) {
    if (!number) return nullptr;
    return *number;
}

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

json::object object_of(const bench::Row& row) {
    return {{"engine", row.engine},
            {"scan", row.scan},
            {"midstates", row.midstates},
            {"threads", row.threads},
            {"hashrate_hs", row.rate.median},
            {"ci95_hs", interval(row.rate)},
            {"cycles_per_hash", row.cycles.median},
            {"cycles_per_hash_p10", row.cycles.p10},
            {"bound_cycles", row.bound_cycles},
            {"share_of_bound", row.share_of_bound()},
            {"agrees", row.agrees},
            {"ratio_to_portable", ratio(row.to_portable)},
            {"ratio_to_first", ratio(row.to_first)},
            {"ratio_to_plain", ratio(row.to_plain)}};
}

json::object object_of(const bench::ScalingStep& step) {
    return {{"threads", step.threads},
            {"hashrate_hs", step.hashes_per_second.median},
            {"ci95_hs", interval(step.hashes_per_second)},
            {"cycles_per_hash", step.cycles_per_hash.median},
            {"cpu_share", step.cpu_share},
            {"efficiency", ratio(step.efficiency)}};
}

json::object object_of(const UnusableEngine& engine) { return {{"engine", engine.engine}, {"reason", engine.reason}}; }

json::object object_of(const ComparedRow& row) {
    return {{"engine", row.engine},   {"scan", row.scan},          {"midstates", row.midstates},
            {"threads", row.threads}, {"ratio", row.ratio.median}, {"ci95", interval(row.ratio)}};
}

template <class Item>
json::array array_of(const std::vector<Item>& items) {
    json::array array;
    for (const Item& item : items) array.push_back(object_of(item));
    return array;
}

json::value energy(const std::optional<bench::EnergyUse>& use) {
    if (!use) return nullptr;
    return json::object{{"package_j", use->joules}, {"seconds", use->seconds}, {"idle_w", use->idle_watts}};
}

json::value comparison(const std::optional<Comparison>& with) {
    if (!with) return nullptr;
    return json::object{{"engines", array_of(with->rows)},
                        {"notes", json::array(with->notes.begin(), with->notes.end())}};
}

}  // namespace

std::string bench_json(const BenchOutput& output) {
    const bench::Report& report = output.report;
    const auto per_hash = report.energy ? bench::joules_per_hash(*report.energy) : std::nullopt;
    const json::object object{{"schema", "adit.bench.cpu/1"},
                              {"engines", array_of(report.rows)},
                              {"unusable", array_of(output.unusable)},
                              {"scaling", array_of(report.scaling)},
                              {"energy_j_per_hash", or_null(per_hash)},
                              {"energy", energy(report.energy)},
                              {"calibration_hz", report.hertz.median},
                              {"calibration_ci95_hz", interval(report.hertz)},
                              {"rounds", report.rounds},
                              {"block_s", seconds(report.block)},
                              {"is_pinned", report.is_pinned},
                              {"cpu_model", report.machine.cpu_model},
                              {"compiler", report.machine.compiler},
                              {"is_optimised", report.machine.is_optimised},
                              {"load", or_null(report.machine.load)},
                              {"baseline", comparison(output.comparison)}};
    return json::serialize(object) + "\n";
}

}  // namespace adit::miner::cli
