// The public initialisation tables as the frames a host sends; a second copy of the facts that the witness judges by.
#include <string>

#include "tests/unit/virtual/chain_bench.hpp"

namespace adit::boards::virtual_device::bench {

namespace {

struct Word {
    std::string_view name;
    std::uint8_t reg;
    std::uint32_t value;
    bool redundant = false;
};

class TableWriter {
public:
    TableWriter(const ChainSetup& setup, double mhz, std::uint32_t ticket)
        : setup_{setup}, wire_{*setup.chip}, mhz_{mhz}, ticket_{ticket} {}

    void all(const Word& word) {
        steps_.push_back(
            {std::string{word.name}, {wire_.write_all(word.reg, word.value)}, word.redundant, {}, word.value, {}});
    }
    void one(std::size_t chip, const Word& word) {
        const Bytes frame = wire_.write(false, command_address(setup_, chip), word.reg, word.value);
        steps_.push_back(
            {std::string{word.name} + " of chip " + std::to_string(chip), {frame}, word.redundant, {}, word.value, {}});
    }
    void each(std::initializer_list<Word> words) {
        for (std::size_t chip = 0; chip < setup_.chips; ++chip)
            for (const Word& word : words) {
                one(chip, word);
                const bool is_last = word.name == "core enable" && setup_.chip == &bm1368_traits;
                if (is_last) steps_.back().pause = 500ms;
            }
    }
    void rolling(bool redundant = false) {
        all({"rolling", 0xa4, 0x9000ffff, redundant});
        steps_.back().value = 0;  // the mask is free
    }
    void identity() { plain("identity", {wire_.read_all(0)}, 200ms); }
    void inactive() { plain("inactive", {wire_.inactive()}, 2ms); }
    void addresses() {
        for (std::size_t chip = 0; chip < setup_.chips; ++chip)
            plain("address of chip " + std::to_string(chip), {wire_.set_address(given_address(setup_, chip))}, 0ms);
    }
    void ticket(bool redundant = false) {
        all({"ticket", setup_.chip->places.ticket, ticket_, redundant});
        steps_.back().value = 0;
    }
    void sweep() {
        all({"sweep", setup_.chip->places.sweep, 0x00001eb5});
        steps_.back().value = 0;
    }
    void ramp(double from) {
        for (double mhz = from + 6.25; mhz <= mhz_; mhz += 6.25) clock(mhz);
    }
    void clock(double mhz, std::string_view name = "clock") {
        const Bytes frame = wire_.write_all(setup_.chip->places.pll, clock_word(*setup_.chip, mhz));
        // Only a higher clock needs its dividers; the first one is lower than that of reset.
        if (!setup_.chip->clock.needs_divider || name == "first clock") return plain(name, {frame}, 100ms);
        const Bytes divider = wire_.write_all(0x70, 0x0f0f0f00);
        plain("divider", {divider}, 10ms);
        plain(name, {frame, frame}, 45ms);
    }
    void domains(bool is_bm1370) {
        const std::size_t size = setup_.chips_per_domain;
        if (size == 0 || size >= setup_.chips) return;
        const std::size_t count = setup_.chips / size;
        for (std::size_t d = 0; d < count; ++d) {
            const std::size_t first = d * size, last = first + size - 1;
            one(last, {"strong drive", 0x58, 0x0001f111});
            if (!is_bm1370) continue;
            const auto gap = static_cast<std::uint32_t>((size * (count - d) + 14) << 16 | 3);
            one(first, {"relay", 0x2c, gap});
            if (last != first) one(last, {"relay", 0x2c, gap});
        }
        for (std::size_t i = 0; is_bm1370 && i < setup_.chips; ++i)
            one(i, {"offset", 0x0c,
                    0x80000000u | static_cast<std::uint32_t>((65536 * i + setup_.chips - 1) / setup_.chips)});
    }
    void plain(std::string_view name, std::vector<Bytes> frames, Duration pause) {
        steps_.push_back({std::string{name}, std::move(frames), false, pause, 0, {}});
    }
    void host_at(Baud baud) {
        plain("host baud", {}, 0ms);
        steps_.back().host_baud = baud;
    }
    std::vector<ChainStep> take() { return std::move(steps_); }

private:
    const ChainSetup& setup_;
    HostWire wire_;
    double mhz_;
    std::uint32_t ticket_;
    std::vector<ChainStep> steps_;
};

void bm1370(TableWriter& t, std::uint32_t misc) {
    t.rolling();
    t.identity();
    t.all({"all A8", 0xa8, 0x00070000, true});
    t.all({"all 18", 0x18, misc, true});
    t.inactive();
    t.addresses();
    t.all({"all core 0B", 0x3c, 0x80008b00, true});
    t.all({"all core 0", 0x3c, 0x8000800c, true});
    t.ticket();
    t.all({"drive", 0x58, 0x00011111});
    t.domains(true);
    t.all({"pad", 0x68, 0x5aa55aa5, true});
    t.each({{"core reset", 0xa8, 0x000701f0},
            {"misc", 0x18, misc},
            {"core 0B", 0x3c, 0x80008b00},
            {"core 0", 0x3c, 0x8000800c},
            {"core enable", 0x3c, 0x800082aa}});
    t.all({"adc", 0xb9, 0x00004480});
    t.all({"diode", 0x54, 2});
    t.all({"core 0D", 0x3c, 0x80008dee});
    t.ramp(50);
    t.sweep();
    t.rolling(true);
}

void bm1368(TableWriter& t) {  // half a second behind every chip
    t.rolling();
    t.identity();
    t.inactive();
    t.all({"all A8", 0xa8, 0x00070000, true});
    t.all({"all 18", 0x18, 0xff0fc100, true});
    t.all({"all core 0B", 0x3c, 0x80008b00, true});
    t.all({"all core 0", 0x3c, 0x80008018, true});
    t.ticket();
    t.all({"mux", 0x54, 3});
    t.all({"drive", 0x58, 0x02111111});
    t.addresses();
    t.each({{"core reset", 0xa8, 0x000701f0},
            {"misc", 0x18, 0xf000c100},
            {"core 0B", 0x3c, 0x80008b00},
            {"core 0", 0x3c, 0x80008018},
            {"core enable", 0x3c, 0x800082aa}});
    t.ticket(true);
    t.ramp(50);
    t.sweep();
    t.rolling(true);
}

void bm1366(TableWriter& t) {
    t.rolling();
    t.identity();
    t.all({"all A8", 0xa8, 0x00070000, true});
    t.all({"all 18", 0x18, 0xff0fc100, true});
    t.inactive();
    t.addresses();
    t.all({"all core 5", 0x3c, 0x80008540, true});
    t.all({"all core 0", 0x3c, 0x80008020, true});
    t.ticket();
    t.all({"mux", 0x54, 3});
    t.all({"drive", 0x58, 0x02111111});
    t.one(0, {"relay", 0x2c, 0x007c0003});
    t.each({{"core reset", 0xa8, 0x000701f0},
            {"misc", 0x18, 0xf000c100},
            {"core 5", 0x3c, 0x80008540},
            {"core 0", 0x3c, 0x80008020},
            {"core enable", 0x3c, 0x800082aa}});
    t.ramp(50);
    t.sweep();
    t.rolling(true);
    t.all({"baud", 0x28, 0x11300200});
    t.host_at(Baud{1'000'000});
}

void bm1362(TableWriter& t) {
    t.rolling();
    t.identity();
    t.all({"all A8", 0xa8, 0, true});
    t.all({"all 18", 0x18, 0xb000c100, true});
    t.inactive();
    t.addresses();
    t.all({"all core 5", 0x3c, 0x80008540, true});
    t.all({"all core 0", 0x3c, 0x80008008, true});
    t.ticket();
    t.all({"mux", 0x54, 3});
    t.all({"drive", 0x58, 0x00011111});
    t.ramp(50);
    t.each({{"core reset", 0xa8, 2},
            {"misc", 0x18, 0xb000c100},
            {"core 5", 0x3c, 0x80008540},
            {"core 0", 0x3c, 0x80008008},
            {"core enable", 0x3c, 0x800082aa}});
    t.sweep();
    t.rolling(true);
}

void bm1373(TableWriter& t) {
    t.identity();
    t.inactive();
    t.addresses();
    t.all({"core 0D", 0x3c, 0x80008d04});
    t.ticket();
    t.all({"drive", 0x58, 0x00011111});
    t.domains(false);
    t.all({"pad", 0x68, 0x5aa55aa5});
    t.all({"auto work", 0xc4, 0});
    t.all({"baud", 0x28, 0x80000000});
    t.host_at(Baud{3'000'000});
    t.all({"core reset", 0xa8, 0xf00701f0});
    t.all({"misc", 0x18, 0xff00c100});
    t.all({"misc add", 0x19, 0});
    t.all({"core 0B", 0x3c, 0x80008b00});
    t.all({"core 0", 0x3c, 0x8000805a});
    t.all({"core enable", 0x3c, 0x800082aa});
    t.all({"diode", 0x54, 2});
    t.ramp(50);
    t.sweep();
    t.rolling();
}

void bm1397(TableWriter& t) {
    t.identity();
    t.inactive();
    t.addresses();
    t.all({"clock order 0", 0x80, 0});
    t.all({"clock order 1", 0x84, 0});
    t.all({"ordered clock", 0x20, 1});
    t.all({"core 0", 0x3c, 0x80008074});
    t.ticket();
    t.all({"pll3", 0x68, 0xc0700111});
    t.all({"uart", 0x28, 0x0600000f});
    t.all({"misc", 0x18, 0x00007a31});
    t.clock(50, "first clock");
    t.ramp(50);
    t.all({"baud", 0x18, 0x00006031});
    t.host_at(Baud{3'125'000});
}

void bm1387(TableWriter& t, const ChipTraits& chip) {
    t.identity();
    t.inactive();
    t.addresses();
    t.clock(100, "first clock");
    t.all({"misc", 0x1c, 0x40209a80});
    t.ticket();
    t.ramp(100);
    Bytes open(50);
    std::fill(open.begin() + 6, open.begin() + 18, std::byte{0xff});
    open[1] = std::byte{1};
    for (int i = 0; i < chip.opening_jobs; ++i) t.plain("open core", {HostWire{chip}.job(open)}, 0ms);
}

}  // namespace

std::vector<ChainStep> chain_bring_up(const ChainSetup& setup, double mhz, std::uint32_t ticket) {
    TableWriter t{setup, mhz, ticket};
    const std::string_view name = setup.chip->name;
    if (name == "bm1370") bm1370(t, 0xf000c100);
    if (name == "bm1373-plain") bm1370(t, 0xff00c100);
    if (name == "bm1368") bm1368(t);
    if (name == "bm1366") bm1366(t);
    if (name == "bm1362") bm1362(t);
    if (name == "bm1372" || name == "bm1373") bm1373(t);
    if (name == "bm1397") bm1397(t);
    if (name == "bm1387") bm1387(t, *setup.chip);
    return t.take();
}

}  // namespace adit::boards::virtual_device::bench
