// Building the tree, and the views that read it.
#include "miner/stratum/json_tree.hpp"

#include <charconv>

namespace adit::miner::stratum {

void JsonTree::clear() noexcept {
    nodes_.clear();
    text_.clear();
    text_from_ = 0;
    name_ = {};
    depth_ = 0;
}

JsonTree::Text JsonTree::end_text() noexcept {
    const Text whole{text_from_, static_cast<std::uint32_t>(text_.size()) - text_from_};
    text_from_ = static_cast<std::uint32_t>(text_.size());
    return whole;
}

void JsonTree::link(std::uint32_t child) noexcept {
    if (depth_ == 0) return;
    Level& level = levels_[depth_ - 1];
    if (level.last_child == none)
        nodes_[level.parent].first = child;
    else
        nodes_[level.last_child].next = child;
    level.last_child = child;
    ++nodes_[level.parent].count;
}

bool JsonTree::add(JsonKind kind, Text text, bool truth) {
    if (nodes_.size() == json_max_nodes) return false;
    nodes_.push_back({.kind = kind, .truth = truth, .name = name_, .text = text});
    name_ = {};
    link(static_cast<std::uint32_t>(nodes_.size() - 1));
    return true;
}

bool JsonTree::open(JsonKind kind) {
    if (depth_ == json_max_depth || !add(kind)) return false;
    levels_[depth_++] = {.parent = static_cast<std::uint32_t>(nodes_.size() - 1), .last_child = none};
    return true;
}

bool JsonTree::repeats_a_key() const noexcept {
    for (auto a = nodes_[0].first; a != none; a = nodes_[a].next)
        for (auto b = nodes_[a].next; b != none; b = nodes_[b].next)
            if (text(nodes_[a].name) == text(nodes_[b].name)) return true;
    return false;
}

bool JsonView::is(JsonKind kind) const noexcept { return tree_ != nullptr && tree_->at(index_).kind == kind; }

std::optional<bool> JsonView::boolean() const noexcept {
    if (!is(JsonKind::boolean)) return std::nullopt;
    return tree_->at(index_).truth;
}

std::optional<std::string_view> JsonView::string() const noexcept {
    if (!is(JsonKind::string)) return std::nullopt;
    return tree_->text(tree_->at(index_).text);
}

std::optional<std::string_view> JsonView::number() const noexcept {
    if (!is(JsonKind::number)) return std::nullopt;
    return tree_->text(tree_->at(index_).text);
}

std::optional<std::int64_t> JsonView::integer() const noexcept {
    const auto text = number();
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [used, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc{} || used != end) return std::nullopt;
    return value;
}

std::size_t JsonView::size() const noexcept { return is(JsonKind::array) ? tree_->at(index_).count : 0; }

JsonView JsonView::first() const noexcept {
    if (tree_ == nullptr || tree_->at(index_).first == JsonTree::none) return {};
    return {tree_, tree_->at(index_).first};
}

JsonView JsonView::next() const noexcept {
    if (tree_ == nullptr || tree_->at(index_).next == JsonTree::none) return {};
    return {tree_, tree_->at(index_).next};
}

JsonView JsonView::operator[](std::size_t index) const noexcept {
    if (index >= size()) return {};
    JsonView element = first();
    while (index-- > 0) element = element.next();
    return element;
}

JsonView JsonView::member(std::string_view name) const noexcept {
    if (!is(JsonKind::object)) return {};
    JsonView found = first();
    while (found.exists() && tree_->text(tree_->at(found.index_).name) != name) found = found.next();
    return found;
}

}  // namespace adit::miner::stratum
