// The bridge's reply decoder, dialect v0 (plain: LEN counts data, and in errors the frame): any bytes, any request.
// links: hal
#include "tests/fuzz/bridge_replies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return adit::fuzz::check_dialect(adit::hal::bridge::Dialect::v0, data, size);
}
