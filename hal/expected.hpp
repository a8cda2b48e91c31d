// Errors as values, everywhere in Adit. One alias, so that std::expected can take over when the library has it.
// Only the common subset of tl:: and std:: is used: has_value, operator*, error. Never .value(): without
// exceptions it returns garbage instead of failing.
#pragma once

#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace adit {

template <class Value, class Error>
using Expected = tl::expected<Value, Error>;

/// Makes the error branch of an `Expected`: `return failure(SerialError::busy);`
template <class Error>
[[nodiscard]] constexpr auto failure(Error&& error) {
    return tl::unexpected<std::decay_t<Error>>(std::forward<Error>(error));
}

}  // namespace adit
