#include "boards/cpu/box_splitter.hpp"

#include <algorithm>

namespace adit::boards::cpu {
namespace {

/// Pieces per worker: enough that nobody waits long for the last one, few enough that the lock costs nothing.
constexpr std::uint64_t pieces_per_worker = 8;

}  // namespace

Expected<void, NoWork> BoxSplitter::next(Piece& piece, Instant now) {
    const std::lock_guard lock{mutex_};
    if (taken_ >= work_.nonce_count || work_.generation != source_.generation()) {
        const Expected<driver::Work, NoWork> work = source_.next_work(device_, now);
        if (!work) return failure(work.error());
        work_ = *work;
        job_ = driver::sha256::prepare(work_);
        taken_ = 0;
        piece_nonces_ = std::max<std::uint64_t>(work_.nonce_count / (workers_ * pieces_per_worker), 1);
    }
    piece.job = job_;
    piece.work = work_;
    piece.work.first_nonce = work_.first_nonce + static_cast<std::uint32_t>(taken_);
    piece.work.nonce_count = std::min(piece_nonces_, work_.nonce_count - taken_);
    taken_ += piece.work.nonce_count;
    return {};
}

}  // namespace adit::boards::cpu
