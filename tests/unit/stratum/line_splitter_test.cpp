// Lines out of bytes.
#include "miner/stratum/line_splitter.hpp"

#include <chrono>
#include <vector>

#include "tests/support/catch.hpp"

namespace adit::miner::stratum {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> lines_of(LineSplitter& splitter, std::string_view text, Instant now = Instant{}) {
    std::vector<std::string> lines;
    std::span<const char> rest{text.data(), text.size()};
    while (const auto line = splitter.next(rest, now)) lines.emplace_back(*line);
    return lines;
}

TEST_CASE("lines end at LF, with or without CR") {
    LineSplitter splitter;
    CHECK(lines_of(splitter, "one\ntwo\r\n\nthr") == std::vector<std::string>{"one", "two", ""});
    CHECK(lines_of(splitter, "ee\n") == std::vector<std::string>{"three"});
}

TEST_CASE("lines are the same however the bytes are cut") {
    const std::string text = "alpha\nbeta\r\ngamma\n";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        LineSplitter splitter;
        auto lines = lines_of(splitter, std::string_view{text}.substr(0, cut));
        for (auto& line : lines_of(splitter, std::string_view{text}.substr(cut))) lines.push_back(line);
        CHECK(lines == std::vector<std::string>{"alpha", "beta", "gamma"});
    }
}

TEST_CASE("a line may be as long as the limit, whole or in pieces (IN-1)") {
    for (const std::size_t size : {max_line_bytes - 1, max_line_bytes}) {
        LineSplitter splitter;
        CHECK(lines_of(splitter, std::string(size, 'x') + "\n").size() == 1);
        CHECK(lines_of(splitter, std::string(size, 'x')).empty());
        CHECK_FALSE(splitter.too_long());
        CHECK(lines_of(splitter, "\n") == std::vector<std::string>{std::string(size, 'x')});
    }
}

TEST_CASE("one byte more is too long, and nothing comes after it (IN-1)") {
    const std::string one_more(max_line_bytes + 1, 'x');
    LineSplitter without_end;
    CHECK(lines_of(without_end, one_more).empty());
    CHECK(without_end.too_long());
    LineSplitter with_end;
    CHECK(lines_of(with_end, one_more + "\n{}\n").empty());
    CHECK(with_end.too_long());
    LineSplitter in_pieces;
    CHECK(lines_of(in_pieces, std::string(max_line_bytes, 'x')).empty());
    CHECK(lines_of(in_pieces, "x\n{}\n").empty());
    CHECK(in_pieces.too_long());
}

TEST_CASE("the age of an unfinished line counts from its first byte") {
    LineSplitter splitter;
    CHECK_FALSE(splitter.incomplete_since());
    CHECK(lines_of(splitter, "a", Instant{1s}).empty());
    CHECK(lines_of(splitter, "b", Instant{2s}).empty());
    CHECK(splitter.incomplete_since() == Instant{1s});
    CHECK(lines_of(splitter, "\nc", Instant{3s}).size() == 1);
    CHECK(splitter.incomplete_since() == Instant{3s});
    CHECK(lines_of(splitter, "\n", Instant{4s}).size() == 1);
    CHECK_FALSE(splitter.incomplete_since());
}

}  // namespace
}  // namespace adit::miner::stratum
