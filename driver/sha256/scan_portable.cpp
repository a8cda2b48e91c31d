// The portable scan: the same steps as every vector scan, on one lane of plain arithmetic.
#include <bit>

#include "driver/sha256/sha256.hpp"
#include "driver/sha256/vector_scan.hpp"

namespace adit::driver::sha256 {
namespace {

struct Scalar {
    using Word = std::uint32_t;
    static constexpr std::uint32_t lanes = 1;
    static constexpr RoundOrder plain_order{false, false}, shared_order{false, false};

    static Word broadcast(const std::uint32_t* word) noexcept { return *word; }
    static Word add(Word x, Word y) noexcept { return x + y; }
    template <int n>
    static Word ror(Word x) noexcept {
        return std::rotr(x, n);
    }
    template <int n>
    static Word shr(Word x) noexcept {
        return x >> n;
    }
    static Word xor3(Word x, Word y, Word z) noexcept { return x ^ y ^ z; }
    static Word choose(Word e, Word f, Word g) noexcept { return g ^ (e & (f ^ g)); }
    static Word majority(Word a, Word b, Word c) noexcept { return (a & b) | (c & (a | b)); }
    static Word byteswap(Word x) noexcept {
        return (x << 24) | ((x & 0xff00u) << 8) | ((x >> 8) & 0xff00u) | (x >> 24);
    }
    static Word nonce_words(std::uint32_t first) noexcept { return byteswap(first); }
    static std::uint32_t equal(Word x, Word y) noexcept { return x == y ? 1 : 0; }
    static std::uint32_t byteswapped_at_most(Word x, Word limit) noexcept { return byteswap(x) <= limit ? 1 : 0; }
};

}  // namespace

Progress scan_portable(const ScanJob& job, std::uint32_t first, std::uint64_t count, Hit* hits,
                       std::size_t room) noexcept {
    return VectorScan<Scalar>::scan(job, first, count, hits, room);
}

}  // namespace adit::driver::sha256
