// Notifies, difficulties and extranonces: what becomes a job, and which.
#include "miner/bitcoin/hex.hpp"
#include "tests/unit/stratum/peer.hpp"

namespace adit::miner::stratum {
namespace {

std::string with_field(std::size_t index, const std::string& value) {
    std::vector<std::string> fields{R"("id")",
                                    '"' + std::string(64, '0') + '"',
                                    '"' + std::string(120, '1') + '"',
                                    R"("22")",
                                    "[]",
                                    R"("20000000")",
                                    R"("18013ce9")",
                                    R"("59a70bb9")",
                                    "true"};
    if (index < fields.size()) fields[index] = value;
    std::string params = "[";
    for (const auto& field : fields) params += (params.size() > 1 ? "," : "") + field;
    return params + "]";
}

bool makes_a_job(const std::string& params) {
    Peer peer = ready_peer();
    peer.call("mining.notify", params);
    CHECK(peer.session.counters().protocol_errors == (peer.all<JobReceived>().empty() ? 1 : 0));
    return !peer.all<JobReceived>().empty();
}

std::string quoted(std::size_t size, char c) { return '"' + std::string(size, c) + '"'; }

std::string branches(std::size_t count) {
    std::string list = "[";
    for (std::size_t i = 0; i < count; ++i) list += (i > 0 ? "," : "") + quoted(64, 'a');
    return list + "]";
}

TEST_CASE("a notify becomes a job field by field") {
    Peer peer = ready_peer();
    peer.call("mining.set_difficulty", "[8192]");
    peer.call("mining.notify", R"(["6f1a",")" + std::string{"00010203"} + std::string(56, '4') + R"(","aa)" +
                                   std::string(118, '1') + R"(","22bb",[)" + quoted(64, 'c') +
                                   R"(],"20000002","1d00ffff","59a70bb9",false,"extra",1])");
    const Job& job = *peer.last<JobReceived>().job;
    CHECK(job.key == JobKey{7, 0, 1});
    CHECK(job.id == JobId{std::string{"6f1a"}});
    CHECK(to_hex(std::span{job.prev_hash}.first(4)) == "03020100");
    CHECK(job.coinbase_head.size() == 60);
    CHECK(to_hex(job.coinbase_tail) == "22bb");
    CHECK(to_hex(job.extranonce1) == "f00d0001");
    CHECK(job.extranonce2_size == 4);
    CHECK(job.merkle_branch.size() == 1);
    CHECK(job.version == 0x20000002);
    CHECK(job.nbits == 0x1d00ffff);
    CHECK(job.ntime == 0x59a70bb9);
    CHECK_FALSE(job.clean);
    CHECK_FALSE(job.voids_all);
    CHECK(job.share_target == parse_difficulty("8192")->target);
    CHECK(job.network_target == parse_difficulty("1")->target);
    CHECK(job.arrived == peer.now);
}

TEST_CASE("an integer job id is a job id, and a missing ninth parameter is true") {
    Peer peer = ready_peer();
    peer.call("mining.notify", with_field(0, "-42"));
    CHECK(peer.last<JobReceived>().job->id == JobId{std::int64_t{-42}});
    std::string eight = with_field(9, "");
    eight.replace(eight.rfind(",true"), 5, "");
    peer.call("mining.notify", eight);
    CHECK(peer.last<JobReceived>().job->clean);
}

TEST_CASE("notify is a job whatever its id, and is never answered") {
    Peer peer = ready_peer();
    for (const char* id : {"null", "42", R"("x")", "1.5", "{}", "[]"})
        peer.say(std::string{R"({"id":)"} + id + R"(,"method":"mining.notify","params":)" + notify_params("a") + "}");
    peer.say(R"({"method":"mining.notify","params":)" + notify_params("b") + "}");
    CHECK(peer.all<JobReceived>().size() == 7);
    CHECK(peer.heard().empty());
}

TEST_CASE("limits of a notify hold at the limit and one beyond (IN-3)") {
    CHECK(makes_a_job(with_field(0, quoted(128, 'j'))));
    CHECK_FALSE(makes_a_job(with_field(0, quoted(129, 'j'))));
    CHECK(makes_a_job(with_field(2, quoted(2 * 64 * 1024, '1'))));
    CHECK_FALSE(makes_a_job(with_field(2, quoted(2 * 64 * 1024 + 2, '1'))));
    CHECK(makes_a_job(with_field(4, branches(32))));
    CHECK_FALSE(makes_a_job(with_field(4, branches(33))));
    CHECK_FALSE(makes_a_job(with_field(4, branches(1000))));
}

TEST_CASE("a coinbase is at least 60 bytes with its extranonces") {
    // 1 byte of tail, 4 + 4 of extranonces
    CHECK(makes_a_job(with_field(2, quoted(2 * 51, '1'))));
    CHECK_FALSE(makes_a_job(with_field(2, quoted(2 * 50, '1'))));
}

TEST_CASE("a notify with any field of a wrong kind is refused (IN-3, FI-N5)") {
    const std::vector<std::vector<std::string>> wrong{
        {"null", "true", "1.5", "[]", "{}", R"("")", R"("\u00e9")", R"("a\nb")", "99999999999999999999"},
        {"null", "7", "[]", quoted(63, '0'), quoted(66, '0'), quoted(64, 'g')},
        {"null", "7", R"("111")", R"("zz")", R"("")"},
        {"null", "7", R"("2")", "[]"},
        {"null", "7", R"("")", "{}", "[7]", "[null]", R"(["aa"])", "[" + quoted(66, 'a') + "]"},
        {"null", "536870912", R"("2000000")", R"("200000000")", R"("0x200000")"},
        {"null", "1", R"("00000000")", R"("ff123456")", R"("1d800000")", R"("18013ce")"},
        {"null", "1504119737", R"("00000000")", R"("59a70bb")", R"("59a70bb9 ")"},
        {"null", "1", "0", R"("true")", "[]"},
    };
    for (std::size_t field = 0; field < wrong.size(); ++field)
        for (const std::string& value : wrong[field]) {
            INFO(field << " = " << value);
            CHECK_FALSE(makes_a_job(with_field(field, value)));
        }
    for (const char* params : {"[]", "{}", "7", R"(["a"])"}) CHECK_FALSE(makes_a_job(params));
}

TEST_CASE("a refused notify leaves the job before it in place, with a word about why") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("good"));
    peer.call("mining.notify", with_field(6, R"("00000000")"));
    CHECK(peer.all<JobReceived>().size() == 1);
    CHECK(peer.last<Warning>().text == "refused mining.notify: nbits");
    CHECK(peer.submit(share_of(peer.last<JobReceived>().job)) == SubmitResult::sent);
}

TEST_CASE("difficulty is 1 until told otherwise, and binds to the next job") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    const JobPtr first = peer.last<JobReceived>().job;
    CHECK(first->share_difficulty == 1);
    peer.call("mining.set_difficulty", "[64]");
    peer.call("mining.set_difficulty", R"(["0.002"])");
    CHECK(first->share_difficulty == 1);
    CHECK(peer.session.difficulty() == 0.002);
    peer.call("mining.notify", notify_params("b"));
    CHECK(peer.last<JobReceived>().job->share_target == parse_difficulty("0.002")->target);
}

TEST_CASE("a difficulty out of range or of a wrong kind changes nothing (IN-5)") {
    for (const char* params : {"[0]", "[-1]", "[1e300]", "[1e-20]", R"(["abc"])", "[null]", "[true]", "[]", "[[1]]",
                               R"([{"d":1}])", "{}", R"("8")"}) {
        INFO(params);
        Peer peer = ready_peer();
        peer.call("mining.set_difficulty", "[32]");
        peer.call("mining.set_difficulty", params);
        CHECK(peer.session.difficulty() == 32);
        CHECK(peer.session.counters().protocol_errors == 1);
    }
}

TEST_CASE("a new extranonce counts from the next notify, which voids everything before (FI-N6)") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    const JobPtr old = peer.last<JobReceived>().job;
    peer.call("mining.set_extranonce", R"(["0800aa02",8])");
    CHECK(peer.submit(share_of(old, 1)) == SubmitResult::sent);
    peer.call("mining.notify", notify_params("a", "false"));
    const JobPtr fresh = peer.last<JobReceived>().job;
    CHECK(to_hex(fresh->extranonce1) == "0800aa02");
    CHECK(fresh->extranonce2_size == 8);
    CHECK(fresh->voids_all);
    CHECK(fresh->key.extranonce == 1);
    CHECK_FALSE(peer.last<JobReceived>().repeated);
    Share late = share_of(old, 2);
    late.meets_network = true;
    CHECK(peer.submit(late) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.fate == ShareFate::stale);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::job_void);
    peer.call("mining.notify", notify_params("b"));
    CHECK_FALSE(peer.last<JobReceived>().job->voids_all);
}

TEST_CASE("an extranonce that is the one in force changes nothing, and the last of several wins") {
    Peer peer = ready_peer();
    peer.call("mining.set_extranonce", R"(["0800aa02",8])");
    peer.call("mining.set_extranonce", R"(["f00d0001",4])");
    peer.call("mining.notify", notify_params("a"));
    CHECK(peer.last<JobReceived>().job->key.extranonce == 0);
    CHECK_FALSE(peer.last<JobReceived>().job->voids_all);
}

TEST_CASE("a bad set_extranonce is refused whole (IN-6)") {
    for (const char* params : {"[]", R"(["00"])", R"(["0",4])", R"(["00",0])", R"(["00",17])", R"(["00","4"])",
                               "[null,4]", R"(["00",4.5])"}) {
        INFO(params);
        Peer peer = ready_peer();
        peer.call("mining.set_extranonce", params);
        CHECK(peer.session.counters().protocol_errors == 1);
        peer.call("mining.notify", notify_params("a"));
        CHECK(peer.last<JobReceived>().job->key.extranonce == 0);
    }
}

TEST_CASE("a job announced again unchanged keeps its key and its time, held to the harder difficulty") {
    Peer peer = ready_peer();
    peer.call("mining.set_difficulty", "[8]");
    peer.call("mining.notify", notify_params("a"));
    const JobPtr first = peer.last<JobReceived>().job;
    peer.call("mining.notify", notify_params("b"));
    peer.pass(10s);
    peer.call("mining.set_difficulty", "[2]");
    peer.call("mining.notify", notify_params("a", "false"));
    CHECK(peer.last<JobReceived>().repeated);
    CHECK(peer.last<JobReceived>().job->key == first->key);
    CHECK(peer.last<JobReceived>().job->arrived == first->arrived);
    CHECK(peer.last<JobReceived>().job->share_difficulty == 8);
    peer.call("mining.set_difficulty", "[32]");
    peer.call("mining.notify", notify_params("a"));
    CHECK(peer.last<JobReceived>().job->share_difficulty == 32);
    Share weak = share_of(first);
    weak.hash[27] = std::byte{1};  // difficulty 255.996
    CHECK(peer.submit(weak) == SubmitResult::sent);
    weak.nonce = 1;
    weak.hash[27] = std::byte{0x10};  // difficulty 16: good for the first announcement only
    CHECK(peer.submit(weak) == SubmitResult::dropped);
}

TEST_CASE("a job id used for different work replaces the old job, whose results are never sent") {
    Peer peer = ready_peer();
    peer.call("mining.notify", notify_params("a"));
    const JobPtr old = peer.last<JobReceived>().job;
    peer.call("mining.notify", notify_params("a", "false", "00000001"));
    CHECK_FALSE(peer.last<JobReceived>().repeated);
    CHECK(peer.last<JobReceived>().job->key != old->key);
    Share block = share_of(old);
    block.meets_network = true;
    CHECK(peer.submit(block) == SubmitResult::dropped);
    CHECK(peer.last<Settled>().outcome.reason == FateReason::job_void);
}

}  // namespace
}  // namespace adit::miner::stratum
