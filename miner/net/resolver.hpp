// Host names to addresses without ever blocking the network thread: each look-up runs on its own detached thread and
// can be abandoned. (Asio's own resolver waits for getaddrinfo when it shuts down; a hanging DNS must not hang Adit.)
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hal/expected.hpp"

namespace adit::miner::net {

/// An address as bytes; an IPv4 address is in the first four.
struct Address {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes{};
    std::uint32_t scope = 0;  ///< IPv6 zone of a link-local address
    friend bool operator==(const Address&, const Address&) = default;
};

enum class ResolveError : std::uint8_t {
    not_found,  ///< the name does not exist or has no address
    failed,     ///< the name service gave no answer
    busy,       ///< too many look-ups hang already, or no thread could be started
};

[[nodiscard]] const char* describe(ResolveError error) noexcept;

using ResolveResult = Expected<std::vector<Address>, ResolveError>;

/// A pending look-up. Destroying it abandons the request: its callback is not called any more, nor still running.
class ResolveRequest {
public:
    struct State;
    ResolveRequest() noexcept = default;
    explicit ResolveRequest(std::shared_ptr<State> state) noexcept : state_{std::move(state)} {}
    ResolveRequest(ResolveRequest&&) noexcept = default;
    ResolveRequest& operator=(ResolveRequest&& other) noexcept;
    ~ResolveRequest() { abandon(); }
    void abandon() noexcept;

private:
    std::shared_ptr<State> state_;
};

class Resolver {
public:
    using Lookup = std::function<ResolveResult(const std::string& host)>;
    using Done = std::function<void(ResolveResult)>;

    /// Look-ups that may hang at one time; requests for one host share one.
    static constexpr std::size_t max_running = 8;
    /// Addresses kept of one answer.
    static constexpr std::size_t max_addresses = 16;

    /// `lookup` is getaddrinfo unless a test brings its own. It may block for ever.
    explicit Resolver(Lookup lookup = {});

    /// Looks `host` up and calls `done` once, from another thread (or from inside this call with `busy`).
    /// Never blocks. Address literals have no business here; see `is_address_literal`.
    [[nodiscard]] ResolveRequest resolve(const std::string& host, Done done);

private:
    struct Running;
    [[nodiscard]] bool start_thread(const std::string& host);
    std::shared_ptr<Running> running_;
};

}  // namespace adit::miner::net
