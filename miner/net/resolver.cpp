// One detached thread per host that is being looked up. Threads and callers share only `Running`, which outlives both.
#include "miner/net/resolver.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace adit::miner::net {

/// The callback, until it is called or abandoned. The lock is held while it runs, so that `abandon` can promise.
struct ResolveRequest::State {
    std::mutex mutex;
    Resolver::Done done;

    void finish(const ResolveResult& result) {
        const std::lock_guard lock{mutex};
        if (!done) return;
        auto call = std::move(done);
        done = nullptr;
        call(result);
    }
};

struct Resolver::Running {
    using Waiters = std::vector<std::weak_ptr<ResolveRequest::State>>;
    std::mutex mutex;
    Lookup lookup;
    std::map<std::string, Waiters> hosts;

    void finish(const std::string& host, const ResolveResult& result) {
        Waiters waiters;
        {
            const std::lock_guard lock{mutex};
            const auto found = hosts.find(host);
            waiters = std::move(found->second);
            hosts.erase(found);
        }
        for (const auto& waiter : waiters) {
            if (const auto state = waiter.lock()) state->finish(result);
        }
    }
};

namespace {

std::optional<Address> address_of(const addrinfo& info) {
    Address address;
    if (info.ai_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, info.ai_addr, sizeof v4);
        std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
        return address;
    }
    if (info.ai_family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    std::memcpy(&v6, info.ai_addr, sizeof v6);
    std::memcpy(address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    address.is_v6 = true;
    address.scope = v6.sin6_scope_id;
    return address;
}

ResolveResult system_lookup(const std::string& host) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (error == EAI_NONAME) return failure(ResolveError::not_found);
    if (error != 0) return failure(ResolveError::failed);
    std::vector<Address> addresses;
    for (const auto* info = list; info != nullptr && addresses.size() < Resolver::max_addresses; info = info->ai_next) {
        if (const auto address = address_of(*info)) addresses.push_back(*address);
    }
    freeaddrinfo(list);
    if (addresses.empty()) return failure(ResolveError::not_found);
    return addresses;
}

}  // namespace

const char* describe(ResolveError error) noexcept {
    switch (error) {
        case ResolveError::not_found:
            return "the host name has no address";
        case ResolveError::failed:
            return "the name service does not answer";
        case ResolveError::busy:
            return "too many look-ups are hanging";
    }
    return "look-up failed";
}

ResolveRequest& ResolveRequest::operator=(ResolveRequest&& other) noexcept {
    abandon();
    state_ = std::move(other.state_);
    return *this;
}

void ResolveRequest::abandon() noexcept {
    if (!state_) return;
    {
        const std::lock_guard lock{state_->mutex};
        state_->done = nullptr;
    }
    state_.reset();
}

Resolver::Resolver(Lookup lookup) : running_{std::make_shared<Running>()} {
    running_->lookup = lookup ? std::move(lookup) : Lookup{system_lookup};
}

ResolveRequest Resolver::resolve(const std::string& host, Done done) {
    const auto state = std::make_shared<ResolveRequest::State>();
    state->done = std::move(done);
    {
        const std::lock_guard lock{running_->mutex};
        if (const auto found = running_->hosts.find(host); found != running_->hosts.end()) {
            std::erase_if(found->second, [](const auto& waiter) { return waiter.expired(); });
            found->second.push_back(state);
            return ResolveRequest{state};
        }
        if (running_->hosts.size() < max_running && start_thread(host)) {
            running_->hosts[host].push_back(state);
            return ResolveRequest{state};
        }
    }
    state->finish(failure(ResolveError::busy));
    return {};
}

/// Under the lock: the thread cannot finish before the host is entered.
bool Resolver::start_thread(const std::string& host) {
    try {
        std::thread{[running = running_, host] { running->finish(host, running->lookup(host)); }}.detach();
        return true;
    } catch (const std::system_error&) {  // no thread to be had
        return false;
    }
}

}  // namespace adit::miner::net
