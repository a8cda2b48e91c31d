// Midstates of one header with several versions: what chips that cannot roll the version are sent with every job.
#include "driver/sha256/rounds.hpp"
#include "driver/sha256/sha256.hpp"

namespace adit::driver::sha256 {
namespace {

using detail::Word;

constexpr std::size_t abreast = 4;
using Words = Word __attribute__((vector_size(abreast * sizeof(Word))));

/// Where registers are few, words side by side would live in memory.
constexpr bool has_wide_registers = sizeof(void*) >= sizeof(std::uint64_t);

using FirstBlock = std::array<Word, 16>;

/// `first`: word 0 of the block, where the version is.
template <class W>
std::array<W, 8> state_after(const FirstBlock& block, W first) noexcept {
    std::array<W, 64> w;  // filled completely below
    for (std::size_t t = 0; t < block.size(); ++t) w[t] = W{} + block[t];
    w[0] = first;
    detail::expand(w);
    std::array<W, 8> state;
    for (std::size_t i = 0; i < state.size(); ++i) state[i] = W{} + initial_state[i];
    return detail::after_block(state, w);
}

void four_states(const FirstBlock& block, std::span<const std::uint32_t, abreast> versions,
                 std::span<State, abreast> states) noexcept {
    const Words first{detail::byteswap(versions[0]), detail::byteswap(versions[1]), detail::byteswap(versions[2]),
                      detail::byteswap(versions[3])};
    const auto all = state_after<Words>(block, first);
    for (std::size_t word = 0; word < all.size(); ++word)
        for (std::size_t i = 0; i < abreast; ++i) states[i][word] = all[word][i];
}

}  // namespace

void midstates(std::span<const std::byte, 80> header, std::span<const std::uint32_t> versions,
               std::span<State> states) noexcept {
    FirstBlock block{};
    for (std::size_t t = 0; t < block.size(); ++t) block[t] = detail::load_be(header.subspan(4 * t).first<4>());
    std::size_t i = 0;
    if constexpr (has_wide_registers)
        for (; i + abreast <= versions.size(); i += abreast)
            four_states(block, versions.subspan(i).first<abreast>(), states.subspan(i).first<abreast>());
    for (; i < versions.size(); ++i) states[i] = state_after<Word>(block, detail::byteswap(versions[i]));
}

}  // namespace adit::driver::sha256
