// A pool that is not one: a loopback server on its own thread which says whatever a test wants it to.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "hal/linux/file_descriptor.hpp"

namespace adit::miner::net::test {

class ScriptedPool {
public:
    /// Called per connection with its socket; returns when it has said everything. The socket is closed afterwards.
    using Script = std::function<void(const ScriptedPool&, int socket)>;

    explicit ScriptedPool(Script script);
    ~ScriptedPool();
    ScriptedPool(const ScriptedPool&) = delete;
    ScriptedPool& operator=(const ScriptedPool&) = delete;

    [[nodiscard]] std::string url() const { return "stratum+tcp://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int connections() const { return connections_; }
    [[nodiscard]] std::size_t sent() const { return sent_; }

    // For scripts.
    /// False when the peer has gone or the test is over.
    bool say(int socket, std::string_view bytes) const;
    /// One line without its LF; empty when the peer has gone or the test is over.
    [[nodiscard]] std::string hear(int socket) const;
    /// Until the peer goes or the test is over.
    void linger(int socket) const;

private:
    [[nodiscard]] bool wait(int socket, short events) const;
    void serve();

    Script script_;
    hal::FileDescriptor listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_over_ = false;
    std::atomic<int> connections_ = 0;
    mutable std::atomic<std::size_t> sent_ = 0;
    std::thread thread_;
};

/// A pool that answers configure and authorise properly and subscribe with `subscribe_result`; after
/// authorise it does `then`.
[[nodiscard]] ScriptedPool::Script handshake(std::string subscribe_result, ScriptedPool::Script then = {});

}  // namespace adit::miner::net::test
