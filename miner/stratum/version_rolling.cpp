// Configure replies.
#include "miner/stratum/version_rolling.hpp"

namespace adit::miner::stratum {

void VersionRolling::reply(const Message& message) noexcept {
    const JsonView agreed = message.result.member("version-rolling");
    if (!message.has_no_error() || agreed.boolean() != true) {
        phase_ = Phase::off;
        server_mask_ = 0;
        return;
    }
    phase_ = Phase::on;
    if (const auto mask = parse_version_mask(message.result.member("version-rolling.mask"))) server_mask_ = *mask;
}

void VersionRolling::set_mask(std::uint32_t server_mask) noexcept {
    if (phase_ == Phase::asked || phase_ == Phase::on) server_mask_ = server_mask;
}

}  // namespace adit::miner::stratum
