#include "miner/bench/rounds.hpp"

#include <algorithm>

#include "miner/bench/block_scan.hpp"

namespace adit::miner::bench {
namespace {

double seconds(Duration time) noexcept { return std::chrono::duration<double>(time).count(); }

double per(double above, double below) noexcept { return below > 0 ? above / below : 0; }

class RoundRobin {
public:
    RoundRobin(const std::vector<Subject>& subjects, const Instruments& instruments, Duration block);

    void run_once();
    [[nodiscard]] Rounds finish(std::size_t count) &&;

private:
    struct Entrant {
        BlockScan scan;
        std::uint64_t nonces;
        Series series;
    };

    [[nodiscard]] double next_hertz();
    [[nodiscard]] double rate_of_block(Entrant& entrant);

    Instruments instruments_;
    Duration block_;
    std::vector<Entrant> entrants_;
    std::vector<double> hertz_;
};

RoundRobin::RoundRobin(const std::vector<Subject>& subjects, const Instruments& instruments, Duration block)
    : instruments_{instruments}, block_{block} {
    entrants_.reserve(subjects.size());
    for (const Subject& subject : subjects) {
        Entrant& entrant = entrants_.emplace_back(Entrant{BlockScan{subject}, 0, {subject, {}, {}}});
        entrant.nonces = entrant.scan.nonces_in(block, instruments.thread);
    }
}

double RoundRobin::next_hertz() {
    return hertz_.emplace_back(measure_hertz(instruments_.add_chain, instruments_.thread));
}

double RoundRobin::rate_of_block(Entrant& entrant) {
    const Instant start = instruments_.thread.now();
    const std::uint64_t hashes = entrant.scan.scan(entrant.nonces);
    return per(static_cast<double>(hashes), seconds(instruments_.thread.now() - start));
}

void RoundRobin::run_once() {
    double before = next_hertz();
    for (Entrant& entrant : entrants_) {
        const double rate = rate_of_block(entrant);
        const double after = next_hertz();
        entrant.series.rates.push_back(rate);
        entrant.series.cycles.push_back(per((before + after) / 2, rate));
        before = after;
    }
}

Rounds RoundRobin::finish(std::size_t count) && {
    Rounds rounds{{}, estimate(std::move(hertz_)), block_, count};
    for (Entrant& entrant : entrants_) rounds.series.push_back(std::move(entrant.series));
    return rounds;
}

/// Short enough that the wanted number of rounds fits the budget, with a fifth of it for the clock and for sizing.
Duration block_length(std::size_t subjects, const RoundLimits& limits) noexcept {
    const auto blocks = static_cast<Duration::rep>(std::max<std::size_t>(subjects * limits.aim, 1));
    return std::clamp(limits.budget * 8 / 10 / blocks, limits.shortest_block, limits.longest_block);
}

}  // namespace

Rounds run_rounds(const std::vector<Subject>& subjects, const Instruments& instruments, const RoundLimits& limits,
                  const ShareDone& tell) {
    const Instant start = instruments.wall.now();
    RoundRobin robin{subjects, instruments, block_length(subjects.size(), limits)};
    std::size_t count = 0;
    Duration spent{};
    while (count < limits.least || (count < limits.most && spent < limits.budget)) {
        robin.run_once();
        ++count;
        spent = instruments.wall.now() - start;
        if (tell) tell(std::min(seconds(spent) / seconds(limits.budget), 1.0));
    }
    return std::move(robin).finish(count);
}

}  // namespace adit::miner::bench
