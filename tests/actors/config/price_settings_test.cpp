// SPDX-License-Identifier: MIT
#include "actors/daemon/setups.hpp"
#include "messages/nostr/keys.hpp"
#include "tests/actors/config/settings_fixture.hpp"

#include <sstream>

using namespace mostro;
using mostro::test::settings_folder;

namespace {

constexpr auto node_key = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

/// The file with these lines at its end, read.
settings_reading read_with(const std::string& tables) {
  settings_folder folder;
  auto text = folder.whole();
  const std::string older = "bitcoin_price_api_url = 'https://api.yadio.io'\n";
  text.erase(text.find(older), older.size());
  return folder.read(text + tables);
}

price_settings prices(const std::string& tables) {
  auto reading = read_with(tables);
  for (const auto& line : reading.problems)
    UNSCOPED_INFO(line);
  for (const auto& line : reading.warnings)
    FAIL_CHECK(line);
  REQUIRE(reading.value);
  return reading.value->price;
}

bool is_refused(const std::string& tables, const std::string& because) {
  auto reading = read_with(tables);
  if (reading.value)
    return false;
  CAPTURE(because);
  REQUIRE(reading.problems.size() == 1);
  CAPTURE(reading.problems[0]);
  CHECK(reading.problems[0].find(because) != std::string::npos);
  CHECK(reading.problems[0].find("mend: ") != std::string::npos);
  return true;
}

std::string provider(const std::string& id, const std::string& keys) {
  return "[price]\n[price.providers." + id + "]\nenabled = true\n" + keys;
}

} // namespace

TEST_CASE("conformance/05-P20: without a price table the older keys make one provider",
          "[05-P20]") {
  auto plain = prices("");
  REQUIRE(plain.providers.size() == 1);
  CHECK(plain.providers[0].id == "yadio");
  CHECK(plain.providers[0].url == "https://api.yadio.io");
  CHECK(plain.max_staleness == seconds{1800});
  CHECK(plain.update_interval == seconds{300});
  CHECK(plain.publish_to_nostr);

  settings_folder folder;
  auto text = folder.whole();
  text.replace(text.find("https://api.yadio.io"), 20, "https://my.example/x");
  text.insert(text.find("fiat_currencies_accepted"),
              "exchange_rates_update_interval_seconds = 120\n"
              "publish_exchange_rates_to_nostr = false\n");
  auto own = folder.read(text);
  REQUIRE(own.value);
  CHECK(own.value->price.providers.at(0).url == "https://my.example/x");
  CHECK(own.value->price.update_interval == seconds{120});
  CHECK_FALSE(own.value->price.publish_to_nostr);
}

TEST_CASE("conformance/05-P21: providers that cannot work stop the start, unknown ones do not",
          "[05-P21]") {
  const std::string url = "url = 'https://tasas.eltoque.com'\n";
  CHECK(is_refused(provider("eltoque", url + "token = ' '\n"), "token"));
  CHECK(is_refused(provider("eltoque", url), "token"));
  CHECK(
      is_refused("[price]\n[price.providers.yadio]\nonly = ['USD']\nexcept = ['EUR']\n", "except"));
  auto reading = read_with("[price]\n[price.providers.bitstamp]\nenabled = true\n");
  REQUIRE(reading.value);
  CHECK(reading.value->price.providers.empty());
  REQUIRE(reading.warnings.size() == 1);
  CHECK(reading.warnings[0].find("bitstamp") != std::string::npos);
}

TEST_CASE("price settings: other combinations that stop the start") {
  CHECK(is_refused(provider("yadio", ""), "url"));
  CHECK(is_refused(provider("yadio", "url = '  '\n"), "url"));
  CHECK(is_refused(provider("yadio", "url = 'ftp://a.b'\n"), "web address"));
  CHECK(is_refused(provider("currency_api", "url = 'https://a.b'\nfallback_urls = ['x']\n"),
                   "fallback_urls"));
  CHECK(is_refused(provider("nostr", ""), "trusted_nodes"));
  CHECK(is_refused(provider("nostr", "trusted_nodes = []\n"), "trusted_nodes"));
  CHECK(is_refused(
      provider("nostr", std::string{"trusted_nodes = ['"} + node_key + "', 'npub1abc']\n"),
      "npub1abc"));
  CHECK(is_refused("[price]\nupdate_interval_seconds = 0\n", "update_interval_seconds"));
  CHECK(is_refused("[price]\nmax_price_staleness_seconds = 0\n", "max_price_staleness_seconds"));
  CHECK(is_refused("[price]\noutlier_threshold_pct = 0.0\n", "outlier_threshold_pct"));
  CHECK(is_refused("[price]\noutlier_threshold_pct = 100.5\n", "outlier_threshold_pct"));
  CHECK(is_refused("[price]\noutlier_threshold_pct = nan\n", "outlier_threshold_pct"));
  CHECK(is_refused("[price]\nprovider_timeout_seconds = 0\n", "provider_timeout_seconds"));
}

TEST_CASE("price settings: every key reaches the price") {
  auto reading = read_with(R"([price]
update_interval_seconds = 90
max_price_staleness_seconds = 900
outlier_threshold_pct = 3
provider_timeout_seconds = 7
provider_failure_threshold = 0
provider_failure_cooldown_seconds = 60
publish_to_nostr = false
[price.providers.coingecko]
enabled = true
url = 'https://api.coingecko.com/api/v3'
api_key = 'CG-7'
[price.providers.currency_api]
enabled = true
url = 'https://one.example/v1'
fallback_urls = ['https://two.example/v1']
except = ['CUP', 'MLC']
[price.providers.eltoque]
enabled = true
url = 'https://tasas.eltoque.com'
token = 'T0'
only = ['CUP', 'MLC']
[price.providers.nostr]
enabled = true
trusted_nodes = ['79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798']
[price.providers.yadio]
enabled = false
)");
  REQUIRE(reading.value);
  CHECK(reading.warnings.empty());
  auto setup = price_from(*reading.value, {}, nullptr);
  CHECK(setup.update_interval == seconds{90});
  CHECK(setup.max_staleness == seconds{900});
  CHECK(setup.limits.outlier_percent == 3);
  CHECK(setup.provider_timeout == seconds{7});
  CHECK(setup.failure_threshold == 0);
  CHECK(setup.failure_cooldown == seconds{60});
  CHECK_FALSE(setup.publish);
  REQUIRE(setup.providers.size() == 4);
  CHECK(setup.providers[0].id == "coingecko");
  CHECK(setup.providers[0].access.key.reveal() == "CG-7");
  CHECK(setup.providers[1].access.mirrors == std::vector<std::string>{"https://two.example/v1"});
  CHECK(setup.providers[1].choice.except == std::vector<std::string>{"CUP", "MLC"});
  CHECK(setup.providers[2].access.key.reveal() == "T0");
  CHECK(setup.providers[2].choice.only == std::vector<std::string>{"CUP", "MLC"});
  CHECK(setup.providers[3].is_nostr());
  CHECK(setup.providers[3].trusted.at(0).hex() == node_key);
}

TEST_CASE("price settings: older keys beside the price table are named and ignored") {
  settings_folder folder;
  auto reading = folder.read(folder.whole() + provider("yadio", "url = 'https://y.example'\n"));
  REQUIRE(reading.value);
  CHECK(reading.value->price.providers.at(0).url == "https://y.example");
  REQUIRE(reading.warnings.size() == 1);
  CHECK(reading.warnings[0].find("bitcoin_price_api_url") != std::string::npos);
  CHECK(reading.warnings[0].find("yadio") != std::string::npos);
}

TEST_CASE("price settings: a misspelled key of a provider is named") {
  auto reading = read_with(provider("yadio", "url = 'https://y.example'\nurls = 1\n") +
                           "[price.fixed]\nX = 2\n");
  REQUIRE(reading.value);
  REQUIRE(reading.warnings.size() == 1);
  CHECK(reading.warnings[0].find("[price.providers.yadio] urls") != std::string::npos);
  CHECK(reading.value->price.fixed.at("X") == 2);
}

TEST_CASE("price settings: a secret does not show in what is said about it") {
  auto reading =
      read_with(provider("coingecko", "url = 'https://a.b'\napi_key = \"hush\\u0007\"\n") +
                "[price.providers.eltoque]\nenabled = true\nurl = 'https://a.b'\n"
                "token = \"hush hush\"\n");
  REQUIRE_FALSE(reading.value);
  for (const auto& line : reading.problems)
    CHECK(line.find("hush") == std::string::npos);
  CHECK(reading.problems.size() == 2);
  std::ostringstream shown;
  shown << price_provider_settings{}.key << secret<std::string>{"hush"};
  CHECK(shown.str().find("hush") == std::string::npos);
}
