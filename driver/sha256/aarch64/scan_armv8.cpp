// The scan with the SHA-256 extension of Armv8: state and message in the order of FIPS 180-4, four rounds in two
// instructions. Compiled with flags of its own; runs only where `CpuFeature::armv8_sha2` is usable.
#include <arm_neon.h>

#include "driver/sha256/aarch64/scans.hpp"
#include "driver/sha256/unit_scan.hpp"

namespace adit::driver::sha256 {
namespace {

struct Armv8 {
    static constexpr std::uint32_t streams = 2;
    using Words = uint32x4_t;
    struct State {
        Words abcd, efgh;
    };

    [[gnu::always_inline]] static Words words(std::uint32_t w0, std::uint32_t w1, std::uint32_t w2,
                                              std::uint32_t w3) noexcept {
        return Words{w0, w1, w2, w3};
    }
    [[gnu::always_inline]] static Words load(const std::uint32_t* four) noexcept { return vld1q_u32(four); }
    [[gnu::always_inline]] static Words add(Words x, Words y) noexcept { return vaddq_u32(x, y); }
    [[gnu::always_inline]] static Words after_first(Words x, Words y) noexcept { return vextq_u32(x, y, 1); }
    [[gnu::always_inline]] static Words expand_begin(Words x, Words y) noexcept { return vsha256su0q_u32(x, y); }
    [[gnu::always_inline]] static Words expand_end(Words half, Words x, Words y) noexcept {
        return vsha256su1q_u32(half, x, y);
    }

    [[gnu::always_inline]] static State state(Words abcd, Words efgh) noexcept { return {abcd, efgh}; }
    [[gnu::always_inline]] static Words abcd(const State& s) noexcept { return s.abcd; }
    [[gnu::always_inline]] static Words efgh(const State& s) noexcept { return s.efgh; }
    [[gnu::always_inline]] static State add_to_a_and_e(const State& s, Words first) noexcept {
        const Words only_first = vandq_u32(first, words(~0U, 0, 0, 0));
        return {add(s.abcd, only_first), add(s.efgh, only_first)};
    }
    [[gnu::always_inline]] static void four_rounds(State& s, Words kw) noexcept {
        const Words abcd = vsha256hq_u32(s.abcd, s.efgh, kw);
        s.efgh = vsha256h2q_u32(s.efgh, s.abcd, kw);
        s.abcd = abcd;
    }

    /// Nothing is put off: the last four rounds, of which only e is wanted, and the test follow in the same pass.
    class Ending {
    public:
        static constexpr int first_step = 14, age = 1;

        template <int>
        [[gnu::always_inline]] void advance(std::uint64_t) const noexcept {}
        [[gnu::always_inline]] void take(std::uint64_t, std::uint32_t stream, const State& s,
                                         const Words (&kw)[1]) noexcept {
            e60_[stream] = vgetq_lane_u32(vsha256h2q_u32(s.efgh, s.abcd, kw[0]), 0);
        }
        [[gnu::always_inline]] std::uint32_t candidates(std::uint64_t, std::uint32_t top_limit) const noexcept {
            std::uint32_t found = 0;
            for (std::uint32_t i = 0; i < streams; ++i)
                found |= __builtin_bswap32(e60_[i] + detail::iv[7]) <= top_limit ? 1U << i : 0U;
            return found;
        }
        static constexpr std::uint64_t untested(std::uint64_t) noexcept { return 1; }

    private:
        std::uint32_t e60_[streams];
    };
};

}  // namespace

/// Two streams. A core whose SHA-256 instructions take longer to finish may want three or four: not measured yet.
Progress scan_armv8(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                    std::size_t room) noexcept {
    return UnitScan<Armv8, 0, 1>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
