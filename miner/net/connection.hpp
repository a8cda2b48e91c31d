// One TCP connection, from the attempt to its end: bytes out of a queue, bytes in through a fixed buffer. Knows
// nothing of what it carries. The only file besides `pool_group.cpp` in which pools meet Asio.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "miner/net/resolver.hpp"

namespace boost::asio {
class io_context;
}

namespace adit::miner::net {

/// What happens to a connection, told on the io_context's thread. Any of these may destroy the connection.
class ConnectionListener {
public:
    virtual void connected() = 0;
    virtual void received(std::span<const char> bytes) = 0;
    virtual void written() = 0;                   ///< some of the queue went out
    virtual void lost(std::string_view why) = 0;  ///< also a failed attempt; the last call

protected:
    ~ConnectionListener() = default;
};

class Connection {
public:
    static constexpr std::size_t read_buffer_size = 16 * 1024;

    /// Starts to connect. The listener outlives the connection.
    Connection(boost::asio::io_context& io, const Address& address, std::uint16_t port, ConnectionListener& listener);
    /// Closes; the listener hears nothing more.
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Queues bytes. Only after `connected`.
    void send(std::string_view bytes);
    /// Bytes queued and not yet taken by the system.
    [[nodiscard]] std::size_t unsent() const noexcept;
    /// While paused no bytes are read, so that the peer's own window stops it.
    void pause_reading(bool paused);

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// The address of a literal (see `is_address_literal`).
[[nodiscard]] Address address_of_literal(const std::string& host);

}  // namespace adit::miner::net
