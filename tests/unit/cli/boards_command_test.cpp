// `adit boards`: its words, and what the operator vouches for.
#include "miner/cli/boards_command.hpp"

#include <fstream>

#include "boards/definition/catalog.hpp"
#include "boards/host/operator_file.hpp"
#include "miner/cli/board_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace adit::miner::cli {
namespace {

using Verb = BoardsCommand::Verb;
Expected<BoardsCommand, Problem> parse(const std::vector<std::string>& words) { return parse_boards(words); }

TEST_CASE("boards has one verb at a time") {
    CHECK(parse({})->verb == Verb::list);
    CHECK(parse({"check", "a.toml", "b.toml"})->names.size() == 2);
    CHECK(parse({"trust", "a.toml", "--state-dir", "/s"})->verb == Verb::trust);
    CHECK(parse({"confirm", "q1373"})->verb == Verb::confirm);
    CHECK(parse({"trust", "--list", "--json"})->verb == Verb::list_trusted);
    CHECK(parse({"trust", "--revoke", "mine"})->names.front() == "mine");
    const std::vector<std::vector<std::string>> mistakes{{"check"},
                                                         {"trust"},
                                                         {"confirm"},
                                                         {"trust", "a", "b"},
                                                         {"trust", "--list", "a"},
                                                         {"chek"},
                                                         {"--all"},
                                                         {"check", "--list"},
                                                         {"trust", "--list", "--revoke"},
                                                         {"trust", "--revoke"}};
    for (const auto& words : mistakes) {
        const auto parsed = parse(words);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ExitCode::usage);
    }
}

struct Bench {
    tests::TemporaryFolder folder;
    std::string state = folder.path() + "/state";
    std::string file = folder.path() + "/mine.toml";

    Bench() { write(text()); }
    static std::string text() {
        for (const boards::CatalogFile& shipped : boards::catalog_files())
            if (shipped.file == "bitaxe-gamma.toml") return std::string{shipped.text};
        return {};
    }
    void write(const std::string& content) const { std::ofstream{file} << content; }
    [[nodiscard]] ExitCode run(std::vector<std::string> words) const {
        words.insert(words.end(), {"--state-dir", state});
        return run_boards(*parse(words));
    }
    [[nodiscard]] std::string wanted(const std::string& board) const {
        return approval_wanted(*load_board(board), *boards::read_operator_book(state));
    }
};

TEST_CASE("a board file of one's own stands on the operator's word, and only as it was read") {
    const Bench bench;
    CHECK(bench.wanted(bench.file) == "adit boards trust " + bench.file);
    CHECK(bench.run({"trust", bench.file}) == ExitCode::ok);
    CHECK(bench.wanted(bench.file).empty());
    bench.write(Bench::text() + "# one more line\n");
    CHECK(bench.wanted(bench.file) == "adit boards trust " + bench.file);
}

TEST_CASE("what was revoked is not trusted any more, by name or by digits") {
    const Bench bench;
    REQUIRE(bench.run({"trust", bench.file}) == ExitCode::ok);
    CHECK(bench.run({"trust", "--list"}) == ExitCode::ok);
    CHECK(bench.run({"trust", "--revoke", "bitaxe-gamma"}) == ExitCode::ok);
    CHECK_FALSE(bench.wanted(bench.file).empty());
    CHECK(bench.run({"trust", "--revoke", "bitaxe-gamma"}) == ExitCode::failed);
    REQUIRE(bench.run({"trust", bench.file}) == ExitCode::ok);
    const std::string digits = boards::to_hex(load_board(bench.file)->content);
    CHECK(bench.run({"trust", "--revoke", digits}) == ExitCode::ok);
    CHECK_FALSE(bench.wanted(bench.file).empty());
}

TEST_CASE("SA-3: a file that reaches outside the envelope cannot be trusted") {
    const Bench bench;
    std::string text = Bench::text();
    text.replace(text.find("core_max_mv = 1250"), 18, "core_max_mv = 1950");
    bench.write(text);
    CHECK(bench.run({"trust", bench.file}) == ExitCode::config);
    CHECK(boards::read_operator_book(bench.state)->approvals().empty());
}

TEST_CASE("a shipped board is confirmed by name, and only where it has open questions") {
    const Bench bench;
    CHECK(bench.wanted("bitaxe-gamma").empty());
    CHECK(bench.run({"confirm", "bitaxe-gamma"}) == ExitCode::ok);
    CHECK(boards::read_operator_book(bench.state)->approvals().empty());
    CHECK(bench.wanted("q1373") == "adit boards confirm q1373");
    CHECK(bench.run({"confirm", "q1373"}) == ExitCode::ok);
    CHECK(bench.wanted("q1373").empty());
    CHECK(bench.run({"trust", "q1373"}) == ExitCode::usage);
    CHECK(bench.run({"confirm", bench.file}) == ExitCode::usage);
    CHECK(bench.run({"confirm", "no-such-board"}) == ExitCode::usage);
}

TEST_CASE("without a place to remember, nothing is vouched for") {
    const Bench bench;
    std::ofstream{bench.state} << "a file where the directory should be";
    CHECK(bench.run({"trust", bench.file}) == ExitCode::failed);
}

}  // namespace
}  // namespace adit::miner::cli
