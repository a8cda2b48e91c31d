// Fuzzes the decoder of host frames, as each family reads them: what it accepts encodes to the very same bytes, and it
// never reads past the end.
// links: bm13xx
#include <algorithm>
#include <cstdlib>

#include "driver/bm13xx/baud_change.hpp"
#include "driver/bm13xx/dialect.hpp"
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
    const ChipModel& model;
    Bytes frame;
    void operator()(const SubmitJob& job) const {
        const std::size_t head = model.dialect() == Dialect::framed ? 4 : 2;
        require(job.payload.size() + head + 2 == frame.size());
        require(job.payload.data() == frame.data() + head && std::byte{job.job_header} == frame[head]);
    }
    void operator()(const auto& command) const {
        require(std::ranges::equal(encode(model.dialect(), command).bytes(), frame));
    }
};

/// What the energy gate does with a write.
void take_apart(const ChipModel& model, const WriteRegister& write) {
    const PllCoding coding = model.pll.coding;
    if (const auto pll = unpack(write.value, coding))
        require(pack(*pll, coding) == (write.value & 0x7fffffff) && pll->output().value > 0);
    if (const auto core = CoreCommand::unpack(write.value)) require(core->pack() == write.value);
    if (const auto baud = baud_after(model, write.reg, write.value)) require(baud->value > 0);
    const EnergyRole role = energy_role(model, write.reg);
    if (is_known_write(model, write.reg, write.value)) require(role != EnergyRole::unknown);
}

void read_back(const ChipModel& model, Bytes bytes) {
    while (!bytes.empty()) {
        const auto frame = decode_host_frame(model, bytes);
        if (!frame) break;
        require(frame->size >= bare::short_command_size && frame->size <= bytes.size());
        std::visit(EncodesBack{model, bytes.first(frame->size)}, frame->command);
        if (const auto* write = std::get_if<WriteRegister>(&frame->command)) take_apart(model, *write);
        bytes = bytes.subspan(frame->size);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const ChipModel* model : chip_models()) read_back(*model, std::as_bytes(std::span{data, size}));
    return 0;
}
