// Nine-bit symbols through a port that takes what it likes, and any byte stream through the pair decoder.
// Input: how much the port takes at a time, then bytes, taken both as symbols and as a stream.
// links: hal
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "hal/bridge/nine_bit.hpp"

namespace {

using namespace adit;
using namespace adit::hal::bridge;

void require(bool condition) {
    if (!condition) std::abort();
}

/// Takes 0 to 7 bytes a write, by turns.
class FussyPort final : public hal::Serial {
public:
    explicit FussyPort(std::uint8_t mood) : mood_{mood} {}
    std::vector<std::byte> taken;

private:
    Expected<std::size_t, hal::SerialError> do_read(std::span<std::byte>) override { return std::size_t{0}; }
    Expected<std::size_t, hal::SerialError> do_write(std::span<const std::byte> bytes) override {
        const std::size_t count = std::min<std::size_t>(bytes.size(), mood_ % 8);
        mood_ = static_cast<std::uint8_t>(mood_ * 5 + 3);  // runs through all values
        taken.insert(taken.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
        return count;
    }
    Expected<void, hal::SerialError> do_set_baud(Baud) override { return {}; }
    Expected<void, hal::SerialError> do_discard_input() override { return {}; }
    hal::WaitResult do_wait(Instant, hal::Wake&) override { return hal::WaitResult::deadline; }

    std::uint8_t mood_;
};

std::vector<NineBitSymbol> decoded(std::span<const std::byte> stream) {
    NineBitDecoder decoder;
    std::vector<NineBitSymbol> symbols;
    for (const std::byte byte : stream)
        if (const auto symbol = decoder.take(byte)) symbols.push_back(*symbol);
    return symbols;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 || size > 512) return 0;
    const auto bytes = std::as_bytes(std::span{data + 1, size - 1});
    require(decoded(bytes).size() <= bytes.size() / 2);

    std::vector<NineBitSymbol> symbols;
    for (const std::byte byte : bytes) symbols.emplace_back(byte, std::to_integer<unsigned>(byte) % 3 == 0);
    FussyPort line{data[0]};
    NineBitSerial port{line};
    std::size_t done = 0;
    for (std::size_t round = 0; done < symbols.size(); ++round) {
        require(round < 16 * symbols.size());
        done += *port.write(std::span{symbols}.subspan(done));
    }
    while (!*port.flush()) continue;
    require(decoded(line.taken) == symbols);
    return 0;
}
