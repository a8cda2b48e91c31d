// The operator's book as text: what was written is read back, and nothing else counts.
#include "boards/host/operator_book.hpp"

#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

Approval approval(std::string_view content, std::string board = "mine") {
    return {Approval::Of::file, content_hash(content), std::move(board), 7};
}

OperatorBook sample() {
    OperatorBook book;
    REQUIRE(book.approve(approval("one")));
    REQUIRE(book.approve({Approval::Of::shipped, content_hash("two"), "q1373", 8}));
    REQUIRE(book.assign({"usb:c0de:cafe:A1", "bitaxe-gamma", 9}));
    return book;
}

TEST_CASE("a book is read back as it was written") {
    CHECK(parse_operator_book(format(sample())) == sample());
    CHECK(parse_operator_book(format(OperatorBook{})) == OperatorBook{});
}

TEST_CASE("a book with any bit flipped, cut or doubled does not count") {
    const std::string text = format(sample());
    for (std::size_t i = 0; i < text.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string damaged = text;
            damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
            if (parse_operator_book(damaged)) FAIL("flipped bit " << bit << " of byte " << i);
        }
    for (std::size_t size = 0; size < text.size(); ++size) CHECK_FALSE(parse_operator_book(text.substr(0, size)));
    CHECK_FALSE(parse_operator_book(text + text));
    CHECK_FALSE(parse_operator_book(text + "\n"));
}

TEST_CASE("approval is of a content: the same name with one letter changed is not approved") {
    const OperatorBook book = sample();
    CHECK(book.approves(content_hash("one")));
    CHECK_FALSE(book.approves(content_hash("One")));
}

TEST_CASE("approving and assigning again replaces") {
    OperatorBook book = sample();
    REQUIRE(book.approve(approval("one", "renamed")));
    CHECK(book.approvals().size() == 2);
    REQUIRE(book.assign({"usb:c0de:cafe:A1", "bitaxe-ultra-207", 10}));
    CHECK(book.board_of("usb:c0de:cafe:A1") == "bitaxe-ultra-207");
    CHECK(book.assignments().size() == 1);
    CHECK_FALSE(book.board_of("usb:c0de:cafe:A2"));
}

TEST_CASE("revoking takes a name or at least eight digits, and forgetting the whole device") {
    OperatorBook book = sample();
    const std::string digits = to_hex(content_hash("one"));
    CHECK(book.revoke(digits.substr(0, 7)) == 0);
    CHECK(book.revoke("") == 0);
    CHECK(book.revoke(digits.substr(0, 8)) == 1);
    CHECK_FALSE(book.approves(content_hash("one")));
    CHECK(book.revoke("q1373") == 1);
    CHECK_FALSE(book.forget("usb:c0de"));
    CHECK(book.forget("usb:c0de:cafe:A1"));
    CHECK(book == OperatorBook{});
}

TEST_CASE("words that would break the lines are refused, and a full book takes no more") {
    OperatorBook book;
    CHECK_FALSE(book.approve(approval("x", "two words")));
    CHECK_FALSE(book.approve(approval("x", "")));
    CHECK_FALSE(book.assign({"a\nb", "board", 0}));
    CHECK_FALSE(book.assign({std::string(OperatorBook::longest_word + 1, 'x'), "board", 0}));
    for (std::size_t i = 0; i < OperatorBook::most_entries; ++i)
        REQUIRE(book.assign({std::to_string(i) + std::string(OperatorBook::longest_word - 3, 'x'),
                             std::string(OperatorBook::longest_word, 'b'), INT64_MAX}));
    CHECK_FALSE(book.approve(approval("one too many")));
    CHECK(format(book).size() <= most_operator_book_bytes);
    CHECK(parse_operator_book(format(book)) == book);
}

}  // namespace
}  // namespace adit::boards
