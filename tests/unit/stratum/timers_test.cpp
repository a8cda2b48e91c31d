// HZ-41: every kind of silence has its own timer.
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

TEST_CASE("a pool without a complete line for 180 s is left (HZ-41)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    peer.pass(179s);
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.session.next_deadline() == peer.now + 1s);
    peer.pass(1s);
    CHECK(peer.is_closed_for(CloseReason::silent));
    CHECK(peer.session.next_deadline() == Instant::max());
}

TEST_CASE("a pool that talks but sends no job for 180 s is left (HZ-41)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    for (int i = 0; i < 17; ++i) {
        peer.pass(10s);
        peer.call("mining.set_difficulty", "[1]");
    }
    CHECK(peer.session.state() == SessionState::ready);
    peer.pass(10s);
    CHECK(peer.is_closed_for(CloseReason::no_jobs));
}

TEST_CASE("a job, even a repeated one, keeps the session alive") {
    Peer peer = ready_peer();
    for (int i = 0; i < 10; ++i) {
        peer.call("mining.notify", notify_params("a"));
        peer.pass(179s);
    }
    CHECK(peer.session.state() == SessionState::ready);
}

TEST_CASE("a refused notify does not count as a job") {
    Peer peer = ready_peer();
    for (int i = 0; i < 18; ++i) {
        peer.call("mining.notify", "[]");
        peer.call("mining.set_difficulty", "[1]");
        peer.pass(10s);
    }
    CHECK(peer.is_closed_for(CloseReason::no_jobs));
}

TEST_CASE("a line that drips for 30 s is too slow (IN-1)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    for (int i = 0; i < 29; ++i) {
        peer.raw("x");
        peer.pass(1s);
    }
    CHECK(peer.session.state() == SessionState::ready);
    CHECK(peer.session.next_deadline() == peer.now + 1s);
    peer.pass(1s);
    CHECK(peer.is_closed_for(CloseReason::line_too_slow));
}

TEST_CASE("a share unanswered for 30 s is lost, and never sent again") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    const Share share = share_of(peer.last<JobReceived>().job);
    peer.submit(share);
    CHECK(peer.session.next_deadline() == peer.now + 30s);
    peer.pass(30s - 1ns);
    CHECK(peer.all<Settled>().empty());
    peer.pass(1ns);
    CHECK(peer.last<Settled>().outcome.fate == ShareFate::lost);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::unanswered);
    peer.accept(3);
    CHECK(peer.all<Settled>().size() == 1);
    CHECK(peer.session.counters().unknown_ids == 1);
    CHECK(peer.submit(share) == SubmitResult::dropped);
}

TEST_CASE("five shares unanswered in a row end the session (HZ-41)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    const JobPtr job = peer.last<JobReceived>().job;
    for (std::uint64_t number = 1; number <= 4; ++number) peer.submit(share_of(job, number));
    peer.pass(30s);
    CHECK(peer.session.state() == SessionState::ready);
    peer.submit(share_of(job, 5));
    peer.accept(7);  // an answer begins the count anew
    for (std::uint64_t number = 6; number <= 11; ++number) peer.submit(share_of(job, number));
    peer.pass(30s);
    CHECK(peer.is_closed_for(CloseReason::submits_unanswered));
    CHECK(peer.all<Settled>().size() == 11);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::disconnected);  // the one still within its time
}

TEST_CASE("a share waits at most 60 s for authorisation (HZ-45)") {
    // The handshake's own 15 s end the session long before; the queue keeps its word all the same.
    WaitingShares queue;
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    REQUIRE(queue.add(share_of(peer.last<JobReceived>().job, 5), peer.now));
    CHECK(queue.next_deadline() == peer.now + 60s);
    CHECK_FALSE(queue.take_expired(peer.now + 60s - 1ns));
    CHECK(queue.take_expired(peer.now + 60s)->number == 5);
    CHECK(queue.next_deadline() == Instant::max());
}

TEST_CASE("an idle session wants nothing of time") {
    Peer peer;
    CHECK(peer.session.next_deadline() == Instant::max());
    peer.pass(1h);
    CHECK(peer.session.state() == SessionState::idle);
}

TEST_CASE("ticking at every deadline always moves the next one forward") {
    Peer peer;
    peer.session.start(peer.now);
    int ticks = 0;
    while (peer.session.state() != SessionState::closed && ++ticks < 10) {
        const Instant deadline = peer.session.next_deadline();
        REQUIRE(deadline > peer.now);
        peer.pass(deadline - peer.now);
    }
    CHECK(peer.is_closed_for(CloseReason::handshake_timeout));
    CHECK(ticks == 2);
}

}  // namespace
}  // namespace adit::miner::stratum
