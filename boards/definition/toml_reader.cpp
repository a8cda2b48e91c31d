// See toml_reader.hpp.
#include "boards/definition/toml_reader.hpp"

#include <cmath>

namespace adit::boards {

namespace {

std::string range_text(double least, double most) {
    const auto shortened = [](double value) {
        std::string digits = std::to_string(value);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') digits.pop_back();
        return digits;
    };
    return "from " + shortened(least) + " to " + shortened(most);
}

}  // namespace

std::optional<toml::table> parse_toml(std::string_view text, std::vector<Complaint>& complaints) {
    if (text.size() > max_toml_bytes) {
        complaints.push_back({1, "the file is larger than 256 KiB; no such file is ever that long"});
        return std::nullopt;
    }
    try {
        return toml::parse(text);
    } catch (const toml::parse_error& error) {  // the library's only way to tell
        complaints.push_back({error.source().begin.line, std::string{error.description()} +
                                                             "; in TOML a text stands in \"quotes\", a number has no "
                                                             "unit, and a key comes once"});
        return std::nullopt;
    }
}

std::string format_complaints(std::string_view file, std::span<const Complaint> complaints) {
    std::string text;
    for (const Complaint& complaint : complaints) {
        if (!text.empty()) text += '\n';
        text += std::string{file} + ":" + std::to_string(complaint.line) + ": " + complaint.text;
    }
    return text;
}

std::string TomlTable::name_of(std::string_view key) const {
    return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

void TomlTable::complain(std::string_view key, std::string what) {
    const toml::node* node = table_->get(key);
    const auto line = node != nullptr ? node->source().begin.line : table_->source().begin.line;
    complaints_->push_back({line, "`" + name_of(key) + "`: " + std::move(what)});
}

const toml::node* TomlTable::find(std::string_view key, bool required, std::string_view wanted) {
    known_.emplace(key);
    const toml::node* node = table_->get(key);
    if (node == nullptr && required) complain(key, "is missing; add " + std::string{wanted});
    return node;
}

bool TomlTable::has(std::string_view key) { return find(key, false, {}) != nullptr; }

std::string TomlTable::text(std::string_view key) {
    const toml::node* node = find(key, true, "a text in quotes");
    if (node == nullptr) return {};
    if (const auto* value = node->as_string()) return value->get();
    complain(key, "must be a text in quotes");
    return {};
}

std::string TomlTable::text_or(std::string_view key, std::string otherwise) {
    return has(key) ? text(key) : std::move(otherwise);
}

std::int64_t TomlTable::integer(std::string_view key, std::int64_t least, std::int64_t most, std::string_view what) {
    const std::string range = range_text(static_cast<double>(least), static_cast<double>(most)) +
                              (what.empty() ? "" : ": " + std::string{what});
    const toml::node* node = find(key, true, "a whole number " + range);
    if (node == nullptr) return least;
    const auto* value = node->as_integer();
    if (value != nullptr && value->get() >= least && value->get() <= most) return value->get();
    complain(key, "must be a whole number " + range);
    return least;
}

std::int64_t TomlTable::integer_or(std::string_view key, std::int64_t least, std::int64_t most,
                                   std::int64_t otherwise) {
    return has(key) ? integer(key, least, most) : otherwise;
}

double TomlTable::number(std::string_view key, double least, double most) {
    const std::string range = range_text(least, most);
    const toml::node* node = find(key, true, "a number " + range);
    if (node == nullptr) return least;
    const std::optional<double> value = node->value<double>();
    if (value && !node->is_boolean() && std::isfinite(*value) && *value >= least && *value <= most) return *value;
    complain(key, "must be a number " + range);
    return least;
}

std::vector<std::int64_t> TomlTable::integers(std::string_view key, std::int64_t least, std::int64_t most) {
    std::vector<std::int64_t> values;
    const toml::node* node = find(key, true, "a list of whole numbers");
    if (node == nullptr) return values;
    const toml::array* list = node->as_array();
    if (list != nullptr)
        for (const toml::node& entry : *list)
            if (const auto* value = entry.as_integer();
                value != nullptr && value->get() >= least && value->get() <= most)
                values.push_back(value->get());
    if (list == nullptr || values.size() != list->size())
        complain(key, "must be a list of whole numbers " +
                          range_text(static_cast<double>(least), static_cast<double>(most)));
    return values;
}

std::vector<std::string> TomlTable::texts(std::string_view key) {
    std::vector<std::string> values;
    const toml::node* node = find(key, true, "a list of texts in quotes");
    if (node == nullptr) return values;
    const toml::array* list = node->as_array();
    if (list != nullptr)
        for (const toml::node& entry : *list)
            if (const auto* value = entry.as_string()) values.push_back(value->get());
    if (list == nullptr || values.size() != list->size()) complain(key, "must be a list of texts in quotes");
    return values;
}

std::optional<TomlTable> TomlTable::table(std::string_view key) {
    const toml::node* node = find(key, true, "a table: " + name_of(key) + " = { … }");
    if (node == nullptr) return std::nullopt;
    if (const toml::table* inner = node->as_table()) return TomlTable{*inner, name_of(key), *complaints_};
    complain(key, "must be a table: " + name_of(key) + " = { … }");
    return std::nullopt;
}

std::vector<TomlTable> TomlTable::tables(std::string_view key, bool may_be_empty) {
    std::vector<TomlTable> found;
    const toml::node* node = find(key, !may_be_empty, "a list of tables: " + name_of(key) + " = [{ … }]");
    if (node == nullptr) return found;
    const toml::array* list = node->as_array();
    std::size_t number = 0;
    if (list != nullptr)
        for (const toml::node& entry : *list)
            if (const toml::table* inner = entry.as_table())
                found.emplace_back(*inner, name_of(key) + "[" + std::to_string(number++) + "]", *complaints_);
    if (list == nullptr || found.size() != list->size() || (found.empty() && !may_be_empty))
        complain(key, "must be a list of tables: " + name_of(key) + " = [{ … }]");
    return found;
}

void TomlTable::refuse_unknown_keys() {
    for (const auto& [key, node] : *table_)
        if (!known_.contains(key.str())) {
            std::string list;
            for (const std::string& name : known_) list += (list.empty() ? "" : ", ") + name;
            complain(key.str(), "is not a key of this table; it has: " + list);
        }
}

}  // namespace adit::boards
