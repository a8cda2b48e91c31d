// One line of JSON from a stranger, as a small bounded tree. All limits hold before memory is taken (IN-2); numbers
// keep their source text, so that a difficulty is exactly what the pool wrote. Reading reuses the same memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "hal/expected.hpp"

namespace adit::miner::stratum {

inline constexpr std::size_t json_max_depth = 8;
inline constexpr std::size_t json_max_nodes = 1024;
inline constexpr std::size_t json_max_string = 200 * 1024;
inline constexpr std::size_t json_max_key = 64;
/// Members of the outermost object; a message has four. Keeps the search for repeated keys short.
inline constexpr std::size_t json_max_members = 64;

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

enum class JsonError : std::uint8_t {
    malformed,      ///< not JSON, not UTF-8, or something behind it
    over_limit,     ///< deeper, more nodes, or longer than allowed
    not_finite,     ///< a number no double can hold
    not_an_object,  ///< the line is some other JSON value
    duplicate_key,  ///< at the top level
};

class JsonTree;

/// Handle to a value of the tree read last, or to nothing (a member or element that is not there). Cheap to copy;
/// valid until the reader reads again. Asking a value for what it is not gives nothing.
class JsonView {
public:
    JsonView() = default;

    [[nodiscard]] bool exists() const noexcept { return tree_ != nullptr; }
    [[nodiscard]] bool is(JsonKind kind) const noexcept;
    [[nodiscard]] bool is_null_or_missing() const noexcept { return !exists() || is(JsonKind::null); }

    [[nodiscard]] std::optional<bool> boolean() const noexcept;
    [[nodiscard]] std::optional<std::string_view> string() const noexcept;
    /// The number as written.
    [[nodiscard]] std::optional<std::string_view> number() const noexcept;
    /// A number written without fraction or exponent that fits.
    [[nodiscard]] std::optional<std::int64_t> integer() const noexcept;

    /// Elements of an array; 0 for everything else.
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] JsonView operator[](std::size_t index) const noexcept;
    /// First member of that name.
    [[nodiscard]] JsonView member(std::string_view name) const noexcept;

    /// First element or member, and the one behind this: for walking long arrays.
    [[nodiscard]] JsonView first() const noexcept;
    [[nodiscard]] JsonView next() const noexcept;

private:
    friend class JsonReader;
    JsonView(const JsonTree* tree, std::uint32_t index) noexcept : tree_{tree}, index_{index} {}
    const JsonTree* tree_ = nullptr;
    std::uint32_t index_ = 0;
};

class JsonReader {
public:
    JsonReader();
    JsonReader(JsonReader&&) noexcept;
    JsonReader& operator=(JsonReader&&) noexcept;
    ~JsonReader();

    /// Reads one JSON object that is the whole of `line`. Errors: see `JsonError`.
    [[nodiscard]] Expected<JsonView, JsonError> read(std::string_view line);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace adit::miner::stratum
