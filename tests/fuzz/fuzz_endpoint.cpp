// Pool URLs: whatever parses must print to a URL that parses to the same, within the limits and without secrets.
// links: net
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "miner/net/endpoint.hpp"

namespace {
void require(bool holds) {
    if (!holds) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace adit::miner::net;
    const std::string_view url{reinterpret_cast<const char*>(data), size};
    const auto parsed = parse_endpoint(url);
    if (!parsed) {
        require(!describe(parsed.error()).empty());
        return 0;
    }
    require(parsed->port != 0 && !parsed->host.empty() && parsed->host.size() <= 253);
    require(url.size() <= max_url_length && url.find('@') == std::string_view::npos);
    require(url.find(parsed->host) != std::string_view::npos);
    const auto again = parse_endpoint(to_url(*parsed));
    require(again.has_value() && *again == *parsed);
    return 0;
}
