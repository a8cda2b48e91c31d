// Two slots: whatever happens to a write, the old or the new value is read, never a mix and never nothing.
#include "boards/host/two_slots.hpp"

#include <random>
#include <vector>

#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

using File = std::vector<std::byte>;

SlotPayload payload_of(int value) {
    SlotPayload payload;
    payload.fill(static_cast<std::byte>(value));
    return payload;
}

/// What a power cut leaves: the first `count` bytes of the write.
void write_into(File& file, const SlotWrite& write, std::size_t count = slot_size) {
    if (file.size() < write.offset + count) file.resize(write.offset + count);
    std::copy_n(write.bytes.begin(), count, file.begin() + static_cast<std::ptrdiff_t>(write.offset));
}

File file_with(int writes) {
    File file;
    for (int i = 1; i <= writes; ++i) write_into(file, next_write(file, payload_of(i)));
    return file;
}

std::optional<int> value_of(const File& file) {
    const auto slot = newest_slot(file);
    if (!slot) return std::nullopt;
    REQUIRE(slot->payload == payload_of(std::to_integer<int>(slot->payload.front())));  // all of one write
    return std::to_integer<int>(slot->payload.front());
}

TEST_CASE("the newest of many writes is read") {
    for (int writes = 1; writes <= 9; ++writes) CHECK(value_of(file_with(writes)) == writes);
}

TEST_CASE("NV-15: a write cut at every byte leaves the old or the new value, never a mix") {
    for (const int before : {2, 3}) {
        const File old_file = file_with(before);
        const SlotWrite write = next_write(old_file, payload_of(99));
        for (std::size_t cut = 0; cut <= slot_size; ++cut) {
            File file = old_file;
            write_into(file, write, cut);
            CHECK(value_of(file) == (cut == slot_size ? 99 : before));
        }
    }
}

TEST_CASE("NV-15: a cut write with flipped bits in what did arrive still leaves the old or the new value") {
    std::mt19937 random{1};  // NOLINT: the same on every run
    const File old_file = file_with(4);
    const SlotWrite write = next_write(old_file, payload_of(99));
    for (std::size_t cut = 1; cut <= slot_size; ++cut) {
        for (int round = 0; round < 8; ++round) {
            File file = old_file;
            write_into(file, write, cut);
            file.at(write.offset + random() % cut) ^= static_cast<std::byte>(1U << (random() % 8));
            CHECK(value_of(file) == 4);
        }
    }
}

TEST_CASE("NV-15: blocks of a write that arrive in any order leave the old or the new value") {
    constexpr std::size_t block = 64;
    const File old_file = file_with(5);
    const SlotWrite write = next_write(old_file, payload_of(99));
    for (unsigned arrived = 0; arrived < 256; ++arrived) {
        File file = old_file;
        for (std::size_t i = 0; i < slot_size / block; ++i)
            if ((arrived >> i & 1U) != 0)
                std::copy_n(write.bytes.begin() + static_cast<std::ptrdiff_t>(i * block), block,
                            file.begin() + static_cast<std::ptrdiff_t>(write.offset + i * block));
        const auto value = value_of(file);
        CHECK((value == 5 || value == 99));
        if (arrived == 255) CHECK(value == 99);
    }
}

TEST_CASE("every flipped bit of a slot is noticed, and the other slot is read") {
    const File file = file_with(2);  // the newest is in the second slot
    for (std::size_t bit = 0; bit < 8 * slot_size; ++bit) {
        File flipped = file;
        flipped.at(slot_pitch + bit / 8) ^= static_cast<std::byte>(1U << (bit % 8));
        CHECK(value_of(flipped) == 1);
    }
}

TEST_CASE("garbage in both slots is no value at all, however long the file is") {
    File file = file_with(3);
    file[20] ^= std::byte{1};
    file[slot_pitch + 20] ^= std::byte{1};
    CHECK_FALSE(newest_slot(file));
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, slot_size - 1, slot_pitch, two_slots_size})
        CHECK_FALSE(newest_slot(File(size)));
}

}  // namespace
}  // namespace adit::boards
