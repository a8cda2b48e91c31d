// Look-ups on detached threads: answered, shared, abandoned.
#include "miner/net/resolver.hpp"

#include <condition_variable>
#include <future>
#include <mutex>

#include "tests/support/catch.hpp"

using namespace adit;
using namespace adit::miner::net;
using namespace std::chrono_literals;

namespace {

/// A name service that hangs until it is told to answer. Shared with detached threads, hence the shared_ptr.
struct Hanging {
    std::mutex mutex;
    std::condition_variable changed;
    bool answers = false;
    int asked = 0;

    ResolveResult look_up() {
        std::unique_lock lock{mutex};
        ++asked;
        changed.notify_all();
        changed.wait(lock, [&] { return answers; });
        return std::vector{Address{}};
    }
    void answer() {
        const std::lock_guard lock{mutex};
        answers = true;
        changed.notify_all();
    }
};

struct Answer {
    std::promise<ResolveResult> promise;
    Resolver::Done done() {
        return [this](ResolveResult result) { promise.set_value(std::move(result)); };
    }
    ResolveResult get() { return promise.get_future().get(); }
};

}  // namespace

TEST_CASE("an answer arrives once, from another thread") {
    Resolver resolver{[](const std::string& host) -> ResolveResult {
        if (host != "pool.example") return failure(ResolveError::not_found);
        return std::vector{Address{false, {10, 0, 0, 1}, 0}};
    }};
    Answer good, bad;
    const auto first = resolver.resolve("pool.example", good.done());
    const auto second = resolver.resolve("nowhere.example", bad.done());
    CHECK(good.get()->front().bytes[0] == 10);
    CHECK(bad.get().error() == ResolveError::not_found);
}

TEST_CASE("an abandoned request never calls back, even when the answer comes later") {
    const auto service = std::make_shared<Hanging>();
    Resolver resolver{[service](const std::string&) { return service->look_up(); }};
    bool called = false;
    {
        const auto request = resolver.resolve("a.example", [&](const ResolveResult&) { called = true; });
    }
    Answer witness;
    const auto request = resolver.resolve("a.example", witness.done());  // waits for the same look-up
    service->answer();
    CHECK(witness.get().has_value());
    CHECK_FALSE(called);
}

TEST_CASE("destroying the resolver does not wait for a hanging name service") {
    const auto service = std::make_shared<Hanging>();
    {
        Resolver resolver{[service](const std::string&) { return service->look_up(); }};
        const auto request = resolver.resolve("a.example", [](const ResolveResult&) { FAIL("abandoned"); });
    }
    service->answer();
    SUCCEED("came back at once");
}

TEST_CASE("one host hangs in one thread only, and hanging hosts are bounded") {
    const auto service = std::make_shared<Hanging>();
    Resolver resolver{[service](const std::string&) { return service->look_up(); }};
    std::vector<ResolveRequest> requests;
    for (int i = 0; i < 100; ++i) requests.push_back(resolver.resolve("same.example", [](const ResolveResult&) {}));
    for (std::size_t i = 1; i < Resolver::max_running; ++i) {
        requests.push_back(resolver.resolve("host" + std::to_string(i), [](const ResolveResult&) {}));
    }
    Answer refused;
    requests.push_back(resolver.resolve("one-too-many", refused.done()));
    CHECK(refused.get().error() == ResolveError::busy);
    requests.clear();
    service->answer();
    const std::lock_guard lock{service->mutex};
    CHECK(service->asked <= static_cast<int>(Resolver::max_running));
}

TEST_CASE("the system's name service knows localhost") {
    Resolver resolver;
    Answer answer;
    const auto request = resolver.resolve("localhost", answer.done());
    const auto result = answer.get();
    REQUIRE(result.has_value());
    const auto& first = result->front();
    const bool is_loopback = first.is_v6 ? first.bytes[15] == 1 : first.bytes[0] == 127;
    CHECK(is_loopback);
}
