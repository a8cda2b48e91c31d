// See operator_book.hpp.
#include "boards/host/operator_book.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <span>

#include "boards/safeoff/crc32.hpp"

namespace adit::boards {

namespace {

constexpr std::string_view heading = "adit operator book 1", of_file = "trusted", of_shipped = "confirmed",
                           of_device = "assigned", of_checksum = "crc32";
constexpr std::size_t shortest_prefix = 8;

bool is_word(std::string_view text) noexcept {
    return !text.empty() && text.size() <= OperatorBook::longest_word &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string checksum_line(std::string_view text) {
    std::array<char, 24> line{};
    (void)std::snprintf(line.data(), line.size(), "%s %08X\n", of_checksum.data(),
                        safeoff::crc32(std::as_bytes(std::span{text})));
    return line.data();
}

std::string line_of(std::string_view kind, const std::string& key, const std::string& board, std::int64_t at) {
    return std::string{kind} + ' ' + key + ' ' + board + ' ' + std::to_string(at) + '\n';
}

using Words = std::array<std::string_view, 4>;

/// Exactly four words with single spaces between them.
std::optional<Words> split(std::string_view line) {
    Words words;
    for (std::string_view& word : words) {
        const auto end = std::min(line.find(' '), line.size());
        word = line.substr(0, end);
        if (!is_word(word)) return std::nullopt;
        const bool is_last = &word == &words.back();
        if (is_last != (end == line.size())) return std::nullopt;
        line.remove_prefix(is_last ? end : end + 1);
    }
    return words;
}

std::optional<std::int64_t> seconds(std::string_view text) noexcept {
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

bool add_line(OperatorBook& book, std::string_view line) {
    const auto words = split(line);
    if (!words) return false;
    const auto& [kind, key, board, time] = *words;
    const auto at = seconds(time);
    if (!at) return false;
    if (kind == of_device) return book.assign({std::string{key}, std::string{board}, *at});
    const auto content = parse_content_hash(key);
    if (!content || (kind != of_file && kind != of_shipped)) return false;
    return book.approve(
        {kind == of_file ? Approval::Of::file : Approval::Of::shipped, *content, std::string{board}, *at});
}

}  // namespace

bool OperatorBook::approves(const ContentHash& content) const noexcept {
    return std::ranges::any_of(approvals_, [&](const Approval& approval) { return approval.content == content; });
}

std::optional<std::string> OperatorBook::board_of(std::string_view device) const {
    const auto found = std::ranges::find(assignments_, device, &Assignment::device);
    return found == assignments_.end() ? std::nullopt : std::optional{found->board};
}

bool OperatorBook::approve(Approval approval) {
    if (!is_word(approval.board)) return false;
    const auto found = std::ranges::find(approvals_, approval.content, &Approval::content);
    if (found != approvals_.end()) {
        *found = std::move(approval);
        return true;
    }
    if (!has_room()) return false;
    approvals_.push_back(std::move(approval));
    return true;
}

bool OperatorBook::assign(Assignment assignment) {
    if (!is_word(assignment.device) || !is_word(assignment.board)) return false;
    const auto found = std::ranges::find(assignments_, assignment.device, &Assignment::device);
    if (found != assignments_.end()) {
        *found = std::move(assignment);
        return true;
    }
    if (!has_room()) return false;
    assignments_.push_back(std::move(assignment));
    return true;
}

std::size_t OperatorBook::revoke(std::string_view board_or_hash) {
    return std::erase_if(approvals_, [&](const Approval& approval) {
        const bool is_prefix =
            board_or_hash.size() >= shortest_prefix && to_hex(approval.content).starts_with(board_or_hash);
        return approval.board == board_or_hash || is_prefix;
    });
}

bool OperatorBook::forget(std::string_view device) {
    return std::erase_if(assignments_, [&](const Assignment& entry) { return entry.device == device; }) > 0;
}

std::string format(const OperatorBook& book) {
    std::string text = std::string{heading} + '\n';
    for (const Approval& approval : book.approvals())
        text += line_of(approval.of == Approval::Of::file ? of_file : of_shipped, to_hex(approval.content),
                        approval.board, approval.at);
    for (const Assignment& entry : book.assignments()) text += line_of(of_device, entry.device, entry.board, entry.at);
    return text + checksum_line(text);
}

Expected<OperatorBook, std::string> parse_operator_book(std::string_view text) {
    const auto last = text.rfind(of_checksum);
    if (last == std::string_view::npos || text.substr(last) != checksum_line(text.substr(0, last)))
        return failure(std::string{"its checksum is wrong"});
    OperatorBook book;
    std::string_view lines = text.substr(0, last);
    bool is_first = true;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        if (end == std::string_view::npos) return failure(std::string{"its last line is cut off"});
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end + 1);
        if (is_first ? line != heading : !add_line(book, line))
            return failure("the line \"" + std::string{line.substr(0, OperatorBook::longest_word)} +
                           "\" is not understood");
        is_first = false;
    }
    if (is_first) return failure(std::string{"it is empty"});
    // Also a doubled entry is not what `format` writes.
    if (format(book) != text) return failure(std::string{"its lines are not as they are written"});
    return book;
}

}  // namespace adit::boards
