// A small value in a file that is never half new: two slots with generation and checksum, the older of which is
// written. Pure: bytes in, bytes out; state_store.hpp does the writing. The slots lie 4 KiB apart, so that no disk
// block holds parts of both.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace adit::boards {

inline constexpr std::size_t slot_size = 512, slot_pitch = 4096, slot_payload_size = slot_size - 16;
inline constexpr std::size_t two_slots_size = slot_pitch + slot_size;
using SlotPayload = std::array<std::byte, slot_payload_size>;
using SlotBytes = std::array<std::byte, slot_size>;

struct Slot {
    std::uint32_t generation = 0;
    SlotPayload payload{};
};

[[nodiscard]] SlotBytes encode(const Slot& slot) noexcept;
/// None for anything `encode` would not have written; every flipped bit is noticed.
[[nodiscard]] std::optional<Slot> decode_slot(std::span<const std::byte> bytes) noexcept;

/// The newest valid slot of a file's content; none: both are torn, missing or garbage.
[[nodiscard]] std::optional<Slot> newest_slot(std::span<const std::byte> file) noexcept;

/// What has to be written where: over the slot that is invalid or older, so that the other survives a torn write.
struct SlotWrite {
    std::size_t offset = 0;
    SlotBytes bytes{};
};
[[nodiscard]] SlotWrite next_write(std::span<const std::byte> file, const SlotPayload& payload) noexcept;

}  // namespace adit::boards
