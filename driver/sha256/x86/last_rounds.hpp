// The last twelve rounds of four second hashes at once, one hash per lane, in small pieces: what is put between the
// instructions of a unit for SHA-256 takes nothing from that unit, and frees it of twelve rounds in each hash.
#pragma once

#include "driver/sha256/round_constants.hpp"

namespace adit::driver::sha256 {

/// `V` as in vector_scan.hpp, with four lanes and `transpose`.
template <class V>
class LastRounds {
public:
    using Word = typename V::Word;
    static constexpr int lanes = 4;
    static constexpr int full_rounds = 8, e_rounds = 4;             ///< a of round 56 is d of round 60
    static constexpr int kw_groups = (full_rounds + e_rounds) / 4;  ///< K + W of rounds 49..52, 53..56, 57..60
    static constexpr int pieces_that_take = 2 + kw_groups;          ///< after these there is room for the next four
    static constexpr int pieces = pieces_that_take + 2 * (full_rounds + e_rounds);

    /// A hash before round 49, as the SHA instructions of x86 have it, and K + W of its rounds.
    [[gnu::always_inline]] void put(unsigned lane, Word feba, Word hgdc, const Word (&kw)[kw_groups]) noexcept {
        feba_[lane] = feba, hgdc_[lane] = hgdc;
        for (int group = 0; group < kw_groups; ++group) kw_of_hash_[group][lane] = kw[group];
    }

    /// Pieces 0, 1 … `pieces` - 1 in this order, when four hashes are in; more pieces are nothing.
    template <int piece>
    [[gnu::always_inline]] void advance() noexcept {
        constexpr int round = (piece - pieces_that_take) / 2, half = (piece - pieces_that_take) % 2;
        if constexpr (piece < pieces_that_take)
            transpose<piece>();
        else if constexpr (round < full_rounds)
            full_round<round, half>();
        else if constexpr (piece < pieces)
            round_e<round, half>();
    }

    /// e after round 60, when all pieces are done.
    [[gnu::always_inline]] Word e60() const noexcept { return e_[full_rounds + e_rounds + 3]; }

private:
    template <int piece>
    [[gnu::always_inline]] void transpose() noexcept {
        Word rows[4];
        V::transpose(piece == 0 ? feba_ : piece == 1 ? hgdc_ : kw_of_hash_[piece < 2 ? 0 : piece - 2], rows);
        if constexpr (piece == 0) e_[2] = rows[0], e_[3] = rows[1], a_[2] = rows[2], a_[3] = rows[3];
        if constexpr (piece == 1) e_[0] = rows[0], e_[1] = rows[1], a_[0] = rows[2], a_[1] = rows[3];
        if constexpr (piece >= 2)
            for (int t = 0; t < 4; ++t) kw_[4 * (piece - 2) + t] = rows[t];
    }

    [[gnu::always_inline]] static Word big_sigma0(Word x) noexcept {
        return V::xor3(V::template ror<2>(x), V::template ror<13>(x), V::template ror<22>(x));
    }
    [[gnu::always_inline]] static Word big_sigma1(Word x) noexcept {
        return V::xor3(V::template ror<6>(x), V::template ror<11>(x), V::template ror<25>(x));
    }

    /// h + K + W + Ch of round 49 + t.
    template <int t>
    [[gnu::always_inline]] Word t1_but_sigma() const noexcept {
        return V::add(V::add(e_[t], kw_[t]), V::choose(e_[t + 3], e_[t + 2], e_[t + 1]));
    }

    template <int t, int half>
    [[gnu::always_inline]] void full_round() noexcept {
        const Word a = a_[t + 3];
        if constexpr (half == 0) t1_ = V::add(t1_but_sigma<t>(), big_sigma1(e_[t + 3]));
        if constexpr (half == 1) {
            e_[t + 4] = V::add(a_[t], t1_);
            a_[t + 4] = V::add(V::add(t1_, V::majority(a, a_[t + 2], a_[t + 1])), big_sigma0(a));
        }
    }

    template <int t, int half>
    [[gnu::always_inline]] void round_e() noexcept {
        if constexpr (half == 0) t1_ = V::add(t1_but_sigma<t>(), a_[t]);
        if constexpr (half == 1) e_[t + 4] = V::add(t1_, big_sigma1(e_[t + 3]));
    }

    Word feba_[lanes], hgdc_[lanes], kw_of_hash_[kw_groups][lanes];  // one hash each
    // One row of lanes each. d, c, b, a before round 49 are a_[0..3], h, g, f, e are e_[0..3]; then one more per round.
    Word a_[full_rounds + 4], e_[full_rounds + e_rounds + 4], kw_[full_rounds + e_rounds], t1_;
};

}  // namespace adit::driver::sha256
