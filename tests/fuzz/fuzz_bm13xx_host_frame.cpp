// Fuzzes the decoder of host frames: what it accepts encodes to the very same bytes, and it never reads past the end.
// links: bm13xx
#include <algorithm>
#include <cstdlib>

#include "driver/bm13xx/host_frame.hpp"
#include "driver/bm13xx/pll.hpp"
#include "driver/bm13xx/register_fields.hpp"

using namespace adit::driver::bm13xx;
using Bytes = std::span<const std::byte>;

namespace {

void require(bool truth) {
    if (!truth) std::abort();
}

struct EncodesBack {
    Bytes frame;
    void operator()(const SubmitJob& job) const {
        require(frame.size() == frame_size::job && job.payload.size() == frame_size::job_payload);
        require(job.payload.data() == frame.data() + 4 && std::byte{job.job_header} == frame[4]);
    }
    void operator()(const auto& command) const { require(std::ranges::equal(encode(command).bytes(), frame)); }
};

/// What the energy gate does with a write.
void take_apart(std::uint32_t word) {
    if (const auto pll = unpack(word)) require(pack(*pll) == (word & 0x7fffffff) && pll->output().value > 0);
    if (const auto core = CoreCommand::unpack(word)) require(core->pack() == word);
    if (const auto baud = fast_uart::baud_of(word)) require(baud->value > 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes = std::as_bytes(std::span{data, size});
    while (!bytes.empty()) {
        const auto frame = decode_host_frame(bytes);
        if (!frame) break;
        require(frame->size >= frame_size::short_command && frame->size <= bytes.size());
        std::visit(EncodesBack{bytes.first(frame->size)}, frame->command);
        if (const auto* write = std::get_if<WriteRegister>(&frame->command)) take_apart(write->value);
        bytes = bytes.subspan(frame->size);
    }
    return 0;
}
