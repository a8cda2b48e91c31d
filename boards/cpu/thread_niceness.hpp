// Lets a thread yield to everything else on the machine.
#pragma once

namespace adit::boards::cpu {

/// Sets the niceness of the calling thread to +10. False where the system does not allow it, which
/// costs courtesy only.
bool be_nice() noexcept;

}  // namespace adit::boards::cpu
