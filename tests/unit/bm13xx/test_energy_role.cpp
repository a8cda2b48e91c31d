// Host frames of every family read back, and what their writes would do to energy.
#include <random>

#include "driver/bm13xx/chain.hpp"
#include "driver/bm13xx/dialect.hpp"
#include "driver/bm13xx/host_frame.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/bm13xx/plan_steps.hpp"

using namespace adit;
using namespace adit::driver;
using namespace adit::driver::bm13xx;
using test::from_hex;

namespace {

std::vector<const ChipModel*> all_models() {
    const auto models = chip_models();
    std::vector<const ChipModel*> result{models.begin(), models.end()};
    result.push_back(&bm1373_as_bm1370);
    return result;
}

/// All frames of bring-up, first ramp and change of speed.
std::vector<std::string> every_frame(const ChipModel& model) {
    const Chain chain{{.chip = &model, .chips = 12, .fast_baud = {3'125'000}, .domains = 4}};
    auto frames = test::frames_of(chain.bring_up());
    for (auto& frame : test::frames_of(chain.ramp(model.start_clock, {400}))) frames.push_back(std::move(frame));
    for (auto& frame : test::frames_of(chain.fast_baud())) frames.push_back(std::move(frame));
    for (auto& frame : test::frames_of(FastBaud{model, {3'000'000}})) frames.push_back(std::move(frame));
    return frames;
}

Work numbered_work(std::uint8_t versions) {
    Work work;
    for (std::size_t i = 0; i < work.header.size(); ++i) work.header[i] = static_cast<std::byte>(i * 7);
    work.version_count = versions;
    return work;
}

std::vector<std::byte> job_of(const ChipModel& model, std::uint8_t versions) {
    Chain chain{{.chip = &model}};
    const auto frame = chain.encode_job(numbered_work(versions));
    return {frame.begin(), frame.end()};
}

}  // namespace

TEST_CASE("every frame our plans send decodes in its family, and its energy writes are known") {
    for (const ChipModel* model : all_models())
        for (const std::string& hex_frame : every_frame(*model)) {
            CAPTURE(model->name, hex_frame);
            const auto bytes = from_hex(hex_frame);
            const auto frame = decode_host_frame(*model, bytes);
            REQUIRE(frame.has_value());
            CHECK(frame->size == bytes.size());
            const auto* write = std::get_if<WriteRegister>(&frame->command);
            if (write == nullptr) continue;
            const EnergyRole role = energy_role(*model, write->reg);
            CHECK(role != EnergyRole::unknown);
            if (role == EnergyRole::hash_clock)
                CHECK(clock_of_write(*model, write->value)->value <= 400.0);
            else
                CHECK(is_known_write(*model, write->reg, write->value));
        }
}

TEST_CASE("commands of every family read back as they were written, and flips of one bit are refused") {
    std::mt19937 random{13};
    for (const ChipModel* model : all_models())
        for (int i = 0; i < 20; ++i) {
            const auto address = static_cast<std::uint8_t>(random());
            const auto value = static_cast<std::uint32_t>(random());
            const auto bytes = encode(model->dialect(), WriteRegister{chip_at(address), Register{address}, value});
            const auto frame = decode_host_frame(*model, bytes.bytes());
            REQUIRE(frame.has_value());
            CHECK(std::get<WriteRegister>(frame->command) == WriteRegister{chip_at(address), Register{address}, value});
            for (std::size_t bit = 0; bit < bytes.bytes().size() * 8; ++bit) {
                std::vector<std::byte> flipped{bytes.bytes().begin(), bytes.bytes().end()};
                flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
                CHECK_FALSE(decode_host_frame(*model, flipped).has_value());
            }
        }
}

TEST_CASE("jobs of every family read back with id and payload; shortened and flipped ones are refused") {
    for (const ChipModel* model : all_models())
        for (const std::uint8_t versions : {std::uint8_t{1}, std::uint8_t{4}}) {
            CAPTURE(model->name, versions);
            const auto job = job_of(*model, versions);
            const auto frame = decode_host_frame(*model, job);
            REQUIRE(frame.has_value());
            CHECK(frame->size == job.size());
            const std::size_t wanted = model->jobs == JobKind::header ? 82 : versions == 1 ? 50 : 146;
            CHECK(std::get<SubmitJob>(frame->command).payload.size() == wanted);
            for (std::size_t size = 0; size < job.size(); ++size)
                CHECK(decode_host_frame(*model, std::span{job}.first(size)).error() == HostFrameError::incomplete);
            for (std::size_t bit = 0; bit < job.size() * 8; ++bit) {
                auto flipped = job;
                flipped[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
                CHECK_FALSE(decode_host_frame(*model, flipped).has_value());
            }
        }
}

TEST_CASE("a job of another family's kind is refused, and so is a midstate count that contradicts its length") {
    CHECK(decode_host_frame(bm1397, job_of(bm1370, 0)).error() == HostFrameError::bad_length);
    CHECK(decode_host_frame(bm1370, job_of(bm1397, 4)).error() == HostFrameError::bad_length);
    CHECK_FALSE(decode_host_frame(bm1387, job_of(bm1397, 4)).has_value());
    CHECK(decode_host_frame(bm1397, job_of(bm1387, 4)).error() == HostFrameError::bad_preamble);
    auto job = job_of(bm1397, 1);
    job[5] = std::byte{4};
    const std::uint16_t crc = crc16(std::span{job}.subspan(2, job.size() - 4));
    job[job.size() - 2] = static_cast<std::byte>(crc >> 8);
    job[job.size() - 1] = static_cast<std::byte>(crc & 0xff);
    CHECK(decode_host_frame(bm1397, job).error() == HostFrameError::not_canonical);
}

TEST_CASE("the same address means different things to different families") {
    CHECK(energy_role(bm1370, Register{0x08}) == EnergyRole::hash_clock);
    CHECK(energy_role(bm1387, Register{0x08}) == EnergyRole::none);
    CHECK(energy_role(bm1387, Register{0x0c}) == EnergyRole::hash_clock);
    CHECK(energy_role(bm1370, Register{0x0c}) == EnergyRole::none);
    CHECK(energy_role(bm1397, Register{0x18}) == EnergyRole::baud);
    CHECK(energy_role(bm1370, Register{0x18}) == EnergyRole::none);
    CHECK(energy_role(bm1387, Register{0x18}) == EnergyRole::none);
    CHECK(energy_role(bm1387, Register{0x1c}) == EnergyRole::baud);
    CHECK(energy_role(bm1373, Register{0xc4}) == EnergyRole::baud);
    CHECK(energy_role(bm1397, Register{0x70}) == EnergyRole::divider);
    CHECK(energy_role(bm1387, Register{0x70}) == EnergyRole::unknown);
    CHECK(energy_role(bm1366, Register{0x3c}) == EnergyRole::core_mailbox);
    CHECK(energy_role(bm1366, Register{0xfe}) == EnergyRole::unknown);
    CHECK(energy_role(bm1366, Register{0xd0}) == EnergyRole::unknown);  // frequency sweep, known from a dump only
    CHECK(energy_role(bm1397, Register{0x90}) == EnergyRole::unknown);
    CHECK(energy_role(bm1368, Register::temperature_command) == EnergyRole::none);
    CHECK(energy_role(bm1370, Register::temperature_command) == EnergyRole::unknown);
}

TEST_CASE("energy writes that no plan and no known firmware makes are not known") {
    const auto core = [](std::uint8_t reg, std::uint8_t value) { return write_every_core(reg, value); };
    CHECK(is_known_write(bm1370, Register::core_mailbox, core(0x00, 0x0c)));
    CHECK(is_known_write(bm1370, Register::core_mailbox, core(0x00, 0x0e)));
    CHECK_FALSE(is_known_write(bm1370, Register::core_mailbox, core(0x00, 0x74)));
    CHECK(is_known_write(bm1397, Register::core_mailbox, core(0x00, 0x74)));
    CHECK(is_known_write(bm1366, Register::core_mailbox, 0x007f0200));  // a read
    CHECK_FALSE(is_known_write(bm1366, Register::core_mailbox, 0x40000000));
    CHECK(is_known_write(bm1397, Register::pll0_divider, 0x0f0f0f00));
    CHECK_FALSE(is_known_write(bm1397, Register::pll0_divider, 0x00000000));
    CHECK_FALSE(is_known_write(bm1397, Register::pll3, 0xc0700112));
    CHECK(is_known_write(bm1370, Register::pll3, 0x5aa55aa5));
    CHECK_FALSE(is_known_write(bm1370, Register::pll1, 0x20500174));
    for (std::uint32_t divisor = 0; divisor < 256; ++divisor)
        CHECK(is_known_write(bm1366, Register::fast_uart, 0x11300000 | divisor << 8) == (divisor <= 26));
    CHECK(is_known_write(bm1370, Register::fast_uart, 0x01301a00));
    CHECK_FALSE(is_known_write(bm1370, Register::fast_uart, 0x15600700));
    CHECK(is_known_write(bm1397, Register::misc_control, 0x00016731));
    CHECK_FALSE(is_known_write(bm1397, Register::misc_control, 0x00400000));
    CHECK(is_known_write(bm1387, bm1387_register::misc_control, 0x00200100));
    CHECK_FALSE(is_known_write(bm1387, bm1387_register::misc_control, 0));
    CHECK(is_known_write(bm1373, Register::auto_work, 0));
    CHECK_FALSE(is_known_write(bm1373, Register::auto_work, 1));
    CHECK_FALSE(is_known_write(bm1370, Register::pll0, 0x40a80230));  // clocks are judged by their frequency
    CHECK_FALSE(is_known_write(bm1370, Register{0xfe}, 0));
}

TEST_CASE("families are found by chip id, and their registers have names, addresses in order and sources") {
    CHECK(find_model(0x1366) == &bm1366);
    CHECK(find_model(0x1387) == &bm1387);
    CHECK(find_model(0x1384) == nullptr);
    for (const ChipModel* model : all_models()) {
        CAPTURE(model->name);
        CHECK(find_model(model->chip_id) != nullptr);
        CHECK(std::ranges::is_sorted(model->registers, {}, &RegisterInfo::address));
        for (const RegisterInfo& entry : model->registers) {
            CHECK_FALSE(entry.source.empty());
            CHECK_FALSE(entry.fields.empty());
        }
        CHECK(model->registers.front().reset >> 16 == find_model(model->chip_id)->registers.front().reset >> 16);
    }
    for (const ResetValue& value : bm1370_reset_values)
        CHECK(std::ranges::count_if(bm1370.registers, [&](const RegisterInfo& entry) {
                  return entry.address == value.address && entry.is_reset_known && entry.reset == value.value;
              }) == 1);
    CHECK(name_of(bm1387, Register{0x0c}) == "PLL_PARAMETER");
    CHECK(name_of(bm1370, Register{0x0c}) == "CHIP_NONCE_OFFSET");
    CHECK(name_of(bm1397, Register{0x8c}) == "CLOCK_ORDER_STATUS");
    CHECK(name_of(bm1397, Register{0xa4}) == "unnamed");
}
