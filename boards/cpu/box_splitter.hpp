// Splits the boxes of one device among its workers: each takes the next piece of the current box, and who finds it
// used up asks the scheduler for another.
#pragma once

#include <cstdint>
#include <mutex>

#include "boards/work_source.hpp"
#include "driver/sha256/sha256.hpp"
#include "driver/work.hpp"
#include "hal/clock.hpp"
#include "hal/expected.hpp"

namespace adit::boards::cpu {

/// A part of a box that one worker scans alone.
struct Piece {
    driver::Work work;  ///< with the nonce interval of this piece
    driver::sha256::ScanJob job;
};

class BoxSplitter {
public:
    /// Pieces are whole groups of `group_nonces`, but for the end of a box.
    BoxSplitter(WorkSource& source, DeviceIndex device, unsigned workers, std::uint32_t group_nonces) noexcept
        : source_{source}, device_{device}, workers_{workers}, group_{group_nonces} {}

    /// Fills `piece`; may cut a new box. Errors: those of `WorkSource::next_work`.
    [[nodiscard]] Expected<void, NoWork> next(Piece& piece, Instant now);

private:
    /// The size of the next piece of `work_`.
    [[nodiscard]] std::uint64_t piece_nonces() const noexcept;

    WorkSource& source_;
    DeviceIndex device_;
    std::uint64_t workers_, group_;

    std::mutex mutex_;  ///< guards what follows; taken before any lock of the source
    driver::Work work_{};
    driver::sha256::ScanJob job_{};
    std::uint64_t taken_ = 0;  ///< nonces of `work_` that have a worker
};

}  // namespace adit::boards::cpu
