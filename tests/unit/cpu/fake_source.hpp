// A work source that cuts plain boxes and keeps all results. Thread-safe; tests wait on it instead of sleeping.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "boards/work_source.hpp"

namespace adit::boards::cpu::testing {

class FakeSource final : public WorkSource {
public:
    explicit FakeSource(driver::Work first) : next_{first} {}

    /// Hands out so many more boxes, each behind the one before.
    void allow(std::uint64_t more) {
        const std::lock_guard lock{mutex_};
        allowed_ += more;
    }

    void change_generation() { generation_.fetch_add(1); }

    /// Waits until `condition`, which is looked at with the lock held. False after half a minute.
    bool wait_until(const std::function<bool(const FakeSource&)>& condition) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return condition(*this); });
    }

    /// With the lock held, or when nobody works any more.
    std::vector<driver::Nonce> results;
    std::vector<std::uint32_t> generations_asked;
    std::uint64_t boxes = 0, refusals = 0;
    std::function<void()> at_end = [] {};  ///< called when a box is asked for and there is none

private:
    Expected<driver::Work, NoWork> do_next_work(DeviceIndex, Instant) override {
        const std::lock_guard lock{mutex_};
        changed_.notify_all();
        if (boxes == allowed_) {
            ++refusals;
            at_end();
            return failure(NoWork::no_job);
        }
        driver::Work work = next_;
        work.id = ++boxes;
        work.generation = generation_.load();
        generations_asked.push_back(work.generation);
        next_.first_nonce += static_cast<std::uint32_t>(next_.nonce_count);
        return work;
    }
    [[nodiscard]] bool do_has_work(Instant) const override { return true; }
    NonceVerdict do_report(DeviceIndex, const driver::Nonce& nonce) override {
        const std::lock_guard lock{mutex_};
        results.push_back(nonce);
        changed_.notify_all();
        return NonceVerdict::credited;
    }
    [[nodiscard]] std::uint32_t do_generation() const noexcept override { return generation_.load(); }

    std::mutex mutex_;
    std::condition_variable changed_;
    driver::Work next_;
    std::uint64_t allowed_ = 0;
    std::atomic<std::uint32_t> generation_{1};
};

/// Two versions, an easy claim.
inline driver::Work small_box(std::uint64_t nonces) {
    driver::Work work;
    work.header[3] = std::byte{0x20};
    work.header[50] = std::byte{0xab};
    work.version_count = 2;
    work.versions = {0x20000000, 0x20002000};
    work.nonce_count = nonces;
    work.claim_bits = 8;
    return work;
}

}  // namespace adit::boards::cpu::testing
