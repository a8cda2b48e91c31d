#include "miner/scheduler/box_cutter.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "miner/bitcoin/header.hpp"
#include "miner/bitcoin/merkle.hpp"

namespace adit::miner {
namespace {

constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32U;

/// All versions of a fresh point; the device rolls them.
std::optional<Box> whole_point(const LiveJob& job, SearchSpace& space, Instant now) noexcept {
    const std::optional<Point> point = space.take_point(now);
    if (!point) return std::nullopt;
    Box box;
    box.record.point = *point;
    box.record.work.rollable = job.versions().rollable;
    box.record.work.nonce_count = all_nonces;
    return box;
}

/// Some versions, named one by one.
std::optional<Box> named_versions(const LiveJob& job, SearchSpace& space, std::uint8_t wanted, Instant now) noexcept {
    const std::optional<VersionChunk> chunk = space.take_versions(wanted, job.versions(), now);
    if (!chunk) return std::nullopt;
    Box box;
    box.record.point = chunk->point;
    box.record.work.rollable = job.versions().rollable;
    box.record.work.version_count = chunk->count;
    box.record.work.versions = chunk->versions;
    box.record.work.nonce_count = all_nonces;
    return box;
}

/// The versions and the point the device is on already, if there are nonces left and the job is still the same.
std::optional<Box> next_interval(const DeviceSlot& device, const JobRef& current, std::uint32_t mask) noexcept {
    if (!device.open || device.open->record.job.serial != current.serial || device.open->mask != mask)
        return std::nullopt;
    Box box;
    box.record = device.open->record;
    box.record.work.first_nonce = static_cast<std::uint32_t>(device.open->next_nonce);
    box.record.work.nonce_count = all_nonces - device.open->next_nonce;
    box.has_header = true;
    return box;
}

std::optional<Box> take(const LiveJob& job, const JobRef& ref, DeviceSlot& device, SearchSpace& space,
                        Instant now) noexcept {
    const boards::Appetite& appetite = device.info.appetite;
    if (appetite.rolls_versions) return whole_point(job, space, now);
    if (appetite.sized_by_rate)
        if (std::optional<Box> box = next_interval(device, ref, job.mask)) return box;
    return named_versions(job, space, appetite.versions, now);
}

/// Cuts the interval to about a second. What is left stays with the device, taken out of its slot while the lock is
/// released: a second request in between gets another point, never the same nonces.
void shorten(Box& box, DeviceSlot& device) noexcept {
    driver::Work& work = box.record.work;
    const std::uint64_t wanted = device.sizer.nonces(work.version_count, work.nonce_count);
    box.keep_open = wanted < work.nonce_count;
    work.nonce_count = wanted;
    device.open.reset();
}

int claim_bits(const DeviceSlot& device, const Target256& share_target) noexcept {
    return device.info.appetite.sized_by_rate ? cpu_claim_bits(device.sizer.rate(), share_target)
                                              : chip_claim_bits(device.info.appetite, share_target);
}

}  // namespace

Expected<Box, boards::NoWork> reserve_box(boards::DeviceIndex index, DeviceSlot& device, JobTable& jobs,
                                          std::uint32_t generation, Instant now) noexcept {
    device.sizer.asked(generation, now);
    const LiveJob* job = jobs.current();
    if (job == nullptr) return failure(boards::NoWork::no_job);
    std::optional<Box> box = take(*job, jobs.current_ref(), device, jobs.space_of(*job), now);
    if (!box) return failure(boards::NoWork::exhausted);
    if (device.info.appetite.sized_by_rate) shorten(*box, device);
    box->job = job->job;
    box->mask = job->mask;
    box->record.job = jobs.current_ref();
    box->record.share_target = job->share_target;
    box->record.work.id = device.works.next_id(index);
    box->record.work.generation = generation;
    box->record.work.claim_bits = static_cast<std::uint8_t>(claim_bits(device, job->share_target));
    device.share_below_floor |= is_below_floor(device.info.appetite, job->share_target);
    return *box;
}

void make_header(Box& box) noexcept {
    if (box.has_header) return;
    const auto extranonce2 = extranonce2_bytes(box.record.point.extranonce2, box.job->extranonce2_size);
    const std::size_t size = std::min<std::size_t>(box.job->extranonce2_size, extranonce2.size());
    const Hash256 root = merkle_root(*box.job, std::span{extranonce2}.first(size));
    const driver::Work& work = box.record.work;
    const std::uint32_t version = work.version_count == 0 ? box.job->version : work.versions[0];
    box.record.work.header = build_header(*box.job, root, version, box.record.point.ntime);
}

void remember_box(const Box& box, DeviceSlot& device, Instant now) noexcept {
    const driver::Work& work = box.record.work;
    device.works.store(box.record);
    device.rate.start(now);
    if (box.keep_open)
        device.open =
            OpenInterval{.record = box.record, .next_nonce = work.first_nonce + work.nonce_count, .mask = box.mask};
    if (device.info.appetite.sized_by_rate)
        device.sizer.handed_out(work.generation, work.nonce_count * work.version_count, now);
}

}  // namespace adit::miner
