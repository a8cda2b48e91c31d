// See comeback.hpp.
#include "boards/simulation/comeback.hpp"

#include <chrono>

namespace adit::boards::simulation {

using namespace std::chrono_literals;

namespace {

constexpr Duration limit = 180s, window = 90s, ramp_time = 20s;
/// Results scatter; one retry costs a fifth of the clock.
constexpr double least_credited = 0.6, least_hashed = 0.5, slow = 0.6;
/// More often than this a latch that comes back is no leftover of the faults.
constexpr int most_visits = 2;

}  // namespace

bool Comeback::is_measured() {
    const bool was_hashing = std::exchange(is_hashing_, safety::is_hashing(station_->board.runner().state()));
    const std::uint64_t credited = work_->of(station_->board.index()).credited;
    const std::uint64_t hashes = station_->board.device.observe().hashes_done;
    const Instant now = station_->board.now();
    if (!was_hashing) {
        hashing_since_ = now;
        credited_ = credited;
        hashes_ = hashes;
    }
    if (!is_hashing_ || now - hashing_since_ < window) return false;
    const double worth = static_cast<double>(1U << work_->claim_bits());
    const double did = static_cast<double>(hashes - hashes_) / worth, got = static_cast<double>(credited - credited_);
    const double due = station_->expected_results_per_second() * std::chrono::duration<double>(window).count();
    return got >= least_credited * did && did >= least_hashed * due;
}

bool Comeback::is_slowed() const {
    const Megahertz full = station_->board.definition().default_point.frequency;
    return is_hashing_ && station_->board.device.observe().frequency < full * slow;
}

/// Off, and hotter than a board may be started (HZ-02).
bool Comeback::is_too_hot() const {
    const safety::Profile& profile = station_->board.profile();
    return profile.has_board_sensor && !safety::is_energised(station_->board.runner().state()) &&
           station_->board.device.observe().board_temperature >= profile.restart_below;
}

void Comeback::judge_patience() {
    const Instant now = station_->board.now();
    // A rest has its own end, and so has the heat a trip left; three minutes are what comes after them.
    if (station_->board.runner().state() == safety::State::cooldown || is_too_hot()) rested_ = now;
    // A board that was back to hashing in time is still given the window in which that is measured.
    const bool is_measuring = is_hashing_ && hashing_since_ - rested_ <= limit - ramp_time;
    if (now - rested_ <= (is_measuring ? limit + window : limit)) return;
    station_->find({"LIVE", "faults are over, the board is not back (state)",
                    static_cast<double>(station_->board.runner().state()), now,
                    static_cast<std::uint8_t>(station_->board.index())});
}

Comeback::Verdict Comeback::look() {
    if (is_back_) return Verdict::back;
    is_back_ = is_measured();
    if (is_back_) return Verdict::back;
    if (station_->is_latched() || is_slowed()) return Verdict::wants_visit;
    judge_patience();
    return Verdict::on_its_way;
}

void Comeback::begin_again() noexcept {
    rested_ = station_->board.now();
    is_hashing_ = false;
    if (++visits_ > most_visits)
        station_->find({"LIVE", "latches again and again", static_cast<double>(visits_), rested_,
                        static_cast<std::uint8_t>(station_->board.index())});
}

}  // namespace adit::boards::simulation
