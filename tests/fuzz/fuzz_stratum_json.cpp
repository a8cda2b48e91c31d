// The JSON reader on arbitrary lines: within its limits, the same twice, and never satisfied with trailing garbage.
// links: stratum
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "miner/stratum/json.hpp"

namespace {

using adit::miner::stratum::JsonKind;
using adit::miner::stratum::JsonReader;
using adit::miner::stratum::JsonView;

void require(bool truth) {
    if (!truth) std::abort();
}

struct Summary {
    std::size_t nodes = 0, depth = 0;
    std::string text;  // every leaf, in order
};

void walk(JsonView value, std::size_t depth, Summary& into) {
    ++into.nodes;
    into.text += value.string().value_or(value.number().value_or("-"));
    into.text += value.boolean().value_or(false) ? 't' : 'f';
    require(!value.integer() || value.number());
    const bool is_container = value.is(JsonKind::array) || value.is(JsonKind::object);
    if (is_container && depth + 1 > into.depth) into.depth = depth + 1;
    std::size_t children = 0;
    for (JsonView child = value.first(); child.exists(); child = child.next(), ++children) walk(child, depth + 1, into);
    require(is_container || children == 0);
    require(!value.is(JsonKind::array) || children == value.size());
}

Summary summary_of(JsonView object) {
    Summary summary;
    walk(object, 0, summary);
    require(summary.nodes <= adit::miner::stratum::json_max_nodes);
    require(summary.depth <= adit::miner::stratum::json_max_depth);
    return summary;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string line{reinterpret_cast<const char*>(data), size};
    JsonReader reader;
    const auto first = reader.read(line);
    if (!first) return 0;
    require(first->is(JsonKind::object));
    const Summary summary = summary_of(*first);
    const auto again = reader.read(" " + line + "\t");
    require(again && summary_of(*again).text == summary.text);
    require(!reader.read(line + "x") && !reader.read("[" + line + "]"));
    return 0;
}
