// The bridge's reply decoder, dialect bonanza (where an error looks like data): any bytes, any request.
// links: hal
#include "tests/fuzz/bridge_replies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return adit::fuzz::check_dialect(adit::hal::bridge::Dialect::bonanza, data, size);
}
