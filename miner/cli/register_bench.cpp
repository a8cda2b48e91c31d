// See register_bench.hpp.
#include "miner/cli/register_bench.hpp"

#include <chrono>

#include "driver/bm13xx/dialect.hpp"

namespace adit::miner::cli {

using namespace std::chrono_literals;
namespace wire = driver::bm13xx;

namespace {

/// For a chip's answer at the reset rate with results in front of it, and as much for each chip that shares the line.
constexpr Duration answer_time = 100ms, answer_time_each = 3ms;
/// For a chip to carry out what was written, and for the change to be over before it is read.
constexpr Duration settle_time = 150ms;

}  // namespace

RegisterBench::RegisterBench(const wire::ChipModel& model, std::uint16_t chips, std::optional<std::uint16_t> chip,
                             const std::vector<RegisterAccess>& accesses)
    : model_{model}, chips_{chips} {
    if (chip) to_ = wire::chip_at(wire::command_address(model, chips, *chip));
    for (const RegisterAccess& access : accesses) answers_.push_back({.access = access, .values = {}});
}

bool RegisterBench::is_done() const {
    const std::scoped_lock lock{mutex_};
    return next_ == answers_.size();
}

std::vector<RegisterAnswer> RegisterBench::answers() const {
    const std::scoped_lock lock{mutex_};
    return answers_;
}

void RegisterBench::finish() noexcept {
    ++next_;
    is_written_ = is_asked_ = false;
}

std::optional<driver::CommandBytes> RegisterBench::do_next(Instant now) noexcept {
    const std::scoped_lock lock{mutex_};
    if (next_ < answers_.size() && is_asked_ && now >= wait_until_) finish();
    if (next_ == answers_.size() || now < wait_until_) return std::nullopt;
    const RegisterAccess& access = answers_[next_].access;
    if (access.write && !is_written_) {
        is_written_ = true;
        wait_until_ = now + settle_time;
        return wire::encode(model_.dialect(), wire::WriteRegister{to_, access.reg, *access.write});
    }
    is_asked_ = true;
    answers_[next_].values.clear();
    wait_until_ = now + answer_time + chips_ * answer_time_each;
    return wire::encode(model_.dialect(), wire::ReadRegister{to_, access.reg});
}

void RegisterBench::do_judged(const Expected<void, boards::safety::Denied>& verdict) noexcept {
    const std::scoped_lock lock{mutex_};
    if (verdict || next_ == answers_.size()) return;
    answers_[next_].denied = verdict.error();
    finish();
    wait_until_ = Instant{};
}

void RegisterBench::do_seen(const wire::RegisterValue& value) noexcept {
    const std::scoped_lock lock{mutex_};
    if (next_ == answers_.size() || !is_asked_ || answers_[next_].access.reg != value.reg) return;
    answers_[next_].values.insert_or_assign(wire::index_of_address(model_, chips_, value.address), value.value);
}

}  // namespace adit::miner::cli
