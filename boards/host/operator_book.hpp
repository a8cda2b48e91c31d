// What the operator vouches for: board descriptions that may energise although Adit does not ship them as complete, and
// which board is behind a device whose parts fit several. Pure: text in, text out; operator_file.hpp has the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boards/host/content_hash.hpp"
#include "hal/expected.hpp"

namespace adit::boards {

/// A description somebody has read and stands for, by content: another content is another description.
struct Approval {
    enum class Of : std::uint8_t {
        file,     ///< a board file outside the catalogue
        shipped,  ///< a board of the catalogue that is not complete
    } of{};
    ContentHash content{};
    std::string board;    ///< its name, for people
    std::int64_t at = 0;  ///< seconds since 1970 by the wall clock, for people only
    friend bool operator==(const Approval&, const Approval&) = default;
};

struct Assignment {
    std::string device;  ///< stable id
    std::string board;
    std::int64_t at = 0;
    friend bool operator==(const Assignment&, const Assignment&) = default;
};

class OperatorBook {
public:
    /// Approvals and assignments together.
    static constexpr std::size_t most_entries = 128;
    static constexpr std::size_t longest_word = 159;

    [[nodiscard]] bool approves(const ContentHash& content) const noexcept;
    /// None: nobody said.
    [[nodiscard]] std::optional<std::string> board_of(std::string_view device) const;

    /// Replaces an entry for the same content (device). False: the book is full, or a word is empty, too long, or holds
    /// spaces or unprintable characters.
    [[nodiscard]] bool approve(Approval approval);
    [[nodiscard]] bool assign(Assignment assignment);
    /// Forgets approvals by board name or by the first digits of their content's hash, at least 8; returns how many.
    std::size_t revoke(std::string_view board_or_hash);
    /// True if there was one.
    bool forget(std::string_view device);

    [[nodiscard]] const std::vector<Approval>& approvals() const noexcept { return approvals_; }
    [[nodiscard]] const std::vector<Assignment>& assignments() const noexcept { return assignments_; }
    friend bool operator==(const OperatorBook&, const OperatorBook&) = default;

private:
    [[nodiscard]] bool has_room() const noexcept { return approvals_.size() + assignments_.size() < most_entries; }

    std::vector<Approval> approvals_;
    std::vector<Assignment> assignments_;
};

/// Largest text `format` writes.
inline constexpr std::size_t most_operator_book_bytes = 64UL * 1024UL;

/// One line an entry, and a checksum at the end.
[[nodiscard]] std::string format(const OperatorBook& book);
/// Errors: for anything `format` would not have written: nothing in a damaged book counts. The error is a piece of a
/// sentence.
[[nodiscard]] Expected<OperatorBook, std::string> parse_operator_book(std::string_view text);

}  // namespace adit::boards
