// A connection of the demo pool: lines in, lines out, over Asio. Private to the demo pool.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "miner/net/demo_client.hpp"

namespace adit::miner::net {

class DemoSocket : public std::enable_shared_from_this<DemoSocket> {
public:
    static constexpr std::size_t longest_line = 16 * 1024;
    static constexpr std::size_t most_unsent = 1024 * 1024;  ///< a client that does not read is dropped

    /// `table` outlives the socket.
    DemoSocket(boost::asio::ip::tcp::socket socket, DemoTable& table, std::uint32_t number);

    void start() { read(); }
    void send_job();
    void send_difficulty();
    /// Queues bytes as they are, also when mute.
    void send(const std::string& bytes);
    /// Closes with a reset, as a crashed pool would.
    void reset();
    [[nodiscard]] bool is_open() const { return socket_.is_open(); }

private:
    void read();
    void take(std::string_view bytes);
    void answer(const std::string& bytes);
    void write();

    boost::asio::ip::tcp::socket socket_;
    DemoTable* table_;
    DemoClient client_;
    std::array<char, 4096> buffer_{};
    std::string line_, waiting_, writing_;
    bool is_writing_ = false;
};

}  // namespace adit::miner::net
