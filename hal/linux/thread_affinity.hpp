// Which processors a thread may run on. A thread that stays where it is keeps its caches and its clock.
#pragma once

#include <vector>

namespace adit::hal {

/// The processors that the calling thread may run on, ascending; empty when the system does not say (more than 1024).
[[nodiscard]] std::vector<int> allowed_processors();

/// Keeps the calling thread on `processor`. False when the system refuses; the thread then stays free.
bool pin_thread(int processor) noexcept;

}  // namespace adit::hal
