// Keeps all boxes that were ever handed out and says whether two of them share a point of the search space.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "driver/work.hpp"

namespace adit::miner::testing {

class HandedOut {
public:
    void add(const driver::Work& work) {
        // all of the header but version and nonce: previous block, merkle root, ntime, nbits
        Place& place = places_[{reinterpret_cast<const char*>(work.header.data()) + 4, 72}];
        if (work.version_count == 0) ++place.whole;
        for (std::size_t i = 0; i < work.version_count; ++i)
            place.intervals[work.versions[i]].push_back({work.first_nonce, work.first_nonce + work.nonce_count});
        const double versions =
            work.version_count == 0 ? static_cast<double>(std::uint64_t{1} << bits(work.rollable)) : work.version_count;
        hashes_ += versions * static_cast<double>(work.nonce_count);
    }

    [[nodiscard]] bool is_disjoint() const {
        return std::all_of(places_.begin(), places_.end(), [](const auto& entry) { return is_alone(entry.second); });
    }

    [[nodiscard]] double hashes() const { return hashes_; }
    [[nodiscard]] std::size_t places() const { return places_.size(); }

private:
    using Interval = std::pair<std::uint64_t, std::uint64_t>;
    struct Place {
        int whole = 0;  ///< boxes with all versions and all nonces
        std::map<std::uint32_t, std::vector<Interval>> intervals;
    };

    static int bits(std::uint32_t mask) { return __builtin_popcount(mask); }

    static bool is_alone(const Place& place) {
        if (place.whole != 0) return place.whole == 1 && place.intervals.empty();
        return std::all_of(place.intervals.begin(), place.intervals.end(), [](auto entry) {
            std::vector<Interval>& list = entry.second;
            std::sort(list.begin(), list.end());
            return std::adjacent_find(list.begin(), list.end(), [](const Interval& a, const Interval& b) {
                       return b.first < a.second;
                   }) == list.end();
        });
    }

    std::map<std::string, Place> places_;
    double hashes_ = 0;
};

}  // namespace adit::miner::testing
