// A whole session against a pool that says anything at any time. Byte 0 chooses options; of the rest, 1 and 2 let
// time pass, 3 submits a share, 4 takes some output, 5 is the end of the stream; all else is the pool's bytes.
// links: stratum
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "miner/stratum/session.hpp"

namespace {

using namespace adit;
using namespace adit::miner;
using namespace adit::miner::stratum;

void require(bool truth) {
    if (!truth) std::abort();
}

SessionConfig config_of(std::uint8_t options) {
    SessionConfig config;
    config.user = "rig.one";
    config.host = "pool.example";
    config.port = 3333;
    config.send_configure = (options & 1) == 0;
    config.extranonce_subscribe = (options & 2) != 0;
    if ((options & 4) != 0) config.suggest_difficulty = 0.5;
    return config;
}

class World {
public:
    explicit World(std::uint8_t options) : session_{config_of(options), now_} {
        session_.start(now_);
        look();
    }

    void pool_says(std::string_view bytes) {
        session_.receive({bytes.data(), bytes.size()}, now_);
        look();
    }
    void pass(Duration time) {
        now_ += time;
        session_.tick(now_);
        require(session_.next_deadline() > now_);
        look();
    }
    void submit() {
        if (!job_) return;
        Share share;
        share.number = ++submitted_;
        share.job = job_;
        share.ntime = job_->ntime;
        share.nonce = static_cast<std::uint32_t>(submitted_ / 2);  // every other one a duplicate
        share.version = job_->version | (job_->version_mask & static_cast<std::uint32_t>(submitted_ << 13));
        share.meets_network = submitted_ % 3 == 0;
        session_.submit(share, now_);
        look();
    }
    void write_some() {
        const std::size_t count = session_.output().size() / 2 + 1;
        if (count > session_.output().size()) return;
        written_ += session_.output().substr(0, count);
        session_.consumed(count);
        check_lines();
    }
    void end() {
        session_.peer_closed(now_);
        look();
        require(session_.state() == SessionState::closed && closed_ == 1);
        require(settled_.size() == submitted_ && session_.next_deadline() == Instant::max());
    }

private:
    // Our own lines: JSON, and short enough for the strictest pool.
    void check_lines() {
        for (auto end = written_.find('\n'); end != written_.npos; end = written_.find('\n')) {
            require(end < 1024 && reader_.read(std::string_view{written_}.substr(0, end)).has_value());
            written_.erase(0, end + 1);
        }
    }
    void look() {
        std::size_t events = 0;
        while (const auto event = session_.next_event()) {
            require(closed_ == 0 || std::holds_alternative<Settled>(*event));  // shares given to a closed session
            std::visit([this](const auto& one) { check(one); }, *event);
            require(++events < 2000);
        }
        require(session_.unanswered() <= UnansweredShares::capacity);
        require((session_.version_mask() & ~bip320_mask) == 0);
    }
    void check(const JobReceived& event) {
        const Job& job = *event.job;
        job_ = event.job;
        require(job.extranonce1.size() <= 32 && job.extranonce2_size >= 1 && job.extranonce2_size <= 16);
        require(job.coinbase_head.size() <= 65536 && job.coinbase_tail.size() <= 65536);
        require(job.merkle_branch.size() <= 32 && job.ntime != 0);
        require((job.version_mask & ~bip320_mask) == 0);
        require(job.share_target != Target256{} && job.network_target != Target256{});
    }
    void check(const Settled& event) {
        require(event.outcome.number >= 1 && event.outcome.number <= submitted_);
        require(++settled_[event.outcome.number] == 1);
        check_text(event.text);
    }
    void check(const ReconnectAsked& event) {
        require(event.host == "pool.example" && event.port != 0 && event.wait.count() <= 300);
        require(++reconnects_ <= 3 || now_ - start_ >= reconnect_window);
    }
    void check(const Closed& event) {
        ++closed_;
        check_text(event.text);
    }
    void check(const ShowMessage& event) { check_text(event.text); }
    void check(const Warning& event) { check_text(event.text); }
    void check(const AuthoriseRefused& event) { check_text(event.text); }
    void check(const MaskChanged&) {}
    void check(const Authorised&) {}
    void check_text(const std::string& text) {
        require(text.size() <= 256);
        for (const char c : text) require(c >= ' ' && c <= '~');
    }

    const Instant start_{std::chrono::hours{1}};
    Instant now_ = start_;
    Session session_;
    JsonReader reader_;
    JobPtr job_;
    std::string written_;
    std::uint64_t submitted_ = 0;
    std::map<std::uint64_t, int> settled_;
    int closed_ = 0, reconnects_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    World world{data[0]};
    const std::string_view script{reinterpret_cast<const char*>(data) + 1, size - 1};
    for (std::size_t at = 0; at < script.size();) {
        const auto next = std::min(script.find_first_of("\1\2\3\4\5", at), script.size());
        if (next > at) world.pool_says(script.substr(at, next - at));
        at = next + 1;
        if (next == script.size()) break;
        switch (script[next]) {
            case 1:
                world.pass(std::chrono::milliseconds{200});
                break;
            case 2:
                world.pass(std::chrono::seconds{6});
                break;
            case 3:
                world.submit();
                break;
            case 4:
                world.write_some();
                break;
            default:
                world.end();
                return 0;
        }
    }
    world.end();
    return 0;
}
