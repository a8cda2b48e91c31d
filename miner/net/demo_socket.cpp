// Asio side of the demo pool's connections.
#include "miner/net/demo_socket.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace adit::miner::net {
namespace asio = boost::asio;
using boost::system::error_code;

DemoSocket::DemoSocket(asio::ip::tcp::socket socket, DemoTable& table, std::uint32_t number)
    : socket_{std::move(socket)}, table_{&table}, client_{table, number} {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

void DemoSocket::send_job() {
    std::string bytes;
    client_.send_job(bytes);
    answer(bytes);
}

void DemoSocket::send_difficulty() {
    std::string bytes;
    client_.send_difficulty(bytes);
    answer(bytes);
}

void DemoSocket::answer(const std::string& bytes) {
    if (!table_->options.mute) send(bytes);
}

void DemoSocket::send(const std::string& bytes) {
    if (waiting_.size() + bytes.size() > most_unsent) return reset();
    waiting_ += bytes;
    write();
}

void DemoSocket::reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

void DemoSocket::read() {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](error_code error, std::size_t count) {
        if (!self->is_open()) return;
        if (error) {
            error_code ignored;
            self->socket_.close(ignored);
            return;
        }
        self->take({self->buffer_.data(), count});
        if (self->is_open()) self->read();
    });
}

void DemoSocket::take(std::string_view bytes) {
    for (const char c : bytes) {
        if (c != '\n') {
            line_ += c;
            if (line_.size() > longest_line) return reset();
            continue;
        }
        std::string bytes_back;
        const bool go_on = table_->options.mute || client_.handle(line_, bytes_back);
        line_.clear();
        answer(bytes_back);
        if (!go_on) return reset();
    }
}

void DemoSocket::write() {
    if (is_writing_ || waiting_.empty() || !is_open()) return;
    std::swap(writing_, waiting_);
    is_writing_ = true;
    asio::async_write(socket_, asio::buffer(writing_), [self = shared_from_this()](error_code error, std::size_t) {
        self->is_writing_ = false;
        self->writing_.clear();
        if (!error) self->write();
    });
}

}  // namespace adit::miner::net
