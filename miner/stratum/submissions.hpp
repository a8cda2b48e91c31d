// Shares on their way: waiting for the handshake, or sent and not answered; and the memory of what was ever sent.
// Everything has a fixed capacity, taken at construction.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "hal/clock.hpp"
#include "miner/job.hpp"

namespace adit::miner::stratum {

/// Recognises a share that was given before, among the last 4096 of this connection.
class DuplicateFilter {
public:
    static constexpr std::size_t remembered = 4096;

    DuplicateFilter() { seen_.reserve(remembered); }

    /// False when this very result is among those remembered.
    [[nodiscard]] bool remember(const Share& share);

private:
    struct Result {
        JobKey job;
        std::array<std::byte, 16> extranonce2;
        std::uint32_t ntime, nonce, version;
        friend bool operator==(const Result&, const Result&) = default;
    };
    std::vector<Result> seen_;
    std::size_t next_ = 0;
};

/// HZ-45: at most 256 shares wait, each at most 60 s.
class WaitingShares {
public:
    static constexpr std::size_t capacity = 256;
    static constexpr Duration patience = std::chrono::seconds{60};

    WaitingShares() { shares_.reserve(capacity); }

    [[nodiscard]] bool add(const Share& share, Instant now);
    /// The oldest, if there is one; if it has waited too long.
    [[nodiscard]] std::optional<Share> take();
    [[nodiscard]] std::optional<Share> take_expired(Instant now);
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    struct Waiting {
        Share share;
        Instant since;
    };
    std::vector<Waiting> shares_;  // oldest first
};

/// Sent shares by request id, oldest first.
class UnansweredShares {
public:
    static constexpr std::size_t capacity = 1024;
    static constexpr Duration patience = std::chrono::seconds{30};

    struct Sent {
        std::uint64_t id;      ///< of the request
        std::uint64_t number;  ///< of the share
        JobKey job;
        Instant at;
    };

    UnansweredShares() { sent_.reserve(capacity); }

    [[nodiscard]] bool has_room() const noexcept { return sent_.size() < capacity; }
    void add(const Sent& sent) { sent_.push_back(sent); }
    /// Takes the share of that request out.
    [[nodiscard]] std::optional<Sent> answer(std::uint64_t id);
    [[nodiscard]] std::optional<Sent> take();
    [[nodiscard]] std::optional<Sent> take_expired(Instant now);
    [[nodiscard]] Instant next_deadline() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return sent_.size(); }

private:
    std::vector<Sent> sent_;
};

}  // namespace adit::miner::stratum
