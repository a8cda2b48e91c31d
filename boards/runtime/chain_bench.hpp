// A bench engineer's hand at the chain while it hashes: single commands, through the same gate as every other byte, and
// what the chips answer. The Runner calls it from its own thread.
#pragma once

#include <optional>

#include "boards/safety/denied.hpp"
#include "driver/bm13xx/chain.hpp"

namespace adit::boards {

class ChainBench {
public:
    virtual ~ChainBench() = default;

    /// One whole command to send now, if any. Asked while the chain hashes and no plan is under way.
    [[nodiscard]] std::optional<driver::CommandBytes> next_command(Instant now) noexcept { return do_next(now); }
    /// What the gate said to it.
    void judged(const Expected<void, safety::Denied>& verdict) noexcept { do_judged(verdict); }
    /// Registers the chips tell, asked for by whomever; an identity is register 00.
    void seen(const driver::bm13xx::RegisterValue& value) noexcept { do_seen(value); }

protected:
    ChainBench() = default;
    ChainBench(const ChainBench&) = default;
    ChainBench& operator=(const ChainBench&) = default;

private:
    [[nodiscard]] virtual std::optional<driver::CommandBytes> do_next(Instant now) noexcept = 0;
    virtual void do_judged(const Expected<void, safety::Denied>& verdict) noexcept = 0;
    virtual void do_seen(const driver::bm13xx::RegisterValue& value) noexcept = 0;
};

}  // namespace adit::boards
