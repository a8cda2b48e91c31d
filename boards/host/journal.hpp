// The journal thread: the only one that waits for the disk on behalf of boards. One place per device, in which the
// newest state replaces an older one that was not written yet: bounded, and no latch can be lost to a full queue.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "boards/host/state_store.hpp"
#include "boards/runtime/keeper.hpp"

namespace adit::boards {

class Journal {
public:
    using LogSink = std::function<void(std::string_view line)>;

    /// Starts the thread. `log` is told when writing fails; it is then tried again every second.
    Journal(StateStore store, LogSink log);
    /// Writes what waits and joins; a disk that hangs is given up on after 1 s.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// A keeper for one device, as it was found; valid as long as the journal. `record`: of a board that adit-safeoff
    /// can reach, written before `is_energised` counts as stored and removed after it was taken back.
    [[nodiscard]] Keeper& add(DeviceState found, std::optional<safeoff::OffRecord> record);

private:
    class Place;
    struct Shared;
    static void run(const std::shared_ptr<Shared>& shared);

    std::shared_ptr<Shared> shared_;
};

}  // namespace adit::boards
