// Which thread goes first when the processor is short: boards before emulators before hashing on the CPU.
#pragma once

namespace adit::hal {

/// A board's thread keeps leases and talks to regulators: it must not wait for somebody's number crunching.
inline constexpr int board_niceness = -10;
/// An emulator answers for hardware, which never waits for the processor.
inline constexpr int emulator_niceness = -5;
/// Hashing on the CPU takes what others leave.
inline constexpr int cpu_worker_niceness = 10;

/// Sets the niceness of the calling thread. False when the system refuses, as it does below 0 without privilege:
/// then things go on at the inherited one.
bool set_thread_niceness(int niceness) noexcept;

}  // namespace adit::hal
