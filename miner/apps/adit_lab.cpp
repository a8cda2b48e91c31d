// adit-lab: serves virtual devices to other programs; see miner/cli/serve.hpp.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "miner/cli/serve.hpp"
#include "miner/cli/stop_signal.hpp"

int main(int count, char** words) try {
    adit::miner::cli::block_stop_signals();
    const std::vector<std::string> arguments(words + 1, words + count);
    return static_cast<int>(adit::miner::cli::run_lab(arguments));
} catch (const std::exception& error) {  // broken construction only
    std::fprintf(stderr, "adit-lab: %s\n", error.what());
    return 1;
}
