// See sim_work.hpp.
#include "boards/simulation/sim_work.hpp"

#include <algorithm>

#include "boards/virtual/seeded_random.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::boards::simulation {

using virtual_device::mix64;

WorkCount SimWork::total() const noexcept {
    WorkCount sum;
    for (const WorkCount& count : counts_) {
        sum.handed_out += count.handed_out;
        sum.credited += count.credited;
        sum.below_claim += count.below_claim;
        sum.hardware_errors += count.hardware_errors;
        sum.unknown += count.unknown;
        sum.duplicates += count.duplicates;
        sum.stale += count.stale;
        sum.strangers += count.strangers;
    }
    return sum;
}

bool SimWork::Seen::insert(std::uint64_t print) noexcept {
    std::uint16_t& shelf = on_shelf_[shelf_of(print)];
    if (shelf > 0 && std::ranges::find(prints_, print) != prints_.end()) return false;
    std::uint64_t& place = prints_[next_ % places];
    if (next_++ >= places) --on_shelf_[shelf_of(place)];
    place = print;
    ++shelf;
    return true;
}

Expected<driver::Work, NoWork> SimWork::do_next_work(DeviceIndex device, Instant) {
    if (!has_work_now) return failure(NoWork::no_job);
    Given& given = given_[++last_id_ % given_.size()];
    given.device = static_cast<std::uint16_t>(device);
    driver::Work& work = given.work;
    work = {};
    work.id = last_id_;
    work.generation = generation_;
    for (std::size_t i = 4; i < 76; i += 8) {
        const std::uint64_t word = mix64(last_id_ * 131 + i);
        for (std::size_t k = i; k < std::min<std::size_t>(i + 8, 76); ++k)
            work.header[k] = static_cast<std::byte>(word >> (8 * (k - i)) & 0xff);
    }
    work.header[3] = std::byte{0x20};  // version 0x20000000
    work.rollable = 0x1fffe000;        // BIP 320
    work.nonce_count = std::uint64_t{1} << 32;
    work.claim_bits = claim_bits_;
    ++counts_[static_cast<std::size_t>(device) % most_devices].handed_out;
    return work;
}

NonceVerdict SimWork::do_report(DeviceIndex device, const driver::Nonce& nonce) {
    WorkCount& count = counts_[static_cast<std::size_t>(device) % most_devices];
    const Given& given = given_[nonce.work % given_.size()];
    if (given.work.id != nonce.work || nonce.work == 0) return ++count.unknown, NonceVerdict::unknown_work;
    if (given.device == static_cast<std::uint16_t>(device)) return judge(given, nonce, count);
    ++count.strangers;
    return NonceVerdict::unknown_work;
}

NonceVerdict SimWork::judge(const Given& given, const driver::Nonce& nonce, WorkCount& count) {
    const auto header = driver::sha256::header_of(given.work, nonce.version, nonce.nonce);
    const int bits = driver::sha256::leading_zero_bits(driver::sha256::hash_header(header));
    if (bits < zero_bits_) return ++count.hardware_errors, NonceVerdict::hardware_error;
    if (bits < given.work.claim_bits) return ++count.below_claim, NonceVerdict::below_claim;
    const std::uint64_t print = mix64(nonce.work) ^ mix64(std::uint64_t{nonce.version} << 32 | nonce.nonce);
    if (!seen_[given.device % most_devices].insert(print)) return ++count.duplicates, NonceVerdict::duplicate;
    if (given.work.generation != generation_) return ++count.stale, NonceVerdict::stale;
    return ++count.credited, NonceVerdict::credited;
}

}  // namespace adit::boards::simulation
