// Layout of a slot: magic 8 · generation 4 · payload 496 · CRC-32 4, little-endian.
#include "boards/host/two_slots.hpp"

#include <algorithm>

#include "boards/safeoff/crc32.hpp"
#include "boards/safeoff/fields.hpp"

namespace adit::boards {

namespace {

using safeoff::FieldReader;
using safeoff::FieldWriter;

constexpr std::uint64_t magic = 0x544F4C5354494401;  // 01 "DITSLOT"
constexpr std::size_t checked_size = slot_size - sizeof(std::uint32_t);

std::optional<Slot> slot_at(std::span<const std::byte> file, std::size_t offset) noexcept {
    if (file.size() < offset + slot_size) return std::nullopt;
    return decode_slot(file.subspan(offset, slot_size));
}

}  // namespace

SlotBytes encode(const Slot& slot) noexcept {
    SlotBytes bytes{};
    FieldWriter out{bytes};
    out.number(magic);
    out.number(slot.generation);
    out.bytes(slot.payload);
    out.number(safeoff::crc32(std::span{bytes}.first(checked_size)));
    return bytes;
}

std::optional<Slot> decode_slot(std::span<const std::byte> bytes) noexcept {
    if (bytes.size() != slot_size) return std::nullopt;
    FieldReader in{bytes};
    const bool is_ours = in.number<std::uint64_t>() == magic;
    Slot slot;
    slot.generation = in.number<std::uint32_t>();
    in.bytes(slot.payload);
    if (!is_ours || in.number<std::uint32_t>() != safeoff::crc32(bytes.first(checked_size))) return std::nullopt;
    return slot;
}

std::optional<Slot> newest_slot(std::span<const std::byte> file) noexcept {
    const auto first = slot_at(file, 0), second = slot_at(file, slot_pitch);
    if (!first || !second) return first ? first : second;
    return second->generation > first->generation ? second : first;
}

SlotWrite next_write(std::span<const std::byte> file, const SlotPayload& payload) noexcept {
    const auto first = slot_at(file, 0), second = slot_at(file, slot_pitch);
    const bool is_first_newest = first && (!second || first->generation >= second->generation);
    const std::uint32_t newest = is_first_newest ? first->generation : second ? second->generation : 0;
    return {is_first_newest ? slot_pitch : 0, encode(Slot{newest + 1, payload})};
}

}  // namespace adit::boards
