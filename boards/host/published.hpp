// A value that one thread publishes and others read: always whole, always the newest.
#pragma once

#include <mutex>
#include <utility>

namespace adit::boards {

template <class Value>
class Published {
public:
    void publish(const Value& value) {
        const std::scoped_lock lock{mutex_};
        value_ = value;
    }
    [[nodiscard]] Value read() const {
        const std::scoped_lock lock{mutex_};
        return value_;
    }

private:
    mutable std::mutex mutex_;
    Value value_{};
};

}  // namespace adit::boards
