// Fuzzes the reply decoder: the same bytes in one piece and in many give the same replies, every byte is accounted
// for, and a clean reply behind the noise comes out within two frames. With preamble and without.
// links: bm13xx
#include <array>
#include <cstdlib>
#include <vector>

#include "driver/bm13xx/decoder.hpp"

using namespace adit::driver::bm13xx;

namespace {

constexpr std::size_t longest = 3000;  // fits the decoder's buffer, so that nothing is dropped
constexpr std::array clean_reply{std::byte{0xaa}, std::byte{0x55}, std::byte{0x13}, std::byte{0x70},
                                 std::byte{0x00}, std::byte{0x00}, std::byte{0x00}, std::byte{0x00},
                                 std::byte{0x00}, std::byte{0x00}, std::byte{0x10}};

const auto clean_bare_reply = [] {
    std::array frame{std::byte{0x13}, std::byte{0x87}, std::byte{0x90}, std::byte{0},
                     std::byte{0},    std::byte{0},    std::byte{0}};
    frame.back() = reply_tail(std::span{frame}.first(6), reply_type_register);
    return frame;
}();

void require(bool truth) {
    if (!truth) std::abort();
}

void drain(ReplyDecoder& decoder, std::vector<Reply>& replies) {
    while (const auto reply = decoder.next()) replies.push_back(*reply);
}

/// Feeds pieces whose sizes come from the input itself.
std::vector<Reply> in_pieces(ReplyDecoder& decoder, std::span<const std::byte> bytes) {
    std::vector<Reply> replies;
    while (!bytes.empty()) {
        const std::size_t piece = std::min(bytes.size(), std::to_integer<std::size_t>(bytes.front()) % 23 + 1);
        require(decoder.feed(bytes.first(piece)) == piece);
        drain(decoder, replies);
        bytes = bytes.subspan(piece);
    }
    return replies;
}

/// Replies without preamble: the same in pieces and whole, every byte accounted for, two clean ones come through.
void check_bare(std::span<const std::byte> bytes) {
    ReplyDecoder whole{bare_replies}, pieces{bare_replies};
    std::vector<Reply> replies;
    require(whole.feed(bytes) == bytes.size());
    drain(whole, replies);
    require(in_pieces(pieces, bytes) == replies);
    require(whole.counters().garbage_bytes + bare::reply_size * replies.size() <= bytes.size());
    replies.clear();
    for (int i = 0; i < 8; ++i) require(whole.feed(clean_bare_reply) == clean_bare_reply.size());
    drain(whole, replies);
    require(replies.size() >= 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span{data, std::min(size, longest)});
    ReplyDecoder whole, pieces;
    std::vector<Reply> replies;
    require(whole.feed(bytes) == bytes.size());
    drain(whole, replies);
    require(in_pieces(pieces, bytes) == replies);
    require(whole.counters().frames == replies.size());
    require(whole.counters().garbage_bytes + 9 * replies.size() <= bytes.size());

    check_bare(bytes);
    replies.clear();
    for (int i = 0; i < 8; ++i) require(whole.feed(clean_reply) == clean_reply.size());
    drain(whole, replies);
    require(replies.size() >= 2);  // by then also the size has changed, whatever it was
    require(replies.back() == Reply{RegisterReply{0x13700000, 0, Register::chip_id}});
    require(whole.feed(std::vector<std::byte>(2 * ReplyDecoder::capacity)) <= ReplyDecoder::capacity);
    return 0;
}
