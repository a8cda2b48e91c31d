// HZ-28: a board is what its parts say, and what they said is told.
#include "boards/host/identify.hpp"

#include <map>

#include "boards/definition/catalog.hpp"
#include "tests/support/catch.hpp"

namespace adit::boards {
namespace {

/// Parts that are files of registers; notes whether anything was written but a register's number.
class ScriptedBus final : public hal::I2cBus {
public:
    void hold(std::uint8_t address, std::uint8_t number, std::vector<unsigned> bytes) {
        registers_[address][number] = std::move(bytes);
    }
    void remove(std::uint8_t address) { registers_.erase(address); }
    bool was_written = false;

private:
    Expected<void, hal::I2cError> do_transfer(std::uint8_t address, std::span<const std::byte> out,
                                              std::span<std::byte> in) override {
        was_written = was_written || out.size() > 1 || in.empty();
        const auto part = registers_.find(address);
        if (part == registers_.end()) return failure(hal::I2cError::no_ack);
        if (out.empty()) return {};
        const auto bytes = part->second.find(std::to_integer<std::uint8_t>(out[0]));
        if (bytes == part->second.end()) return failure(hal::I2cError::no_ack);
        for (std::size_t i = 0; i < in.size(); ++i)
            in[i] = static_cast<std::byte>(i < bytes->second.size() ? bytes->second[i] : 0xFFU);
        return {};
    }
    std::map<std::uint8_t, std::map<std::uint8_t, std::vector<unsigned>>> registers_;
};

/// A Gamma's parts: TPS546D24A (data sheet: IC_DEVICE_ID) and EMC2101.
void place_gamma(ScriptedBus& bus) {
    bus.hold(0x24, 0xAD, {6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x41});
    bus.hold(0x4c, 0xFD, {0x16});
    bus.hold(0x4c, 0xFE, {0x5D});
    bus.hold(0x4c, 0xFF, {0x01});
}

const BoardDefinition gamma = *find_board("bitaxe-gamma");

TEST_CASE("HZ-28: a board whose parts are all there is itself, and asking writes nothing") {
    ScriptedBus bus;
    place_gamma(bus);
    const Identification found = identify(gamma, bus);
    INFO(mismatches(found));
    CHECK(found.is_complete());
    CHECK(found.parts.size() == 2);
    CHECK(found.parts.front().read == "AD 06 54 49 54 6D 24 41");
    CHECK(mismatches(found).empty());
    CHECK_FALSE(bus.was_written);
}

TEST_CASE("HZ-28: every single wrong bit of an identity is noticed and told") {
    const auto check = [](std::uint8_t address, std::uint8_t number, const std::vector<unsigned>& right) {
        for (std::size_t byte = 0; byte < right.size(); ++byte)
            for (unsigned bit = 0; bit < 8; ++bit) {
                ScriptedBus bus;
                place_gamma(bus);
                auto wrong = right;
                wrong[byte] ^= 1U << bit;
                bus.hold(address, number, wrong);
                const Identification found = identify(gamma, bus);
                INFO("byte " << byte << " bit " << bit << ": " << mismatches(found));
                CHECK(mismatches(found).find(address == 0x24 ? "0x24" : "0x4C") != std::string::npos);
                CHECK_FALSE(found.is_complete());
                if (address != 0x24) CHECK_FALSE(found.has_foreign_regulator());
            }
    };
    check(0x24, 0xAD, {6, 0x54, 0x49, 0x54, 0x6D, 0x24, 0x41});
    check(0x4c, 0xFE, {0x5D});
}

TEST_CASE("HZ-28: a regulator of another make is foreign, one that does not answer is silent") {
    ScriptedBus bus;
    place_gamma(bus);
    bus.hold(0x24, 0xAD, {6, 1, 2, 3, 4, 5, 6});
    CHECK(identify(gamma, bus).has_foreign_regulator());
    bus.remove(0x24);
    const Identification found = identify(gamma, bus);
    CHECK_FALSE(found.has_foreign_regulator());
    CHECK(found.has(PartVerdict::silent));
    CHECK(mismatches(found) == "0x24 TPS546D24A: silent (AD --)");
}

TEST_CASE("HZ-28: two models with the same strings are told apart by their fan controllers") {
    ScriptedBus bus;
    place_gamma(bus);
    const Identification found = identify(*find_board("bitaxe-gamma-turbo"), bus);
    CHECK(found.has(PartVerdict::silent));
    CHECK(mismatches(found).find("0x2E EMC2103: silent") != std::string::npos);
}

TEST_CASE("an address that only a match rule names has to answer") {
    ScriptedBus bus;
    place_gamma(bus);
    BoardDefinition board = gamma;
    board.match.front().i2c.push_back(0x48);
    CHECK(mismatches(identify(board, bus)) == "0x48 any part: silent");
    bus.hold(0x48, 0, {0});
    CHECK(identify(board, bus).is_complete());
}

TEST_CASE("every board of the catalogue can be asked, and addresses are free again afterwards") {
    for (const BoardDefinition& board : catalog()) {
        ScriptedBus bus;
        INFO(board.name);
        CHECK(identify(board, bus).has(PartVerdict::silent));
        CHECK(bus.claim(board.regulator.address));
        CHECK_FALSE(bus.was_written);
    }
}

}  // namespace
}  // namespace adit::boards
