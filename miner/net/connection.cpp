// Asio side of a pool connection. Handlers keep the implementation alive; `listener_` is null once it was closed.
#include "miner/net/connection.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>
#include <string>

namespace adit::miner::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

tcp::endpoint to_endpoint(const Address& address, std::uint16_t port) {
    if (address.is_v6) {
        asio::ip::address_v6::bytes_type bytes;
        std::copy(address.bytes.begin(), address.bytes.end(), bytes.begin());
        return {asio::ip::address_v6{bytes, address.scope}, port};
    }
    asio::ip::address_v4::bytes_type bytes;
    std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
    return {asio::ip::address_v4{bytes}, port};
}

void set_option(tcp::socket& socket, int level, int name, int value) {
    setsockopt(socket.native_handle(), level, name, &value, sizeof value);  // refinements: no harm if refused
}

/// HZ-41: keepalive 45 s, 10 s x 3, in addition to the session's own timers. Small lines must not wait for more.
void tune(tcp::socket& socket) {
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 45);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

}  // namespace

class Connection::Impl : public std::enable_shared_from_this<Connection::Impl> {
public:
    Impl(asio::io_context& io, ConnectionListener& listener) : socket_{io}, listener_{&listener} {}

    void connect(const tcp::endpoint& endpoint) {
        socket_.async_connect(endpoint, [self = shared_from_this()](error_code error) {
            if (self->listener_ == nullptr) return;
            if (error) return self->lose(error.message());
            tune(self->socket_);
            self->is_connected_ = true;
            self->listener_->connected();
            self->read();
        });
    }

    void send(std::string_view bytes) {
        waiting_ += bytes;
        write();
    }

    [[nodiscard]] std::size_t unsent() const noexcept { return waiting_.size() + writing_.size() - written_; }

    void pause(bool paused) {
        is_paused_ = paused;
        read();
    }

    void close() {
        listener_ = nullptr;
        error_code ignored;
        socket_.close(ignored);
    }

private:
    void read() {
        if (listener_ == nullptr || !is_connected_ || is_paused_ || is_reading_) return;
        is_reading_ = true;
        socket_.async_read_some(
            asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t count) {
                self->is_reading_ = false;
                if (self->listener_ == nullptr) return;
                if (error)
                    return self->lose(error == asio::error::eof ? "the pool closed the connection" : error.message());
                self->listener_->received({self->buffer_.data(), count});
                self->read();
            });
    }

    void write() {
        if (listener_ == nullptr || is_writing_) return;
        if (written_ == writing_.size()) {
            writing_.clear();
            written_ = 0;
            std::swap(writing_, waiting_);
        }
        if (writing_.empty()) return;
        is_writing_ = true;
        const auto rest = asio::buffer(writing_.data() + written_, writing_.size() - written_);
        socket_.async_write_some(rest, [self = shared_from_this()](error_code error, std::size_t count) {
            self->is_writing_ = false;
            if (self->listener_ == nullptr) return;
            if (error) return self->lose(error.message());
            self->written_ += count;
            self->write();
            self->listener_->written();
        });
    }

    void lose(const std::string& why) {
        auto* const listener = listener_;
        close();
        listener->lost(why);
    }

    tcp::socket socket_;
    ConnectionListener* listener_;
    std::array<char, read_buffer_size> buffer_{};
    std::string waiting_, writing_;  ///< the second must not move while the system reads it
    std::size_t written_ = 0;        ///< of `writing_`
    bool is_connected_ = false, is_paused_ = false, is_reading_ = false, is_writing_ = false;
};

Connection::Connection(asio::io_context& io, const Address& address, std::uint16_t port, ConnectionListener& listener)
    : impl_{std::make_shared<Impl>(io, listener)} {
    impl_->connect(to_endpoint(address, port));
}

Connection::~Connection() { impl_->close(); }

void Connection::send(std::string_view bytes) { impl_->send(bytes); }

std::size_t Connection::unsent() const noexcept { return impl_->unsent(); }

void Connection::pause_reading(bool paused) { impl_->pause(paused); }

Address address_of_literal(const std::string& host) {
    Address address;
    if (inet_pton(AF_INET, host.c_str(), address.bytes.data()) == 1) return address;
    address.is_v6 = inet_pton(AF_INET6, host.c_str(), address.bytes.data()) == 1;
    return address;
}

}  // namespace adit::miner::net
