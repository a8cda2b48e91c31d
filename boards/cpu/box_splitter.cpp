#include "boards/cpu/box_splitter.hpp"

#include <algorithm>

namespace adit::boards::cpu {
namespace {

/// Pieces per worker: enough that nobody waits long for the last one, few enough that the lock costs nothing.
constexpr std::uint64_t pieces_per_worker = 8;

}  // namespace

std::uint64_t BoxSplitter::piece_nonces() const noexcept {
    const std::uint64_t left = work_.nonce_count - taken_;
    const std::uint64_t groups = work_.nonce_count / (workers_ * pieces_per_worker * group_);
    const std::uint64_t piece = std::max<std::uint64_t>(groups, 1) * group_;
    return left < piece + group_ ? left : piece;  // no scraps below a group
}

Expected<void, NoWork> BoxSplitter::next(Piece& piece, Instant now) {
    const std::lock_guard lock{mutex_};
    if (taken_ >= work_.nonce_count || work_.generation != source_.generation()) {
        const Expected<driver::Work, NoWork> work = source_.next_work(device_, now);
        if (!work) return failure(work.error());
        work_ = *work;
        job_ = driver::sha256::prepare(work_);
        taken_ = 0;
    }
    piece.job = job_;
    piece.work = work_;
    piece.work.first_nonce = work_.first_nonce + static_cast<std::uint32_t>(taken_);
    piece.work.nonce_count = piece_nonces();
    taken_ += piece.work.nonce_count;
    return {};
}

}  // namespace adit::boards::cpu
