// Layout: magic 8 · version 2 · steps 1 · dialect 1 (version 1: 0) · device 160 · board 48 · port 160 · 12 steps of 32
// · zeros · CRC-32 4. A step: flags 1 · request size 1 · reply size 1 · 0 · request 20 · expected 4 · mask 4.
#include "boards/safeoff/off_record.hpp"

#include <algorithm>

#include "boards/safeoff/crc32.hpp"
#include "boards/safeoff/fields.hpp"
#include "hal/bridge/bitaxe_raw.hpp"

namespace adit::boards::safeoff {

namespace {

using hal::bridge::Dialect;

constexpr std::uint64_t magic = 0x46464F5449444101;      // 01 "ADITOFF"
constexpr std::uint16_t plain_version = 1, version = 2;  // the first one: dialect v0
constexpr std::size_t checked_size = off_record_size - sizeof(std::uint32_t);

void write_step(FieldWriter& out, const OffStep& step) {
    out.number(static_cast<std::uint8_t>(step.is_proof ? 1 : 0));
    out.number(step.request_size);
    out.number(step.reply_size);
    out.number(std::uint8_t{0});
    out.bytes(step.request);
    out.bytes(step.expected);
    out.bytes(step.mask);
}

OffStep read_step(FieldReader& in) {
    OffStep step;
    step.is_proof = in.number<std::uint8_t>() == 1;
    step.request_size = in.number<std::uint8_t>();
    step.reply_size = in.number<std::uint8_t>();
    (void)in.number<std::uint8_t>();
    in.bytes(step.request);
    in.bytes(step.expected);
    in.bytes(step.mask);
    return step;
}

/// A frame the bridge can take: its own length in front, an answer of one to four bytes, at least one bit to look at
/// in a proof.
bool is_sound(const OffStep& step) {
    const bool has_sizes = step.request_size >= hal::bridge::request_header_size &&
                           step.request_size <= OffStep::longest_request && step.reply_size >= 1 &&
                           step.reply_size <= OffStep::longest_reply;
    if (!has_sizes || step.request[0] != std::byte{step.request_size} || step.request[1] != std::byte{}) return false;
    const auto looked_at = std::span{step.mask}.first(step.reply_size);
    return !step.is_proof || std::ranges::any_of(looked_at, [](std::byte b) { return b != std::byte{}; });
}

/// Something must be proven, or "off" would mean nothing.
bool is_sound(const OffRecord& record) {
    return !record.device.empty() && !record.port.empty() && record.steps.size() <= most_off_steps &&
           std::ranges::all_of(record.steps, [](const OffStep& step) { return is_sound(step); }) &&
           std::ranges::any_of(record.steps, &OffStep::is_proof);
}

std::optional<OffRecordBytes> encode_sound(const OffRecord& record, std::uint16_t as_version) {
    OffRecordBytes bytes{};
    FieldWriter out{std::span{bytes}.first(checked_size)};
    out.number(magic);
    out.number(as_version);
    out.number(static_cast<std::uint8_t>(record.steps.size()));
    out.number(static_cast<std::uint8_t>(record.dialect));
    out.text(record.device, longest_device_id);
    out.number(std::uint8_t{0});
    out.text(record.board, longest_board_name);
    out.number(std::uint8_t{0});
    out.text(record.port, longest_port);
    out.number(std::uint8_t{0});
    for (const OffStep& step : record.steps) write_step(out, step);
    if (!out.is_good()) return std::nullopt;
    FieldWriter{std::span{bytes}.last(sizeof(std::uint32_t))}.number(crc32(std::span{bytes}.first(checked_size)));
    return bytes;
}

}  // namespace

std::optional<OffRecordBytes> encode(const OffRecord& record) {
    return is_sound(record) ? encode_sound(record, version) : std::nullopt;
}

std::optional<OffRecord> decode_off_record(std::span<const std::byte> bytes) {
    if (bytes.size() != off_record_size) return std::nullopt;
    FieldReader in{bytes.first(checked_size)};
    const bool is_ours = in.number<std::uint64_t>() == magic;
    const auto its_version = in.number<std::uint16_t>();
    const std::size_t steps = in.number<std::uint8_t>();
    const auto dialect = in.number<std::uint8_t>();
    const auto last_dialect = its_version == plain_version ? Dialect::v0 : Dialect::bonanza;
    const bool is_known = its_version == plain_version || its_version == version;
    if (!is_ours || !is_known || dialect > static_cast<std::uint8_t>(last_dialect) || steps > most_off_steps)
        return std::nullopt;
    OffRecord record;
    record.dialect = static_cast<Dialect>(dialect);
    record.device = in.text(longest_device_id + 1);
    record.board = in.text(longest_board_name + 1);
    record.port = in.text(longest_port + 1);
    for (std::size_t i = 0; i < steps; ++i) record.steps.push_back(read_step(in));
    if (!in.is_good() || !is_sound(record)) return std::nullopt;
    // What `encode` would not have written byte for byte, checksum included, is not a record.
    const auto canonical = encode_sound(record, its_version);
    if (!canonical || !std::ranges::equal(*canonical, bytes)) return std::nullopt;
    return record;
}

}  // namespace adit::boards::safeoff
