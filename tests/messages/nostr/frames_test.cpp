// SPDX-License-Identifier: MIT
//
// Every frame in both directions, and frames that must be refused.
#include "messages/nostr/frames.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::nostr;

namespace {

event sample() {
  bytes32 key{};
  key[31] = 3;
  return sign({unix_time{1700000000}, 14, {{"p", "x"}}, "text"}, secret_key{key}, {});
}

const std::string id64(64, 'a');

/// Parses, demands the alternative, and checks that it is written as it was read.
template <class Frame>
Frame from_client(const std::string& text) {
  const auto parsed = parse_client_frame(text);
  REQUIRE(parsed);
  CHECK(to_json(*parsed) == text);
  REQUIRE(std::holds_alternative<Frame>(*parsed));
  return std::get<Frame>(*parsed);
}

template <class Frame>
Frame from_relay(const std::string& text) {
  const auto parsed = parse_relay_frame(text);
  REQUIRE(parsed);
  CHECK(to_json(*parsed) == text);
  REQUIRE(std::holds_alternative<Frame>(*parsed));
  return std::get<Frame>(*parsed);
}

} // namespace

TEST_CASE("frames: a client publishes") {
  const auto text = "[\"EVENT\"," + to_json(sample()) + "]";
  CHECK(to_json(client_frame{publish_frame{sample()}}) == text);
  CHECK(from_client<publish_frame>(text).what == sample());
}

TEST_CASE("frames: a client authenticates") {
  const auto text = "[\"AUTH\"," + to_json(sample()) + "]";
  CHECK(to_json(client_frame{authenticate_frame{sample()}}) == text);
  CHECK(from_client<authenticate_frame>(text).what == sample());
}

TEST_CASE("frames: a client closes a subscription") {
  CHECK(from_client<close_frame>(R"(["CLOSE","s\"1"])").subscription == "s\"1");
}

TEST_CASE("frames: a client subscribes with several filters") {
  const auto text = R"(["REQ","s",{"ids":[")" + id64 + R"("],"authors":[],"kinds":[14,1059],)" +
                    R"("#d":["x"],"#p":["y","z"],"since":1,"until":2,"limit":0},{}])";
  const auto frame = from_client<request_frame>(text);
  CHECK(frame.subscription == "s");
  REQUIRE(frame.filters.size() == 2);
  const auto& f = frame.filters[0];
  CHECK(f.ids == std::vector<std::string>{id64});
  CHECK(f.authors.has_value());
  CHECK(f.kinds == std::vector<uint16_t>{14, 1059});
  CHECK(f.tags.at('d') == std::vector<std::string>{"x"});
  CHECK(f.tags.at('p') == std::vector<std::string>{"y", "z"});
  CHECK(f.since == unix_time{1});
  CHECK(f.until == unix_time{2});
  CHECK(f.limit == 0);
  CHECK_FALSE(frame.filters[1].ids);
  CHECK(frame.filters[1].tags.empty());
}

TEST_CASE("frames: filter members of other NIPs are ignored") {
  const auto parsed = parse_client_frame(R"(["REQ","s",{"search":"x","#dd":["y"],"kinds":[1]}])");
  REQUIRE(parsed);
  CHECK(to_json(*parsed) == R"(["REQ","s",{"kinds":[1]}])");
}

TEST_CASE("frames: wrong client frames are malformed") {
  const auto e = to_json(sample());
  for (const auto& text : std::vector<std::string>{
           "",
           "{}",
           "[]",
           "[1]",
           "\"EVENT\"",
           "[\"COUNT\",\"s\",{}]",
           "[\"event\"," + e + "]",
           "[\"EVENT\"]",
           "[\"EVENT\",{}]",
           "[\"EVENT\",\"s\"," + e + "]",
           "[\"AUTH\",\"x\"]",
           "[\"CLOSE\"]",
           "[\"CLOSE\",1]",
           "[\"CLOSE\",\"\"]",
           "[\"REQ\"]",
           "[\"REQ\",\"s\"]",
           "[\"REQ\",\"\",{}]",
           "[\"REQ\",\"" + std::string(65, 's') + "\",{}]",
           "[\"REQ\",\"s\",[]]",
           R"(["REQ","s",{"ids":["abc"]}])",
           R"(["REQ","s",{"ids":"x"}])",
           "[\"REQ\",\"s\",{\"authors\":[\"" + std::string(64, 'A') + "\"]}]",
           R"(["REQ","s",{"kinds":[65536]}])",
           R"(["REQ","s",{"kinds":["1"]}])",
           R"(["REQ","s",{"kinds":1}])",
           R"(["REQ","s",{"#p":"x"}])",
           R"(["REQ","s",{"#p":[1]}])",
           R"(["REQ","s",{"since":-1}])",
           R"(["REQ","s",{"until":1.5}])",
           R"(["REQ","s",{"limit":-1}])",
           R"(["REQ","s",{"limit":4294967296}])",
           R"(["REQ","s",{"kinds":[1],"kinds":[2]}])",
       }) {
    INFO(text);
    CHECK(parse_client_frame(text).why().code == errc::malformed);
  }
}

TEST_CASE("frames: a relay delivers an event") {
  const auto text = "[\"EVENT\",\"s\"," + to_json(sample()) + "]";
  CHECK(to_json(relay_frame{event_frame{"s", sample()}}) == text);
  const auto frame = from_relay<event_frame>(text);
  CHECK(frame.subscription == "s");
  CHECK(frame.what == sample());
}

TEST_CASE("frames: a relay accepts and refuses") {
  const auto good = from_relay<ok_frame>("[\"OK\",\"" + id64 + "\",true,\"\"]");
  CHECK(good.id.hex() == id64);
  CHECK(good.accepted);
  const auto bad = from_relay<ok_frame>("[\"OK\",\"" + id64 + "\",false,\"pow: 26 bits\"]");
  CHECK_FALSE(bad.accepted);
  CHECK(bad.message == "pow: 26 bits");
}

TEST_CASE("frames: a relay ends, closes, notices and challenges") {
  CHECK(from_relay<end_of_stored_frame>(R"(["EOSE","s"])").subscription == "s");
  const auto closed = from_relay<closed_frame>(R"(["CLOSED","s","rate-limited: slow"])");
  CHECK(closed.subscription == "s");
  CHECK(closed.message == "rate-limited: slow");
  CHECK(from_relay<notice_frame>(R"(["NOTICE","a\nb"])").message == "a\nb");
  CHECK(from_relay<challenge_frame>(R"(["AUTH","c"])").challenge == "c");
}

TEST_CASE("frames: the reason may be missing in OK and CLOSED, and more elements may follow") {
  const auto ok = parse_relay_frame("[\"OK\",\"" + id64 + "\",true]");
  REQUIRE(ok);
  CHECK(std::get<ok_frame>(*ok).message.empty());
  CHECK(parse_relay_frame(R"(["CLOSED","s"])"));
  CHECK(parse_relay_frame(R"(["EOSE","s",{"more":1}])"));
}

TEST_CASE("frames: wrong relay frames are malformed") {
  const auto e = to_json(sample());
  for (const auto& text : std::vector<std::string>{
           "",
           "null",
           "[]",
           "[null]",
           "[\"REQ\",\"s\",{}]",
           "[\"EVENT\"," + e + "]",
           "[\"EVENT\",\"s\"]",
           "[\"EVENT\",1," + e + "]",
           "[\"EVENT\",\"s\",\"x\"]",
           "[\"OK\"]",
           "[\"OK\",\"abc\",true,\"\"]",
           "[\"OK\",\"" + id64 + "\"]",
           "[\"OK\",\"" + id64 + "\",\"true\",\"\"]",
           "[\"OK\",\"" + id64 + "\",true,1]",
           "[\"EOSE\"]",
           "[\"EOSE\",null]",
           "[\"CLOSED\"]",
           "[\"CLOSED\",\"s\",false]",
           "[\"NOTICE\",{}]",
           "[\"AUTH\"," + e + "]",
           "[\"NOTICE\",\"\xff\"]",
       }) {
    INFO(text);
    CHECK(parse_relay_frame(text).why().code == errc::malformed);
  }
}

TEST_CASE("frames: limits hold for the whole frame and for its event") {
  const auto text = "[\"EVENT\",\"s\"," + to_json(sample()) + "]";
  CHECK(parse_relay_frame(text, {text.size(), 1}));
  CHECK(parse_relay_frame(text, {text.size() - 1, 1}).why().code == errc::too_large);
  CHECK(parse_relay_frame(text, {text.size(), 0}).why().code == errc::too_large);
  const std::string brackets(1'000'000, '[');
  CHECK(parse_relay_frame(brackets).why().code == errc::too_large);
  CHECK(parse_client_frame(brackets, {2'000'000, 2000}).why().code == errc::too_large);
}

TEST_CASE("nip42: the answer to a challenge names the relay and the challenge") {
  const auto draft = authentication_draft("wss://relay.example/", "nonce", unix_time{5});
  CHECK(draft.kind == 22242);
  CHECK(draft.created_at == unix_time{5});
  CHECK(draft.content.empty());
  CHECK(draft.tags == std::vector<tag>{{"relay", "wss://relay.example/"}, {"challenge", "nonce"}});
}
