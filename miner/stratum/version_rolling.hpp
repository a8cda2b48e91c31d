// What came of asking for version rolling (BIP310), and which bits of a share go into its sixth parameter.
#pragma once

#include <cstdint>

#include "miner/job.hpp"
#include "miner/stratum/message.hpp"

namespace adit::miner::stratum {

class VersionRolling {
public:
    explicit VersionRolling(std::uint32_t requested) noexcept : requested_{requested} {}

    /// configure was sent. Before that, and after `reply` said no, masks from the server mean nothing.
    void asked() noexcept { phase_ = Phase::asked; }

    /// All shapes of a reply to configure. A mask that came before the reply stands in for one missing in it.
    void reply(const Message& message) noexcept;

    /// mining.set_version_mask.
    void set_mask(std::uint32_t server_mask) noexcept;

    /// Bits that may be rolled now.
    [[nodiscard]] std::uint32_t effective() const noexcept { return is_on() ? server_mask_ & requested_ : 0; }
    /// Submits carry the sixth parameter, even while the mask is 0.
    [[nodiscard]] bool is_on() const noexcept { return phase_ == Phase::on; }
    /// The server's mask has bits we did not ask for.
    [[nodiscard]] bool is_clipped() const noexcept { return is_on() && (server_mask_ & ~requested_) != 0; }
    [[nodiscard]] std::uint32_t requested() const noexcept { return requested_; }

    /// No rolled bit of the share is outside the mask of now.
    [[nodiscard]] bool allows(const Share& share) const noexcept {
        return ((share.version ^ share.job->version) & ~effective()) == 0;
    }
    /// Header version & the mask as the server sent it: right for pools that OR and for pools that replace.
    [[nodiscard]] std::uint32_t submitted_bits(std::uint32_t version) const noexcept { return version & server_mask_; }

private:
    enum class Phase : std::uint8_t { not_asked, asked, on, off };
    std::uint32_t requested_;
    std::uint32_t server_mask_ = 0;
    Phase phase_ = Phase::not_asked;
};

}  // namespace adit::miner::stratum
