// What chips count about themselves: the reads that ask for it, and replies as typed values. Counters tell a chip's
// health; the shown hash rate never comes from them.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "driver/bm13xx/chip_model.hpp"
#include "driver/bm13xx/frames.hpp"
#include "driver/plan.hpp"
#include "hal/units.hpp"

namespace adit::driver::bm13xx {

/// Reads of every counter the family has, broadcast: each chip answers each. A cursor. The on-die temperature comes
/// last, as the writes that start its conversion and the read of its result (the very first one may not be ready).
class CounterReads {
public:
    explicit CounterReads(const ChipModel& chip) noexcept : chip_{&chip} {}
    [[nodiscard]] std::optional<CommandBytes> next() noexcept;

private:
    const ChipModel* chip_;
    std::uint8_t index_ = 0;
};

/// All hashes since reset, in units of 2^32, modulo 2^32; wrong ones included.
struct TotalHashes {
    std::uint32_t count{};
    friend constexpr bool operator==(const TotalHashes&, const TotalHashes&) = default;
};
/// Hardware errors, same unit.
struct HashErrors {
    std::uint32_t count{};
    friend constexpr bool operator==(const HashErrors&, const HashErrors&) = default;
};
struct DomainHashes {
    std::uint8_t domain{};
    std::uint32_t count{};
    friend constexpr bool operator==(const DomainHashes&, const DomainHashes&) = default;
};
/// Families without counters tell a rate instead.
struct ChipRate {
    HashesPerSecond rate{};
    friend constexpr bool operator==(const ChipRate&, const ChipRate&) = default;
};
struct DieTemperature {
    Celsius temperature{};
    friend constexpr bool operator==(const DieTemperature&, const DieTemperature&) = default;
};

struct CounterReading {
    std::uint16_t chip{};  ///< chain position
    std::variant<TotalHashes, HashErrors, DomainHashes, ChipRate, DieTemperature> value;
};

/// What a register's value means; none if the register is no counter of the family or its value is marked invalid.
[[nodiscard]] std::optional<CounterReading> counter_of(const ChipModel& chip, std::uint16_t chips,
                                                       const RegisterReply& reply) noexcept;

/// The rate between two readings of a counter; none if they are less than a second apart, too close to mean much.
[[nodiscard]] std::optional<HashesPerSecond> rate_between(std::uint32_t before, std::uint32_t after,
                                                          Duration time) noexcept;

}  // namespace adit::driver::bm13xx
