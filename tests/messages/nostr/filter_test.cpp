// SPDX-License-Identifier: MIT
//
// The match rules of NIP-01.
#include "messages/nostr/filter.hpp"

#include <catch2/catch.hpp>

using namespace mostro;
using namespace mostro::nostr;

namespace {

event_id id_of(char digit) { return event_id::from_hex(std::string(64, digit)).value(); }

event sample() {
  event e;
  e.id = id_of('a');
  e.pubkey = public_key::from_hex(std::string(64, 'b')).value();
  e.created_at = unix_time{1000};
  e.kind = 14;
  e.tags = {{"p", "one", "two"}, {"p", "three"}, {"e", "four"}, {"expiration", "2000"}, {"k"}};
  return e;
}

const std::string a64(64, 'a');
const std::string b64(64, 'b');
const std::string c64(64, 'c');

/// The sample's verdict on a filter with one change.
template <class Change>
bool passes(Change change) {
  filter f;
  change(f);
  return matches(f, sample());
}

} // namespace

TEST_CASE("filter: an empty filter matches everything") { CHECK(matches(filter{}, sample())); }

TEST_CASE("filter: ids, authors and kinds match on any of their values") {
  CHECK(passes([](filter& f) { f.ids = {c64, a64}; }));
  CHECK_FALSE(passes([](filter& f) { f.ids = {c64}; }));
  CHECK_FALSE(passes([](filter& f) { f.ids = {a64.substr(0, 8)}; })); // no prefixes
  CHECK(passes([](filter& f) { f.authors = {c64, b64}; }));
  CHECK_FALSE(passes([](filter& f) { f.authors = {a64}; }));
  CHECK(passes([](filter& f) { f.kinds = {1, 14}; }));
  CHECK_FALSE(passes([](filter& f) { f.kinds = {1059}; }));
}

TEST_CASE("filter: an empty list matches nothing") {
  CHECK_FALSE(passes([](filter& f) { f.ids.emplace(); }));
  CHECK_FALSE(passes([](filter& f) { f.authors.emplace(); }));
  CHECK_FALSE(passes([](filter& f) { f.kinds.emplace(); }));
  CHECK_FALSE(passes([](filter& f) { f.tags['p']; }));
}

TEST_CASE("filter: since and until include their bounds") {
  CHECK(passes([](filter& f) { f.since = unix_time{1000}; }));
  CHECK_FALSE(passes([](filter& f) { f.since = unix_time{1001}; }));
  CHECK(passes([](filter& f) { f.until = unix_time{1000}; }));
  CHECK_FALSE(passes([](filter& f) { f.until = unix_time{999}; }));
}

TEST_CASE("filter: a tag matches on the first value of any tag of that letter") {
  CHECK(passes([](filter& f) { f.tags['p'] = {"three"}; }));
  CHECK(passes([](filter& f) { f.tags['p'] = {"nine", "one"}; }));
  CHECK_FALSE(passes([](filter& f) { f.tags['p'] = {"two"}; }));  // the second value
  CHECK_FALSE(passes([](filter& f) { f.tags['p'] = {"four"}; })); // another letter's
  CHECK_FALSE(passes([](filter& f) { f.tags['P'] = {"one"}; }));  // case counts
  CHECK_FALSE(passes([](filter& f) { f.tags['e'] = {"2000"}; })); // not the letter's tag
  CHECK_FALSE(passes([](filter& f) { f.tags['k'] = {""}; }));     // no value at all
}

TEST_CASE("filter: all members must agree") {
  filter f;
  f.kinds = {14};
  f.tags['p'] = {"one"};
  f.tags['e'] = {"four"};
  f.since = unix_time{1};
  CHECK(matches(f, sample()));
  f.tags['e'] = {"one"};
  CHECK_FALSE(matches(f, sample()));
}

TEST_CASE("filter: the limit does not take part") {
  CHECK(passes([](filter& f) { f.limit = 0; }));
}

TEST_CASE("filter: JSON has what is set and nothing else") {
  CHECK(to_json(filter{}) == "{}");
  filter f;
  f.kinds = {14};
  f.tags['p'] = {a64};
  f.limit = 0;
  CHECK(to_json(f) == "{\"kinds\":[14],\"#p\":[\"" + a64 + "\"],\"limit\":0}");
  f.ids.emplace();
  f.authors = {b64, c64};
  f.kinds = {1, 2};
  f.tags = {{'e', {}}, {'p', {"\"\x1f"}}};
  f.since = unix_time{1};
  f.until = unix_time{2};
  CHECK(to_json(f) == "{\"ids\":[],\"authors\":[\"" + b64 + "\",\"" + c64 +
                          "\"],\"kinds\":[1,2],\"#e\":[],\"#p\":[\"\\\"\\u001f\"],"
                          "\"since\":1,\"until\":2,\"limit\":0}");
}
