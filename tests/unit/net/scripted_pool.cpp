// Plain blocking sockets with a poll in front, so that a test's end is noticed.
#include "tests/unit/net/scripted_pool.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>

namespace adit::miner::net::test {

ScriptedPool::ScriptedPool(Script script) : script_{std::move(script)} {
    listener_ = hal::FileDescriptor{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int small_buffer = 16 * 1024;  // so that a peer that is not read notices soon
    setsockopt(listener_.get(), SOL_SOCKET, SO_RCVBUF, &small_buffer, sizeof small_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_.get(), generic, length) != 0 || listen(listener_.get(), 8) != 0 ||
        getsockname(listener_.get(), generic, &length) != 0) {
        throw std::runtime_error{"no loopback"};
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
}

ScriptedPool::~ScriptedPool() {
    is_over_ = true;
    thread_.join();
}

bool ScriptedPool::wait(int socket, short events) const {
    while (!is_over_) {
        pollfd item{socket, events, 0};
        if (poll(&item, 1, 5) > 0) return true;
    }
    return false;
}

void ScriptedPool::serve() {
    while (wait(listener_.get(), POLLIN)) {
        const hal::FileDescriptor socket{accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
        if (socket.get() < 0) continue;
        ++connections_;
        script_(*this, socket.get());
    }
}

bool ScriptedPool::say(int socket, std::string_view bytes) const {
    while (!bytes.empty()) {
        if (!wait(socket, POLLOUT)) return false;
        const auto count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) return false;
        if (count <= 0) continue;
        sent_ += static_cast<std::size_t>(count);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::string ScriptedPool::hear(int socket) const {
    std::string line;
    char byte = 0;
    while (wait(socket, POLLIN) && recv(socket, &byte, 1, 0) == 1) {
        if (byte == '\n') return line;
        line += byte;
    }
    return {};  // half a line says nothing
}

void ScriptedPool::linger(int socket) const {
    while (!hear(socket).empty()) {
    }
}

ScriptedPool::Script handshake(std::string subscribe_result, ScriptedPool::Script then) {
    return [subscribe_result, then](const ScriptedPool& pool, int socket) {
        for (auto line = pool.hear(socket); !line.empty(); line = pool.hear(socket)) {
            const auto colon = line.find("\"id\":");
            const auto id = line.substr(colon + 5, line.find_first_of(",}", colon) - colon - 5);
            std::string result = "true";
            if (line.find("mining.configure") != std::string::npos) result = "{\"version-rolling\":false}";
            if (line.find("mining.subscribe") != std::string::npos) result = subscribe_result;
            if (!pool.say(socket, "{\"id\":" + id + ",\"result\":" + result + ",\"error\":null}\n")) return;
            if (then && line.find("mining.authorize") != std::string::npos) then(pool, socket);
        }
    };
}

}  // namespace adit::miner::net::test
