// What the chips of a chain make of the host's bytes. Chips at the same rate hear the same frames: one parser for each
// rate in use serves them all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "boards/virtual/chip_baud.hpp"
#include "boards/virtual/host_frame.hpp"
#include "hal/clock.hpp"
#include "hal/units.hpp"

namespace adit::boards::virtual_device {

class ChainEars {
public:
    ChainEars(Wire wire, JobForm jobs) : wire_{wire}, jobs_{jobs} {}

    /// Some chip listens at this rate.
    void add(Baud baud) {
        for (const Ear& ear : ears_)
            if (ear.baud == baud) return;
        ears_.push_back({baud, HostFrameParser{wire_, jobs_}, {}});
    }
    /// Keeps the parsers of rates somebody still listens at.
    template <class IsUsed>
    void keep(IsUsed is_used) {
        for (std::size_t i = ears_.size(); i-- > 0;) {
            if (is_used(ears_[i].baud)) continue;
            refused_before_ += ears_[i].parser.refused();
            ears_.erase(ears_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    /// Forgets all half frames and rates.
    void clear() {
        keep([](Baud) { return false; });
    }

    /// Takes the bytes that surely complete no frame, from the front of `bytes`; returns how many. 0: nobody listens
    /// at that rate, or the next byte has to be looked at.
    std::size_t hear_idle(std::span<const std::byte> bytes, Baud host_baud, Instant now) {
        std::size_t count = 0;
        for (const Ear& ear : ears_) {
            if (!rates_match(host_baud, ear.baud)) continue;
            const std::size_t idle = ear.parser.idle_bytes(bytes);
            if (idle == 0) return 0;
            count = count == 0 ? idle : std::min(count, idle);
        }
        if (count == 0) return 0;
        for (Ear& ear : ears_) {
            if (!rates_match(host_baud, ear.baud)) continue;
            if (ear.parser.is_empty()) ear.began = now;
            ear.parser.push(bytes.first(count));
        }
        return count;
    }

    /// One byte of the host's; calls `execute(frame, baud, began)` for every frame it completes. False: no chip
    /// listens at that rate.
    template <class Execute>
    bool hear(std::byte byte, Baud host_baud, Instant now, Execute execute) {
        bool is_heard = false;
        for (std::size_t i = 0; i < ears_.size(); ++i) {  // frames may add ears
            if (!rates_match(host_baud, ears_[i].baud)) continue;
            is_heard = true;
            if (ears_[i].parser.is_empty()) ears_[i].began = now;
            ears_[i].parser.push(byte);
            while (const auto frame = ears_[i].parser.next()) execute(*frame, ears_[i].baud, ears_[i].began);
        }
        return is_heard;
    }
    [[nodiscard]] std::uint32_t refused() const noexcept {
        std::uint32_t all = refused_before_;
        for (const Ear& ear : ears_) all += ear.parser.refused();
        return all;
    }

private:
    struct Ear {
        Baud baud;
        HostFrameParser parser;
        Instant began{};  ///< of the frame in the parser
    };
    Wire wire_;
    JobForm jobs_;
    std::vector<Ear> ears_;
    std::uint32_t refused_before_ = 0;
};

}  // namespace adit::boards::virtual_device
