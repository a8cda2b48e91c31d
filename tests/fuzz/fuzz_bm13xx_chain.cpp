// Fuzzes the whole chain driver of every family with a script of calls and device bytes: events are bounded by the
// bytes received, every result names a job that was sent since the last reset and is stale exactly if it was voided,
// chip indices stay on the chain, and rolled versions stay inside the work's mask.
// links: bm13xx
#include <algorithm>
#include <cstdlib>
#include <map>

#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/health.hpp"
#include "driver/bm13xx/host_frame.hpp"

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
    Harness(const ChipModel& model, std::uint8_t chips)
        : model_{model}, chain_{{.chip = &model, .chips = chips, .domains = static_cast<std::uint16_t>(chips / 4)}} {}

    void send_job(std::uint8_t seed) {
        Work work;
        work.id = ++last_id_;
        work.header[0] = std::byte{seed};
        work.header[3] = std::byte{0x20};
        work.rollable = seed % 2 == 0 ? full_version_mask : seed * 0x01010101u;
        work.claim_bits = seed;
        (void)chain_.ticket_update(work);
        (void)chain_.version_mask_update(work);
        work.version_count = seed % 5;
        for (std::uint32_t i = 0; i < work.version_count; ++i) work.versions[i] = seed + i;
        const auto frame = chain_.encode_job(work);
        const auto decoded = decode_host_frame(model_, frame);
        require(decoded && decoded->size == frame.size() && std::holds_alternative<SubmitJob>(decoded->command));
        require(!chain_.ticket_update(work) && !chain_.version_mask_update(work));
        jobs_[work.id] = {work, false};
        if (const auto slots = model_.job_ids.count; last_id_ > slots) jobs_.erase(last_id_ - slots);
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
            require(budget_ >= model_.replies.plain);
            budget_ -= model_.replies.plain;
        }
        if (const auto* nonce = std::get_if<Nonce>(&event)) check(*nonce, false);
        if (const auto* stale = std::get_if<StaleNonce>(&event)) check(stale->nonce, true);
        if (const auto* value = std::get_if<RegisterValue>(&event)) health_of(*value);
        if (const auto* unknown = std::get_if<UnknownJob>(&event)) require(unknown->chip < chain_.config().chips);
    }
    void check(const Nonce& nonce, bool is_stale) {
        const auto job = jobs_.find(nonce.work);
        require(job != jobs_.end() && job->second.is_void == is_stale);
        const Work& work = job->second.work;
        require(nonce.chip < chain_.config().chips);
        if (model_.jobs == JobKind::midstates && work.version_count > 0)
            return require(std::ranges::count(work.versions, nonce.version) > 0);
        const std::uint32_t base = 0x20000000u | std::to_integer<std::uint32_t>(work.header[0]);
        require(((nonce.version ^ base) & ~(work.rollable & full_version_mask)) == 0);
    }

    void health_of(const RegisterValue& value) {
        now_ += std::chrono::seconds{1};
        const auto reading = counter_of(model_, chain_.config().chips, {value.value, value.address, value.reg});
        if (!reading) return;
        require(reading->chip < chain_.config().chips);
        health_.note(*reading, now_);
        const HealthSummary summary = health_.summary(now_);
        require(summary.healthy + summary.weak + summary.flat_lined + summary.dead <= summary.expected);
    }

    const ChipModel& model_;
    Chain chain_;
    ChainHealth health_{model_, chain_.config().chips};
    Instant now_{};
    std::map<std::uint64_t, Job> jobs_;
    std::uint64_t last_id_ = 0;
    std::size_t budget_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span<const std::uint8_t> script{data, size};
    if (script.size() < 2) return 0;
    const auto models = chip_models();
    Harness harness{*models[(script[1] + 5u) % models.size()], script[0]};  // 0: the BM1370
    script = script.subspan(2);
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
