// Boost.JSON's event parser feeding our bounded tree. The only file that knows Boost.JSON.
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>

#include "miner/stratum/json_tree.hpp"

namespace adit::miner::stratum {
namespace {

namespace json = boost::json;

// The callbacks Boost asks for. Returning false ends the parse; `ec` must then say something.
class TreeBuilder {
public:
    static constexpr std::size_t max_object_size = json_max_nodes;
    static constexpr std::size_t max_array_size = json_max_nodes;
    static constexpr std::size_t max_key_size = json_max_key;
    static constexpr std::size_t max_string_size = json_max_string;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_array_begin(json::error_code& ec) { return within(tree.open(JsonKind::array), ec); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_object_begin(json::error_code& ec) { return within(tree.open(JsonKind::object), ec); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_key_part(json::string_view piece, std::size_t, json::error_code&) { return take(piece); }
    bool on_key(json::string_view piece, std::size_t, json::error_code&) {
        take(piece);
        tree.set_name(tree.end_text());
        return true;
    }
    bool on_string_part(json::string_view piece, std::size_t, json::error_code&) { return take(piece); }
    bool on_string(json::string_view piece, std::size_t, json::error_code& ec) {
        return text_node(JsonKind::string, piece, ec);
    }
    bool on_number_part(json::string_view piece, json::error_code&) { return take(piece); }
    bool on_int64(std::int64_t, json::string_view piece, json::error_code& ec) {
        return text_node(JsonKind::number, piece, ec);
    }
    bool on_uint64(std::uint64_t, json::string_view piece, json::error_code& ec) {
        return text_node(JsonKind::number, piece, ec);
    }
    bool on_double(double value, json::string_view piece, json::error_code& ec) {
        if (!std::isfinite(value)) return refuse(JsonError::not_finite, ec);
        return text_node(JsonKind::number, piece, ec);
    }
    bool on_bool(bool truth, json::error_code& ec) { return within(tree.add(JsonKind::boolean, {}, truth), ec); }
    bool on_null(json::error_code& ec) { return within(tree.add(JsonKind::null), ec); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    JsonTree tree;
    JsonError why = JsonError::malformed;  // the parse ended

private:
    bool take(json::string_view piece) {
        tree.add_text({piece.data(), piece.size()});
        return true;
    }
    bool text_node(JsonKind kind, json::string_view piece, json::error_code& ec) {
        take(piece);
        return within(tree.add(kind, tree.end_text()), ec);
    }
    bool close() {
        tree.shut();
        return true;
    }
    bool within(bool added, json::error_code& ec) { return added || refuse(JsonError::over_limit, ec); }
    bool refuse(JsonError error, json::error_code& ec) {
        why = error;
        ec = json::error::exception;
        return false;
    }
};

JsonError reason_of(const json::error_code& ec, JsonError ours) {
    if (ec == json::error::exception) return ours;
    if (ec == json::error::too_deep || ec == json::error::array_too_large || ec == json::error::object_too_large ||
        ec == json::error::key_too_large || ec == json::error::string_too_large)
        return JsonError::over_limit;
    return JsonError::malformed;
}

bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

json::parse_options limits() {
    json::parse_options options;
    options.max_depth = json_max_depth;
    return options;
}

}  // namespace

struct JsonReader::Parser {
    json::basic_parser<TreeBuilder> events{limits()};
};

JsonReader::JsonReader() : parser_{std::make_unique<Parser>()} {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

Expected<JsonView, JsonError> JsonReader::read(std::string_view line) {
    auto& events = parser_->events;
    JsonTree& tree = events.handler().tree;
    tree.clear();
    events.reset();
    events.handler().why = JsonError::malformed;
    json::error_code ec;
    const std::size_t used = events.write_some(false, line.data(), line.size(), ec);
    if (ec) return failure(reason_of(ec, events.handler().why));
    if (!is_blank(line.substr(used))) return failure(JsonError::malformed);
    if (!tree.is_object()) return failure(JsonError::not_an_object);
    if (tree.members() > json_max_members) return failure(JsonError::over_limit);
    if (tree.repeats_a_key()) return failure(JsonError::duplicate_key);
    return JsonView{&tree, 0};
}

}  // namespace adit::miner::stratum
