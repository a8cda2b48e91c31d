// See operator_file.hpp.
#include "boards/host/operator_file.hpp"

#include <cerrno>
#include <utility>

namespace adit::boards {

namespace {

StateProblem damaged(const StateStore& store, const std::string& why) {
    return {0, store.directory() + "/" + operator_file_name + ": " + why};
}

Expected<OperatorBook, StateProblem> parse(const StateStore& store, const std::optional<std::string>& text) {
    if (!text) return OperatorBook{};
    auto book = parse_operator_book(*text);
    if (!book) return failure(damaged(store, book.error()));
    return *std::move(book);
}

}  // namespace

Expected<OperatorBook, StateProblem> read_operator_book(const std::string& directory) {
    const auto store = StateStore::open(directory, false);
    if (!store && store.error().error_number == ENOENT) return OperatorBook{};
    if (!store) return failure(StateProblem{store.error()});
    const auto text = store->read_private(operator_file_name);
    if (!text) return failure(StateProblem{text.error()});
    return parse(*store, *text);
}

Expected<void, StateProblem> change_operator_book(const std::string& directory,
                                                  const std::function<bool(OperatorBook&)>& change) {
    const auto store = StateStore::open(directory, true);
    if (!store) return failure(StateProblem{store.error()});
    const auto turn = store->take_turn();
    if (!turn) return failure(StateProblem{turn.error()});
    const auto text = store->read_private(operator_file_name);
    if (!text) return failure(StateProblem{text.error()});
    auto book = parse(*store, *text);
    if (!book) {
        if (auto kept = store->set_aside(operator_file_name); !kept) return kept;
        book = OperatorBook{};
    }
    if (!change(*book)) return {};
    return store->write_private(operator_file_name, format(*book));
}

}  // namespace adit::boards
