// The operator's book: whatever is read, what is accepted is exactly what would be written.
// links: runtime
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "boards/host/operator_book.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto book = adit::boards::parse_operator_book(text);
    if (book && adit::boards::format(*book) != text) std::abort();
    return 0;
}
