// The operator's book in the state directory: who may write there is an operator (docs/safety.md).
#pragma once

#include <functional>
#include <string>

#include "boards/host/operator_book.hpp"
#include "boards/host/state_store.hpp"

namespace adit::boards {

inline constexpr const char* operator_file_name = "operator-book";

/// What the directory's book says; an empty book where there is no directory or no book. Errors: a book that is
/// damaged, that is not the caller's own, or that others may read or write: nothing in it counts then.
[[nodiscard]] Expected<OperatorBook, StateProblem> read_operator_book(const std::string& directory);

/// Reads, changes and writes the book; another process that does so waits. Makes the directory where it is missing.
/// `change` returns false to leave the book as it is. A damaged book is kept beside it under another name, and a new
/// one begun. Errors: those of reading and writing; a book of somebody else.
[[nodiscard]] Expected<void, StateProblem> change_operator_book(const std::string& directory,
                                                                const std::function<bool(OperatorBook&)>& change);

}  // namespace adit::boards
