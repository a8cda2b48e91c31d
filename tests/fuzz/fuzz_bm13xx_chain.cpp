// Fuzzes the whole chain driver with a script of calls and device bytes: events are bounded by the bytes received,
// every result names a job that was sent since the last reset and is stale exactly if it was voided, chip indices stay
// on the chain, and rolled versions stay inside the work's mask.
// links: bm13xx
#include <algorithm>
#include <cstdlib>
#include <map>

#include "driver/bm13xx/chain.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;

namespace {

void require(bool truth) {
    if (!truth) std::abort();
}

/// The chain under test beside a simple memory of what it was told.
class Harness {
public:
    explicit Harness(std::uint8_t chips) : chain_{{.chips = chips}} {}

    void send_job(std::uint8_t seed) {
        Work work;
        work.id = ++last_id_;
        work.header[0] = std::byte{seed};
        work.header[3] = std::byte{0x20};
        work.rollable = seed % 2 == 0 ? full_version_mask : seed * 0x01010101u;
        work.claim_bits = seed;
        (void)chain_.ticket_update(work);
        (void)chain_.version_mask_update(work);
        require(chain_.encode_job(work).size() == frame_size::job);
        require(!chain_.ticket_update(work) && !chain_.version_mask_update(work));
        jobs_[work.id] = {work, false};
        if (last_id_ > 16) jobs_.erase(last_id_ - 16);
    }
    void void_jobs() {
        chain_.void_jobs();
        for (auto& [id, job] : jobs_) job.is_void = true;
    }
    void reset() {
        chain_.reset();
        jobs_.clear();
    }
    void receive(std::span<const std::byte> bytes) {
        chain_.receive(bytes, Instant{Duration{1}});
        budget_ += bytes.size();
        while (const auto event = chain_.next_event()) check(*event);
    }

private:
    struct Job {
        Work work;
        bool is_void;
    };

    void check(const Event& event) {
        if (!std::holds_alternative<ConfigurationLost>(event)) {
            require(budget_ >= frame_size::reply_plain);
            budget_ -= frame_size::reply_plain;
        }
        if (const auto* nonce = std::get_if<Nonce>(&event)) check(*nonce, false);
        if (const auto* stale = std::get_if<StaleNonce>(&event)) check(stale->nonce, true);
        if (const auto* unknown = std::get_if<UnknownJob>(&event)) require(unknown->chip < chain_.config().chips);
    }
    void check(const Nonce& nonce, bool is_stale) {
        const auto job = jobs_.find(nonce.work);
        require(job != jobs_.end() && job->second.is_void == is_stale);
        const Work& work = job->second.work;
        const std::uint32_t base = 0x20000000u | std::to_integer<std::uint32_t>(work.header[0]);
        require(((nonce.version ^ base) & ~(work.rollable & full_version_mask)) == 0);
        require(nonce.chip < chain_.config().chips);
    }

    Chain chain_;
    std::map<std::uint64_t, Job> jobs_;
    std::uint64_t last_id_ = 0;
    std::size_t budget_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span<const std::uint8_t> script{data, size};
    if (script.empty()) return 0;
    Harness harness{script.front()};
    script = script.subspan(1);
    while (script.size() >= 2) {
        const std::uint8_t verb = script[0], argument = script[1];
        script = script.subspan(2);
        switch (verb % 16) {
            case 0:
                harness.send_job(argument);
                break;
            case 1:
                harness.void_jobs();
                break;
            case 2:
                harness.reset();
                break;
            default: {
                const auto bytes = script.first(std::min<std::size_t>(argument, script.size()));
                harness.receive(std::as_bytes(bytes));
                script = script.subspan(bytes.size());
            }
        }
    }
    return 0;
}
