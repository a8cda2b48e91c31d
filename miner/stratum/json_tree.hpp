// The tree behind JsonView, and how it is built. Internal to the JSON reader. Boundedness lives here: every add can
// refuse.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "miner/stratum/json.hpp"

namespace adit::miner::stratum {

class JsonTree {
public:
    static constexpr std::uint32_t none = 0xffffffff;

    /// A stretch of the text store.
    struct Text {
        std::uint32_t at, size;
    };
    struct Node {
        JsonKind kind{};
        bool truth = false;
        Text name{}, text{};  // name: of a member; text: of a string or number
        std::uint32_t first = none, next = none, count = 0;
    };

    JsonTree() { nodes_.reserve(json_max_nodes); }

    void clear() noexcept;
    /// Starts text that `end_text` closes. Pieces of one text arrive one after the other.
    void add_text(std::string_view piece) { text_ += piece; }
    [[nodiscard]] Text end_text() noexcept;
    void set_name(Text name) noexcept { name_ = name; }

    /// False when a limit is reached.
    [[nodiscard]] bool add(JsonKind kind, Text text = {}, bool truth = false);
    [[nodiscard]] bool open(JsonKind kind);
    void shut() noexcept { --depth_; }

    [[nodiscard]] const Node& at(std::uint32_t index) const noexcept { return nodes_[index]; }
    [[nodiscard]] std::string_view text(Text where) const noexcept {
        return std::string_view{text_}.substr(where.at, where.size);
    }
    /// Children of the outermost value.
    [[nodiscard]] std::uint32_t members() const noexcept { return nodes_[0].count; }
    [[nodiscard]] bool is_object() const noexcept { return !nodes_.empty() && nodes_[0].kind == JsonKind::object; }
    /// Whether two members of the outermost object share a name.
    [[nodiscard]] bool repeats_a_key() const noexcept;

private:
    struct Level {
        std::uint32_t parent = none, last_child = none;
    };
    void link(std::uint32_t child) noexcept;

    std::vector<Node> nodes_;
    std::string text_;
    std::uint32_t text_from_ = 0;
    Text name_{};
    std::array<Level, json_max_depth> levels_{};
    std::size_t depth_ = 0;
};

}  // namespace adit::miner::stratum
