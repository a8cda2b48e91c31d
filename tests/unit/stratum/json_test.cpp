// The bounded JSON reader.
#include "miner/stratum/json.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace adit::miner::stratum {
namespace {

JsonError error_of(std::string_view line) {
    JsonReader reader;
    const auto read = reader.read(line);
    REQUIRE_FALSE(read);
    return read.error();
}

std::string nested(std::size_t depth) {  // the object counts as one
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

std::string numbers(std::size_t count) {
    std::string text = R"({"a":[1)";
    for (std::size_t i = 1; i < count; ++i) text += ",1";
    return text + "]}";
}

TEST_CASE("a line reads as the values it holds") {
    JsonReader reader;
    const auto read = reader.read(R"( {"id":7,"result":[true,null,"a\n\"\u00e9",-1.50e+3,{"x":[]}],"b":false} )");
    REQUIRE(read);
    CHECK(read->member("id").integer() == 7);
    const JsonView result = read->member("result");
    REQUIRE(result.size() == 5);
    CHECK(result[0].boolean() == true);
    CHECK(result[1].is(JsonKind::null));
    CHECK(result[2].string() == "a\n\"\u00e9");
    CHECK(result[3].number() == "-1.50e+3");
    CHECK(result[4].member("x").is(JsonKind::array));
    CHECK(read->member("b").boolean() == false);
}

TEST_CASE("asking a value for what it is not gives nothing") {
    JsonReader reader;
    const auto read = reader.read(R"({"text":"7","list":[1]})");
    REQUIRE(read);
    CHECK_FALSE(read->member("text").integer());
    CHECK_FALSE(read->member("text").boolean());
    CHECK_FALSE(read->member("list").string());
    CHECK_FALSE(read->member("list")[1].exists());
    CHECK_FALSE(read->member("absent").exists());
    CHECK_FALSE(read->member("absent").member("deeper")[3].string());
    CHECK(read->member("text").size() == 0);
}

TEST_CASE("numbers keep their digits and only whole ones are integers") {
    JsonReader reader;
    const auto read = reader.read(
        R"({"a":[0.1000000000000000055511151231257827,18446744073709551616,7.0,7e0,-9223372036854775808]})");
    REQUIRE(read);
    const JsonView list = read->member("a");
    CHECK(list[0].number() == "0.1000000000000000055511151231257827");
    CHECK(list[1].number() == "18446744073709551616");
    for (std::size_t i = 0; i < 4; ++i) CHECK_FALSE(list[i].integer());
    CHECK(list[4].integer() == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("what is not one JSON object is refused") {
    for (const char* line : {"", "   ", "Invalid JSON, disconnecting", "{", R"({"a":)", R"({"a":1}x)", R"({"a":1}{})",
                             R"({"result":{,"minimum-difficulty":false}})", "{'a':1}", R"({"a":01})", R"({"a":+1})",
                             R"({"a":nan})", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\x80\"}", R"({"a":"\ud800"})",
                             "{\"a\":\"\x01\"}", "/*c*/{}", R"({"a":1,})"}) {
        INFO(line);
        CHECK(error_of(line) == JsonError::malformed);
    }
    for (const char* line : {"[]", "7", "\"x\"", "null", "true"}) CHECK(error_of(line) == JsonError::not_an_object);
}

TEST_CASE("a number beyond every double is refused (IN-2)") {
    CHECK(error_of(R"({"a":1e400})") == JsonError::not_finite);
    CHECK(error_of(R"({"a":-1.5e309})") == JsonError::not_finite);
    CHECK(error_of(R"({"a":1e999999999999})") == JsonError::malformed);  // the exponent itself is out of bounds
}

TEST_CASE("depth is limited to 8 (IN-2)") {
    JsonReader reader;
    CHECK(reader.read(nested(7)));
    CHECK(reader.read(nested(8)));
    CHECK(error_of(nested(9)) == JsonError::over_limit);
    CHECK(error_of(R"({"a":)" + std::string(100'000, '[')) == JsonError::over_limit);
}

TEST_CASE("nodes are limited to 1024 (IN-2)") {
    JsonReader reader;
    CHECK(reader.read(numbers(1021)));
    CHECK(reader.read(numbers(1022)));  // object and list are nodes too
    CHECK(error_of(numbers(1023)) == JsonError::over_limit);
}

TEST_CASE("strings are limited to 200 KiB (IN-2)") {
    JsonReader reader;
    const auto with = [](std::size_t size) { return R"({"a":")" + std::string(size, 'x') + "\"}"; };
    CHECK(reader.read(with(200 * 1024 - 1)));
    const auto longest = reader.read(with(200 * 1024));
    REQUIRE(longest);
    CHECK(longest->member("a").string()->size() == 200 * 1024);
    CHECK(error_of(with(200 * 1024 + 1)) == JsonError::over_limit);
}

TEST_CASE("keys are limited to 64 bytes (IN-2)") {
    JsonReader reader;
    const auto with = [](std::size_t size) { return R"({")" + std::string(size, 'k') + R"(":1})"; };
    CHECK(reader.read(with(63)));
    CHECK(reader.read(with(64)));
    CHECK(error_of(with(65)) == JsonError::over_limit);
}

TEST_CASE("a repeated key of the message is refused, deeper ones are not") {
    CHECK(error_of(R"({"id":1,"result":true,"id":2})") == JsonError::duplicate_key);
    CHECK(error_of(R"({"id":1,"i\u0064":2})") == JsonError::duplicate_key);
    JsonReader reader;
    CHECK(reader.read(R"({"result":{"a":1,"a":2}})"));
}

TEST_CASE("a message has at most 64 members") {
    const auto with = [](int members) {
        std::string text = R"({"k":0)";
        for (int i = 1; i < members; ++i) text += R"(,"k)" + std::to_string(i) + R"(":0)";
        return text + "}";
    };
    JsonReader reader;
    CHECK(reader.read(with(64)));
    CHECK(error_of(with(65)) == JsonError::over_limit);
}

TEST_CASE("a refused line leaves nothing behind for the next") {
    JsonReader reader;
    CHECK_FALSE(reader.read(R"({"a":[[[["half)"));
    const auto read = reader.read(R"({"a":["whole"]})");
    REQUIRE(read);
    CHECK(read->member("a")[0].string() == "whole");
}

}  // namespace
}  // namespace adit::miner::stratum
