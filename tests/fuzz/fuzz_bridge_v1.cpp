// The bridge's reply decoder, dialect v1 (with a status byte): any bytes, any request.
// links: hal
#include "tests/fuzz/bridge_replies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return adit::fuzz::check_dialect(adit::hal::bridge::Dialect::v1, data, size);
}
