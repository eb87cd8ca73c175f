// SPDX-License-Identifier: MIT
//
// Settings files as operators write them: good ones, and ten ways to get one wrong.
#include "actors/config/environment_value.hpp"
#include "tests/actors/config/settings_fixture.hpp"

#include <cstdlib>

using namespace mostro;
using mostro::test::settings_folder;

namespace {

constexpr auto key_of_one = "0000000000000000000000000000000000000000000000000000000000000001";
constexpr auto key_of_two = "0000000000000000000000000000000000000000000000000000000000000002";

struct broken {
  const char* what;
  std::string before;
  std::string after;
  std::vector<std::string> says;
};

} // namespace

TEST_CASE("settings: a whole file is read without problem or warning") {
  settings_folder dir;
  auto reading = dir.read(dir.whole());
  for (auto& line : reading.problems)
    FAIL_CHECK(line);
  for (auto& line : reading.warnings)
    FAIL_CHECK(line);
  REQUIRE(reading.value.has_value());
  CHECK(reading.value->policy.hold_invoice_cltv_delta == 144);
  CHECK(reading.value->policy.escrow_deadline_margin_blocks == 24);
  CHECK_FALSE(reading.value->policy.maintenance);
  CHECK(reading.value->instance.ratings_interval == seconds{3600});
}

TEST_CASE("settings: ten broken files get a message that names file, table, key and mend") {
  settings_folder dir;
  std::vector<broken> variants{
      {"no key",
       "nsec_privkey = '" + std::string{key_of_one} + "'",
       "nsec_privkey = ''",
       {"[nostr] nsec_privkey", "is empty", "MOSTRO_NSEC_PRIVKEY"}},
      {"the template's key",
       std::string{key_of_one},
       "nsec1...",
       {"[nostr] nsec_privkey", "is not a secret key", "nsec1…"}},
      {"a relay that is a web page",
       "ws://localhost:7000",
       "https://relay.example",
       {"[nostr] relays", "'https://relay.example' is not a relay URL", "ws://"}},
      {"a certificate that is not there",
       "tls.cert",
       "missing.cert",
       {"[lightning] lnd_cert_file", "cannot be read", "permissions"}},
      {"a fee in percent", "fee = 0.006", "fee = 6", {"[mostro] fee", "6"}},
      {"a number in quotes",
       "max_order_amount = 1000000",
       "max_order_amount = '1000000'",
       {"[mostro] max_order_amount", "integer"}},
      {"limits the wrong way round",
       "min_payment_amount = 100",
       "min_payment_amount = 2000000",
       {"[mostro] min_payment_amount", "larger than max_order_amount", "lower it"}},
      {"a margin that leaves no time",
       "escrow_deadline_margin_blocks = 24",
       "escrow_deadline_margin_blocks = 144",
       {"[lightning] escrow_deadline_margin_blocks", "not smaller than", "24 to 36"}},
      {"an unknown transport",
       "transport = 'nip44'",
       "transport = 'nip04'",
       {"[mostro] transport", "'nip04'", "gift-wrap"}},
      {"a line that is not TOML", "[rpc]", "[rpc", {"settings.toml"}},
  };
  REQUIRE(variants.size() == 10);
  for (auto& v : variants) {
    INFO(v.what);
    auto text = dir.whole();
    auto at = text.find(v.before);
    REQUIRE(at != std::string::npos);
    text.replace(at, v.before.size(), v.after);
    auto reading = dir.read(text);
    CHECK_FALSE(reading.value.has_value());
    REQUIRE_FALSE(reading.problems.empty());
    auto all = reading.problems.front();
    CHECK(all.find((dir.path / "settings.toml").string()) != std::string::npos);
    for (auto& part : v.says)
      CHECK_THAT(all, Catch::Contains(part));
  }
}

TEST_CASE("settings: every problem of a file is named at once") {
  settings_folder dir;
  auto text = dir.whole();
  for (auto [from, to] : {std::pair{"pow = 0", "pow = 99"}, {"fee = 0.006", "fee = -1"}})
    text.replace(text.find(from), std::string{from}.size(), to);
  CHECK(dir.read(text).problems.size() == 2);
}

TEST_CASE("conformance/05-C1: the environment wins over .env, .env over the file, blank is unset",
          "[05-C1]") {
  settings_folder dir;
  unsetenv("MOSTRO_NSEC_PRIVKEY");
  auto node = [&] {
    auto reading = dir.read(dir.whole(), environment_value("MOSTRO_NSEC_PRIVKEY", dir.path));
    REQUIRE(reading.value.has_value());
    return reading.value->nostr.node.pub;
  };
  auto of = [](const char* hex) { return nostr::parse_secret_key(hex).value().pub; };
  CHECK(node() == of(key_of_one));
  dir.write(".env", "OTHER=x\nexport MOSTRO_NSEC_PRIVKEY=\"" + std::string{key_of_two} + "\"\n");
  CHECK(node() == of(key_of_two));
  setenv("MOSTRO_NSEC_PRIVKEY", (std::string(63, '0') + "3").c_str(), 1);
  CHECK(node() == of((std::string(63, '0') + "3").c_str()));
  setenv("MOSTRO_NSEC_PRIVKEY", "  ", 1);
  CHECK(node() == of(key_of_two));
  dir.write(".env", "");
  CHECK(node() == of(key_of_one));
  unsetenv("MOSTRO_NSEC_PRIVKEY");
}

TEST_CASE("conformance/05-C3: the database lives beside the settings whatever the url says",
          "[05-C3]") {
  settings_folder dir;
  auto text = dir.whole();
  text.replace(text.find("sqlite://mostro.db"), 18, "sqlite:///x");
  auto reading = dir.read(text);
  REQUIRE(reading.value.has_value());
  CHECK(reading.value->directory == dir.path);
}

TEST_CASE("conformance/05-C4: unknown keys warn, an integer is a fraction too", "[05-C4]") {
  settings_folder dir;
  auto text = dir.whole();
  text.replace(text.find("fee = 0.006"), 11, "fee = 0\nsomething_new = 1");
  auto reading = dir.read(text + "\n[novelty]\nx = 1\n");
  REQUIRE(reading.value.has_value());
  CHECK(reading.value->policy.fee == 0);
  REQUIRE(reading.warnings.size() == 2);
  CHECK_THAT(reading.warnings[0] + reading.warnings[1],
             Catch::Contains("something_new") && Catch::Contains("novelty"));
}

TEST_CASE("conformance/05-C5: a file without [rpc] is refused, as without any required table",
          "[05-C5]") {
  settings_folder dir;
  for (auto* table : {"[rpc]", "[database]", "[mostro]", "[nostr]", "[lightning]"}) {
    auto text = dir.whole();
    text.replace(text.find(table), std::string{table}.size(), "[renamed]");
    auto reading = dir.read(text);
    CHECK_FALSE(reading.value.has_value());
    REQUIRE_FALSE(reading.problems.empty());
    auto named = std::any_of(reading.problems.begin(), reading.problems.end(),
                             [&](auto& line) { return line.find(table) != std::string::npos; });
    CHECK(named);
  }
}

TEST_CASE("conformance/05-C6: an e-cash node is refused, alone, with bonds, with a bad mint",
          "[05-C6]") {
  settings_folder dir;
  auto problems = [&](const std::string& extra) { return dir.read(dir.whole() + extra).problems; };
  std::string on = "\n[cashu]\nenabled = true\n";
  CHECK(problems(on + "mint_url = 'https://mint'\n").size() == 1);
  CHECK(problems(on + "mint_url = 'ftp://mint'\n").size() == 2);
  CHECK(problems(on + "mint_url = 'https://mint'\nescrow_locktime_days = 0\n").size() == 2);
  CHECK(problems(on + "mint_url = 'https://mint'\n[anti_abuse_bond]\nenabled = true\n").size() ==
        2);
  CHECK(problems("\n[cashu]\nenabled = false\nmint_url = ''\n").empty());
}
