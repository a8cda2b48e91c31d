// The hits of a short range as a set, so that those of two engines can be compared whatever their order.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "driver/sha256/scan_job.hpp"

namespace adit::boards::cpu {

class HitSet {
public:
    static constexpr std::uint32_t max_nonces = 64;

    /// Of `nonces` (1..`max_nonces`) nonces from `first`, modulo 2^32, with `versions` (1..16) versions each.
    HitSet(std::uint32_t first, std::uint32_t nonces, std::uint32_t versions) noexcept
        : first_{first}, nonces_{nonces}, versions_{versions} {}

    /// False, and nothing changes, when the hit lies outside the range or is in the set already.
    [[nodiscard]] bool insert(const driver::sha256::Hit& hit) noexcept {
        const std::uint32_t offset = hit.nonce - first_;
        if (offset >= nonces_ || hit.version_index >= versions_) return false;
        const std::size_t place = offset * max_versions + hit.version_index;
        if (hits_.test(place)) return false;
        hits_.set(place);
        return true;
    }

    [[nodiscard]] std::size_t size() const noexcept { return hits_.count(); }

    /// The first hit that is in this set and not in `other`, which is of the same range.
    [[nodiscard]] std::optional<driver::sha256::Hit> beyond(const HitSet& other) const noexcept {
        const auto more = hits_ & ~other.hits_;
        for (std::size_t place = 0; more.any() && place < more.size(); ++place)
            if (more.test(place)) return hit_at(place);
        return std::nullopt;
    }

private:
    static constexpr std::size_t max_versions = driver::sha256::ScanJob::max_versions;

    [[nodiscard]] driver::sha256::Hit hit_at(std::size_t place) const noexcept {
        return {first_ + static_cast<std::uint32_t>(place / max_versions),
                static_cast<std::uint8_t>(place % max_versions)};
    }

    std::uint32_t first_, nonces_, versions_;
    std::bitset<max_nonces * max_versions> hits_;
};

}  // namespace adit::boards::cpu
