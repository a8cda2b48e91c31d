// See self_test.hpp. The headers are those of blocks 0 and 125552 of the main chain.
#include "boards/cpu/self_test.hpp"

#include <string_view>

#include "driver/sha256/sha256.hpp"

namespace adit::boards::cpu {

using driver::Work;
using driver::sha256::Engine;

namespace {

constexpr std::string_view block_0 =
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd"
    "7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
constexpr std::uint32_t nonce_of_block_0 = 0x7c2bac1d;
constexpr std::string_view block_125552 =
    "0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2"
    "fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695";
constexpr std::uint32_t nonce_of_block_125552 = 0x9546a142;

constexpr std::uint8_t all_zero = 32;  ///< claim bits: the early test of a kernel
constexpr std::uint8_t many_hits = 1, some_hits = 3;
constexpr std::uint32_t version_step = 0x2000;  ///< the lowest bit that may be rolled (BIP 320)
constexpr std::size_t place_of_solution = 11;   ///< the unrolled version among the 16

constexpr unsigned digit(char c) noexcept { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); }

Work block(std::string_view hex, std::uint8_t claim_bits) noexcept {
    Work work;
    for (std::size_t i = 0; i < work.header.size(); ++i)
        work.header[i] = static_cast<std::byte>(digit(hex[2 * i]) << 4U | digit(hex[2 * i + 1]));
    work.claim_bits = claim_bits;
    work.version_count = 1;
    work.versions[0] = 1;  // of both blocks
    return work;
}

Work rolled(Work work) noexcept {
    work.version_count = static_cast<std::uint8_t>(work.versions.size());
    for (std::size_t i = 0; i < work.versions.size(); ++i)
        work.versions[i] = 1 + version_step * static_cast<std::uint32_t>(i ^ place_of_solution);
    return work;
}

}  // namespace

SelfTest::Question SelfTest::ask(const Work& work, std::uint32_t first, std::uint32_t nonces) noexcept {
    Question question{driver::sha256::prepare(work), first, nonces, HitSet{first, nonces, work.version_count}};
    for (std::uint32_t nonce = first; nonce != first + nonces; ++nonce)
        for (std::uint8_t i = 0; i < work.version_count; ++i) {
            const auto header = driver::sha256::header_of(work, work.versions[i], nonce);
            const int zeros = driver::sha256::leading_zero_bits(driver::sha256::hash_header(header));
            if (zeros >= work.claim_bits) (void)question.answer.insert({nonce, i});
        }
    return question;
}

// Starts and lengths are no multiples of any group, so that all lanes take part and the last group is cut.
SelfTest::SelfTest() noexcept
    : questions_{
          ask(block(block_0, all_zero), nonce_of_block_0 - 23, 37),
          ask(rolled(block(block_125552, all_zero)), nonce_of_block_125552 - 18, 21),
          ask(block(block_0, many_hits), 0x0fedcba9, 61),
          ask(block(block_125552, some_hits), 0xffffffe3, 47),
          ask(rolled(block(block_0, many_hits)), 0xfffffff1, 25),
          ask(rolled(block(block_125552, some_hits)), 0x00000007, 18),
      } {}

std::optional<EngineMistake> SelfTest::examine(const Engine& engine) const noexcept {
    HitBuffer buffer;
    if (engine.group_nonces == 0 || engine.group_nonces > max_group_nonces)
        return EngineMistake{EngineFault::wrong_progress, {}};
    for (const Question& question : questions_)
        if (const auto mistake =
                find_mistake(engine, question.job, question.first, question.nonces, question.answer, buffer))
            return mistake;
    return std::nullopt;
}

}  // namespace adit::boards::cpu
