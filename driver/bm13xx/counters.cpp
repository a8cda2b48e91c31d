// Sources: ESP-Miner (counters of BM1366 and later, rate of the BM1397), open S9 firmware (BM1387), piaxe-miner (on-die
// temperature of the BM1368).
#include "driver/bm13xx/counters.hpp"

#include <array>
#include <cmath>

#include "driver/bm13xx/dialect.hpp"

namespace adit::driver::bm13xx {
namespace {

constexpr std::uint32_t is_valid = 0x80000000;
constexpr std::uint32_t rate_not_ready = 0x007fffff;
constexpr double degrees_per_code = 0.171342, degrees_offset = -299.5144;

/// Starts a conversion of the on-die sensor.
constexpr std::array<std::uint32_t, 4> temperature_commands{0x80000000, 0x00020000, 0x01020000, 0x10020000};

Register domain_register(unsigned domain) noexcept {
    return static_cast<Register>(static_cast<unsigned>(Register::domain0_counter) + domain);
}

/// The counters' registers one after the other; none past the last.
std::optional<Register> counter_register(const CounterPlaces& places, unsigned index) noexcept {
    if (places.rate_unit_bits != 0 && index-- == 0) return places.rate;
    if (!places.has_hash_counters) return std::nullopt;
    if (index == 0) return Register::total_counter;
    if (index == 1) return Register::nonce_error_counter;
    if (index - 2 < places.hash_domains) return domain_register(index - 2);
    return std::nullopt;
}

unsigned counter_registers(const CounterPlaces& places) noexcept {
    return (places.rate_unit_bits != 0 ? 1u : 0u) + (places.has_hash_counters ? 2u + places.hash_domains : 0u);
}

std::optional<CounterReading> rate_of(std::uint16_t chip, std::uint32_t value, const CounterPlaces& places,
                                      bool has_flag) noexcept {
    if (has_flag && ((value & is_valid) == 0 || (value & ~is_valid) == rate_not_ready)) return std::nullopt;
    const double count = has_flag ? value & ~is_valid : value;
    return CounterReading{chip, ChipRate{{std::ldexp(count, places.rate_unit_bits)}}};
}

}  // namespace

std::optional<CommandBytes> CounterReads::next() noexcept {
    const unsigned index = index_++, counters = counter_registers(chip_->counters);
    const auto read = [&](Register reg) { return encode(chip_->dialect(), ReadRegister{all_chips, reg}); };
    if (const auto reg = counter_register(chip_->counters, index)) return read(*reg);
    if (chip_->counters.has_temperature && index - counters < temperature_commands.size())
        return encode(chip_->dialect(),
                      WriteRegister{all_chips, Register::temperature_command, temperature_commands[index - counters]});
    if (chip_->counters.has_temperature && index == counters + temperature_commands.size())
        return read(Register::temperature_data);
    --index_;
    return std::nullopt;
}

std::optional<CounterReading> counter_of(const ChipModel& chip, std::uint16_t chips,
                                         const RegisterReply& reply) noexcept {
    const CounterPlaces& places = chip.counters;
    const std::uint16_t index = index_of_address(chip, chips, reply.address);
    if (places.rate_unit_bits != 0 && reply.reg == places.rate)
        return rate_of(index, reply.value, places, chip.dialect() == Dialect::framed);
    if (places.has_temperature && reply.reg == Register::temperature_data) {
        if ((reply.value & is_valid) == 0) return std::nullopt;
        return CounterReading{index, DieTemperature{{(reply.value & 0xffffu) * degrees_per_code + degrees_offset}}};
    }
    if (!places.has_hash_counters) return std::nullopt;
    if (reply.reg == Register::total_counter) return CounterReading{index, TotalHashes{reply.value}};
    if (reply.reg == Register::nonce_error_counter) return CounterReading{index, HashErrors{reply.value}};
    for (std::uint8_t domain = 0; domain < places.hash_domains; ++domain)
        if (reply.reg == domain_register(domain)) return CounterReading{index, DomainHashes{domain, reply.value}};
    return std::nullopt;
}

std::optional<HashesPerSecond> rate_between(std::uint32_t before, std::uint32_t after, Duration time) noexcept {
    if (time < std::chrono::seconds{1}) return std::nullopt;
    const std::uint32_t counted = after - before;  // modulo 2^32, as the counter
    return HashesPerSecond{std::ldexp(counted, 32) / std::chrono::duration<double>{time}.count()};
}

}  // namespace adit::driver::bm13xx
