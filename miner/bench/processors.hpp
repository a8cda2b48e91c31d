// Which processors this process may use, and staying on one of them while something is timed.
#pragma once

#include <vector>

namespace adit::miner::bench {

/// Numbers of the processors the calling thread may run on, ascending; empty when the system does not say.
[[nodiscard]] std::vector<int> allowed_processors();

/// Keeps the calling thread on one processor from now on. False when the system refuses.
bool pin_to_processor(int number) noexcept;

/// The calling thread stays on one processor while this lives; then it may go where it might before.
class Pinned {
public:
    explicit Pinned(int number);
    ~Pinned();
    Pinned(const Pinned&) = delete;
    Pinned& operator=(const Pinned&) = delete;

    /// The system did as asked.
    [[nodiscard]] explicit operator bool() const noexcept { return is_pinned_; }

private:
    std::vector<int> before_;
    bool is_pinned_;
};

}  // namespace adit::miner::bench
