// See seed_options.hpp.
#include "boards/simulation/seed_options.hpp"

#include "boards/simulation/troubles.hpp"

namespace adit::boards::simulation {

using namespace std::chrono_literals;

SeedOptions options_of(std::uint64_t seed) {
    constexpr std::uint64_t stream = 1;
    Dice dice{seed, stream};
    SeedOptions options;
    options.seed = seed;
    options.boards = dice.one_in(4) ? 2 : 1;
    options.ambient = Celsius{static_cast<double>(15 + dice.below(21))};
    options.bridge_latency = dice.between(100us, 1500us);
    options.disk_delay = dice.between(1ms, 60ms);
    options.claim_bits = dice.one_in(4) ? 2 : 1;
    options.knows.resize(troubles().size());
    for (std::size_t i = 0; i < options.knows.size(); ++i) options.knows[i] = dice.one_in(2);
    options.knows[dice.below(options.knows.size())] = true;
    return options;
}

std::string SeedOptions::text() const {
    std::string text = "seed " + std::to_string(seed) + ": " + std::to_string(boards) + " board(s), ambient " +
                       std::to_string(static_cast<int>(ambient.value)) + " C, bridge " +
                       std::to_string(bridge_latency / 1us) + " us, disk " + std::to_string(disk_delay / 1ms) +
                       " ms, difficulty " + std::to_string(1U << (claim_bits - zero_bits)) + ", troubles:";
    for (std::size_t i = 0; i < knows.size(); ++i)
        if (knows[i]) text += ' ' + std::string{troubles()[i].name};
    return text;
}

}  // namespace adit::boards::simulation
