// Reads a TOML table key by key, checks types and ranges, and collects every complaint with its line, so that a
// person sees all mistakes of a file at once. Used for board files and for adit.toml.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adit::boards {

/// One thing wrong with a file: where, what, and what to write instead.
struct Complaint {
    std::uint32_t line{};
    std::string text;
    friend bool operator==(const Complaint&, const Complaint&) = default;
};

/// Largest TOML file that is read at all (IN-40).
inline constexpr std::size_t max_toml_bytes = 256UL * 1024UL;

/// Parses TOML text. A syntax error (also a duplicate key) becomes one complaint.
[[nodiscard]] std::optional<toml::table> parse_toml(std::string_view text, std::vector<Complaint>& complaints);

/// "FILE:LINE: text" for each complaint, one a line.
[[nodiscard]] std::string format_complaints(std::string_view file, std::span<const Complaint> complaints);

/// A table being read. Every getter returns a usable value even after a complaint; ask `complaints` at the end.
class TomlTable {
public:
    TomlTable(const toml::table& table, std::string path, std::vector<Complaint>& complaints)
        : table_{&table}, path_{std::move(path)}, complaints_{&complaints} {}

    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string text_or(std::string_view key, std::string otherwise);
    /// `what`: what the number means, for those who get it wrong.
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most,
                                       std::string_view what = {});
    [[nodiscard]] std::int64_t integer_or(std::string_view key, std::int64_t least, std::int64_t most,
                                          std::int64_t otherwise);
    [[nodiscard]] double number(std::string_view key, double least, double most);
    /// Array of integers; complains about anything else.
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key, std::int64_t least, std::int64_t most);
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] std::optional<TomlTable> table(std::string_view key);
    /// Array of tables; at least one unless `may_be_empty`.
    [[nodiscard]] std::vector<TomlTable> tables(std::string_view key, bool may_be_empty = false);

    /// A word out of a fixed list.
    template <class Choice>
    [[nodiscard]] Choice choice(std::string_view key, std::span<const std::pair<std::string_view, Choice>> known) {
        return choose(key, text(key), known);
    }
    template <class Choice>
    [[nodiscard]] Choice choose(std::string_view key, const std::string& word,
                                std::span<const std::pair<std::string_view, Choice>> known) {
        std::string list;
        for (const auto& [name, value] : known) {
            if (name == word) return value;
            list += (list.empty() ? "" : ", ") + std::string{name};
        }
        if (!word.empty()) complain(key, "\"" + word + "\" is not known; use one of: " + list);
        return known.front().second;
    }

    /// How many there are so far, of the whole file.
    [[nodiscard]] std::size_t complaints() const noexcept { return complaints_->size(); }
    void complain(std::string_view key, std::string what);
    /// Complains about every key that was never asked for. Call last.
    void refuse_unknown_keys();

private:
    const toml::node* find(std::string_view key, bool required, std::string_view wanted);
    [[nodiscard]] std::string name_of(std::string_view key) const;

    const toml::table* table_;
    std::string path_;
    std::vector<Complaint>* complaints_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace adit::boards
