// A session with a hand on the other end of its line: says what a pool might say, hears what the session says,
// moves virtual time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "miner/stratum/session.hpp"
#include "tests/support/catch.hpp"

namespace adit::miner::stratum {

using namespace std::chrono_literals;

struct Peer {
    explicit Peer(SessionConfig with = config()) : session{std::move(with), now} {}

    static SessionConfig config() {
        SessionConfig config;
        config.user = "rig.one";
        config.password = "x";
        config.session_number = 7;
        config.host = "pool.example";
        config.port = 3333;
        return config;
    }
    static SessionConfig without_configure() {
        SessionConfig plain = config();
        plain.send_configure = false;
        return plain;
    }

    void raw(std::string_view bytes) {
        session.receive({bytes.data(), bytes.size()}, now);
        drain();
    }
    void say(std::string line) { raw(line += '\n'); }
    void call(const std::string& method, const std::string& params) {
        say(R"({"id":null,"method":")" + method + R"(","params":)" + params + "}");
    }
    void accept(std::uint64_t id) { say(R"({"id":)" + std::to_string(id) + R"(,"result":true,"error":null})"); }
    void pass(Duration time) {
        now += time;
        session.tick(now);
        drain();
    }

    /// Lines the session has put out since the last call.
    std::vector<std::string> heard() {
        std::vector<std::string> lines;
        std::string text{session.output()};
        session.consumed(text.size());
        for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
            lines.push_back(text.substr(0, end));
            text.erase(0, end + 1);
        }
        CHECK(text.empty());
        return lines;
    }

    void drain() {
        while (auto event = session.next_event()) events.push_back(std::move(*event));
    }
    template <class Event>
    std::vector<Event> all() const {
        std::vector<Event> found;
        for (const auto& event : events)
            if (const auto* one = std::get_if<Event>(&event)) found.push_back(*one);
        return found;
    }
    template <class Event>
    Event last() const {
        const auto found = all<Event>();
        REQUIRE_FALSE(found.empty());
        return found.back();
    }
    bool is_closed_for(CloseReason reason) const {
        return session.state() == SessionState::closed && last<Closed>().reason == reason;
    }

    SubmitResult submit(const Share& share) {
        const auto result = session.submit(share, now);
        drain();
        return result;
    }

    Instant now{1h};
    Session session;
    std::vector<SessionEvent> events;
};

inline std::string notify_params(const std::string& id, const std::string& clean = "true",
                                 const std::string& prev_first = "16aaac87", const std::string& version = "20000000") {
    return R"([")" + id + R"(",")" + prev_first + "72f71245da07a4927ca94785aa0bc28c004f85680000000000000000" +
           R"(",")" + std::string(120, '1') + R"(",")" + std::string(20, '2') + R"(",[],")" + version +
           R"(","18013ce9","59a70bb9",)" + clean + "]";
}

inline const std::string subscribe_reply =
    R"({"id":1,"error":null,"result":[[["mining.set_difficulty","s1"],["mining.notify","s2"]],"f00d0001",4]})";

/// Past the handshake, without version rolling: subscribe was 1, authorise 2, the next request is 3.
inline Peer ready_peer(SessionConfig config = Peer::without_configure()) {
    Peer peer{std::move(config)};
    peer.session.start(peer.now);
    peer.say(subscribe_reply);
    peer.accept(2);
    static_cast<void>(peer.heard());
    REQUIRE(peer.session.state() == SessionState::ready);
    return peer;
}

/// Past the handshake with version rolling on: configure 1, subscribe 2, authorise 3, the next request is 4.
inline Peer rolling_peer(const std::string& mask = "1fffe000") {
    Peer peer;
    peer.session.start(peer.now);
    peer.say(R"({"id":1,"error":null,"result":{"version-rolling":true,"version-rolling.mask":")" + mask + R"("}})");
    peer.say(R"({"id":2,"error":null,"result":[[],"f00d0001",4]})");
    peer.accept(3);
    static_cast<void>(peer.heard());
    REQUIRE(peer.session.state() == SessionState::ready);
    return peer;
}

inline Share share_of(const JobPtr& job, std::uint64_t number = 1) {
    Share share;
    share.number = number;
    share.job = job;
    share.extranonce2[3] = std::byte{0x17};
    share.ntime = job->ntime;
    share.nonce = static_cast<std::uint32_t>(0x75520000 + number);
    share.version = job->version;
    return share;
}

}  // namespace adit::miner::stratum
