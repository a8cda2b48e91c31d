// See probing.hpp.
#include "hal/bridge/probing.hpp"

#include <algorithm>
#include <array>

namespace adit::hal::bridge {
namespace {

constexpr std::uint8_t address_tps546 = 0x24, address_emc2101 = 0x4C;

/// PMBus 1.3 part II: IC_DEVICE_ID, a block read; TPS546D24x: length 6, then the id.
constexpr std::byte tps546_device_id{0xAD};
constexpr std::size_t tps546_id_size = 7;
using Tps546Id = std::array<std::uint8_t, tps546_id_size>;
constexpr std::array tps546_ids{Tps546Id{6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x41},   // D24A
                                Tps546Id{6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x62}};  // D24S

/// EMC2101 data sheet, section 6: product id, 16 (EMC2101) or 28 (EMC2101-R).
constexpr std::byte emc2101_product_id{0xFD};
constexpr std::array<std::uint8_t, 2> emc2101_ids{0x16, 0x28};

bool equal(std::span<const std::byte> payload, std::span<const std::uint8_t> id) noexcept {
    return std::ranges::equal(payload, id, [](std::byte b, std::uint8_t n) { return b == std::byte{n}; });
}

ProbeStep probe_address(std::uint8_t address) noexcept {
    if (address == address_tps546)
        return {*encode_i2c_write_read(0, address, std::array{tps546_device_id}, tps546_id_size), address,
                "the regulator says which part it is"};
    if (address == address_emc2101)
        return {*encode_i2c_write_read(0, address, std::array{emc2101_product_id}, 1), address,
                "the fan controller says which part it is"};
    return {*encode_i2c_read(0, address, 1), address, "is anybody at this address"};
}

}  // namespace

bool ProbeStep::accepts(std::span<const std::byte> payload) const noexcept {
    if (payload.size() != request.reply_size()) return false;
    if (address == address_tps546)
        return std::ranges::any_of(tps546_ids, [&](const Tps546Id& id) { return equal(payload, id); });
    if (address == address_emc2101)
        return std::ranges::any_of(emc2101_ids, [&](std::uint8_t id) { return payload[0] == std::byte{id}; });
    return true;
}

std::optional<ProbeStep> SafeProbing::next() noexcept {
    constexpr std::size_t before_addresses = 2;
    const std::size_t at = position_++;
    if (at == 0) return ProbeStep{encode_adc_read(0), 0, "the link is in step"};
    if (at == 1) return ProbeStep{encode_i2c_frequency(0, probing_hz), 0, "a bus clock that every part knows"};
    if (at - before_addresses >= addresses_.size()) {
        position_ = at;  // stay at the end
        return std::nullopt;
    }
    return probe_address(addresses_[at - before_addresses]);
}

}  // namespace adit::hal::bridge
