// See board_source.hpp.
#include "miner/cli/board_source.hpp"

#include "boards/definition/catalog.hpp"
#include "boards/definition/loader.hpp"
#include "miner/cli/config.hpp"
#include "miner/cli/envelope_text.hpp"

namespace adit::miner::cli {

namespace {

struct Text {
    std::string content;
    bool is_shipped = false;
};

Expected<Text, Problem> text_of(const std::string& name_or_file) {
    for (const boards::CatalogFile& shipped : boards::catalog_files())
        if (shipped.file == name_or_file + ".toml") return Text{std::string{shipped.text}, true};
    if (!is_board_file(name_or_file))
        return failure(
            Problem{ExitCode::usage, "no board is called \"" + name_or_file + "\"; `adit boards` lists them"});
    auto text = read_text_file(name_or_file, boards::max_toml_bytes);
    if (!text) return failure(Problem{text.error()});
    return Text{*std::move(text), false};
}

}  // namespace

bool is_board_file(const std::string& name_or_file) { return name_or_file.find_first_of("./") != std::string::npos; }

Expected<BoardSource, Problem> load_board(const std::string& name_or_file) {
    const auto text = text_of(name_or_file);
    if (!text) return failure(Problem{text.error()});
    auto board = boards::parse_board(text->content);
    if (!board) return failure(Problem{ExitCode::config, boards::format_complaints(name_or_file, board.error())});
    const auto profile = boards::safety::make_profile(*board);
    if (!profile)
        return failure(Problem{ExitCode::config, explain(profile.error(), *board, name_or_file, text->content)});
    return BoardSource{*std::move(board), *profile, boards::content_hash(text->content), text->is_shipped,
                       name_or_file};
}

std::string approval_wanted(const BoardSource& source, const boards::OperatorBook& book) {
    if (source.stands_alone() || book.approves(source.content)) return {};
    return (source.is_shipped ? "adit boards confirm " : "adit boards trust ") + source.origin;
}

}  // namespace adit::miner::cli
