// Reads (and writes) registers of a chain that hashes, one command after the other, and keeps what the chips answered.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "boards/runtime/chain_bench.hpp"

namespace adit::miner::cli {

struct RegisterAccess {
    driver::bm13xx::Register reg{};
    std::optional<std::uint32_t> write{};  ///< written first, then read
};

/// What became of one access.
struct RegisterAnswer {
    RegisterAccess access;
    std::optional<boards::safety::Denied> denied{};  ///< by the gate, which then sent nothing
    std::map<std::uint16_t, std::uint32_t> values;   ///< by chip; who is not in it did not answer
};

class RegisterBench final : public boards::ChainBench {
public:
    /// `chip`: only this one; none: all `chips`.
    RegisterBench(const driver::bm13xx::ChipModel& model, std::uint16_t chips, std::optional<std::uint16_t> chip,
                  const std::vector<RegisterAccess>& accesses);

    [[nodiscard]] bool is_done() const;
    /// In the order of the accesses. Any thread.
    [[nodiscard]] std::vector<RegisterAnswer> answers() const;

private:
    std::optional<driver::CommandBytes> do_next(Instant now) noexcept override;
    void do_judged(const Expected<void, boards::safety::Denied>& verdict) noexcept override;
    void do_seen(const driver::bm13xx::RegisterValue& value) noexcept override;
    void finish() noexcept;

    const driver::bm13xx::ChipModel& model_;
    std::uint16_t chips_;
    driver::bm13xx::Target to_;
    mutable std::mutex mutex_;  ///< guards the rest
    std::vector<RegisterAnswer> answers_;
    std::size_t next_ = 0;
    bool is_written_ = false, is_asked_ = false;
    Instant wait_until_{};
};

}  // namespace adit::miner::cli
