// How another thread ends a board's wait early, e.g. because there is a new job.
// Implementations: `linux/event_wake.hpp` (an eventfd), `FlagWake` below (the simulator, where nothing blocks).
#pragma once

namespace adit::hal {

class Wake {
public:
    virtual ~Wake() = default;

    /// Ends the current or the next wait. Any thread; never blocks; several calls before a wait count as one.
    void notify() noexcept { do_notify(); }

    /// True once after `notify`; clears it.
    [[nodiscard]] bool take() noexcept { return do_take(); }

    /// A descriptor that polls readable while a notification is pending, or -1 where waiting needs none.
    [[nodiscard]] int descriptor() const noexcept { return do_descriptor(); }

protected:
    Wake() = default;
    Wake(const Wake&) = default;
    Wake& operator=(const Wake&) = default;

private:
    virtual void do_notify() noexcept = 0;
    virtual bool do_take() noexcept = 0;
    [[nodiscard]] virtual int do_descriptor() const noexcept { return -1; }
};

/// Single-threaded wake for virtual time.
class FlagWake final : public Wake {
private:
    void do_notify() noexcept override { pending_ = true; }
    bool do_take() noexcept override {
        const bool was = pending_;
        pending_ = false;
        return was;
    }
    bool pending_ = false;
};

}  // namespace adit::hal
