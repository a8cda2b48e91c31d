// adit-safeoff: words in; everything else is in safeoff.hpp.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "boards/safeoff/safeoff.hpp"

int main(int count, char** words) try {
    const std::vector<std::string> arguments(words + 1, words + count);
    return adit::boards::safeoff::run_safeoff(arguments);
} catch (const std::exception& error) {  // out of memory only
    std::fprintf(stderr, "adit-safeoff: %s\n", error.what());
    return 1;
}
