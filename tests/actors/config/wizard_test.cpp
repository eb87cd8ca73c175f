// SPDX-License-Identifier: MIT
//
// The first-run wizard, played from a script, and the settings that it makes.
#include "actors/config/first_run.hpp"
#include "actors/config/settings.hpp"
#include "actors/config/wizard.hpp"

#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mostro;

namespace {

/// Answers in their order; everything that was said is kept.
struct scripted_operator {
  std::deque<std::string> answers;
  std::deque<std::string> hidden;
  std::string said;

  wizard_terminal terminal() {
    wizard_terminal out;
    out.say = [this](const std::string& text) { said += text; };
    out.read = [this] { return next(answers); };
    out.read_hidden = [this] { return next(hidden); };
    out.random = [] { return bytes32{7, 7, 7}; };
    out.is_file = [](const std::filesystem::path& path) { return path != "/missing"; };
    out.home = "/srv/op";
    return out;
  }

  static std::optional<std::string> next(std::deque<std::string>& from) {
    if (from.empty())
      return std::nullopt;
    auto out = from.front();
    from.pop_front();
    return out;
  }
};

struct scratch {
  std::filesystem::path path;
  scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "mostro-wizard-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~scratch() {
    std::error_code ec;
    std::filesystem::remove_all(path, ec);
  }
};

mode_t mode_of(const std::filesystem::path& file) {
  struct stat st {};
  REQUIRE(::stat(file.c_str(), &st) == 0);
  return st.st_mode & 0777;
}

} // namespace

TEST_CASE("wizard: the shortest way through uses the defaults and makes a key") {
  scripted_operator op;
  op.answers = {"/c/tls.cert", "~/m.macaroon", "", "", "", "", "", ""};
  auto answers = ask_operator(op.terminal());
  REQUIRE(answers.has_value());
  CHECK(answers->cert_file == "/c/tls.cert");
  CHECK(answers->macaroon_file == "/srv/op/m.macaroon");
  CHECK(answers->grpc_host == "https://127.0.0.1:10009");
  CHECK(answers->relays == std::vector<std::string>{"wss://relay.mostro.network"});
  CHECK(answers->key_in_env_file);
  CHECK(answers->fiat_currencies.empty());
  CHECK(op.said.find(nostr::to_npub(answers->node.pub)) != std::string::npos);
  CHECK(op.said.find("nsec1q") == std::string::npos);
  CHECK(settings_text(*answers).find("nsec1") == std::string::npos);
  CHECK(env_text(*answers) == "MOSTRO_NSEC_PRIVKEY=" + nostr::to_nsec(answers->node.secret) + "\n");
}

TEST_CASE("wizard: answers that cannot be used are explained and asked again") {
  scripted_operator op;
  auto key = nostr::parse_secret_key(std::string(63, '0') + "5").value();
  op.answers = {"/missing",          "/it's",     "/c",    "/m",     "http://x",
                "https://lnd:10009", "perhaps",   "yes",   "no",     "relay.x",
                "ws://a, wss://b",   "one point", "0.006", "usd,eur"};
  op.hidden = {"nsec1wrong", nostr::to_nsec(key.secret)};
  auto answers = ask_operator(op.terminal());
  REQUIRE(answers.has_value());
  CHECK(answers->grpc_host == "https://lnd:10009");
  CHECK(answers->node.pub == key.pub);
  CHECK_FALSE(answers->key_in_env_file);
  CHECK(answers->relays == std::vector<std::string>{"ws://a", "wss://b"});
  CHECK(answers->fee == 0.006);
  CHECK(answers->fiat_currencies == std::vector<std::string>{"USD", "EUR"});
  CHECK(op.said.find("is not a file that can be read") != std::string::npos);
  CHECK(op.said.find("https://host:port") != std::string::npos);
  CHECK(op.said.find("not a secret key") != std::string::npos);
  CHECK(op.said.find("ws:// or wss://") != std::string::npos);
}

TEST_CASE("wizard: an input that ends makes nothing") {
  scripted_operator op;
  op.answers = {"/c"};
  CHECK_FALSE(ask_operator(op.terminal()).has_value());
}

TEST_CASE("wizard: what it writes is read back without a problem or a warning") {
  scratch dir;
  for (auto* name : {"tls.cert", "m.macaroon"})
    std::ofstream{dir.path / name} << "x";
  wizard_answers answers;
  answers.cert_file = dir.path / "tls.cert";
  answers.macaroon_file = dir.path / "m.macaroon";
  answers.grpc_host = "https://127.0.0.1:10009";
  answers.node = nostr::parse_secret_key(std::string(63, '0') + "5").value();
  answers.key_in_env_file = false;
  answers.relays = {"wss://relay.example"};
  answers.fee = 0.006;
  answers.fiat_currencies = {"USD"};
  auto file = write_private_file(dir.path / "settings.toml", settings_text(answers));
  REQUIRE(file.has_value());
  CHECK(mode_of(*file) == 0600);
  auto reading = read_settings(*file, "");
  for (auto& line : reading.problems)
    FAIL_CHECK(line);
  for (auto& line : reading.warnings)
    FAIL_CHECK(line);
  REQUIRE(reading.value.has_value());
  CHECK(reading.value->nostr.node.pub == answers.node.pub);
  CHECK(reading.value->policy.fee == 0.006);
}

TEST_CASE("first run: a private file is never overwritten") {
  scratch dir;
  REQUIRE(write_private_file(dir.path / "a", "one").has_value());
  auto again = write_private_file(dir.path / "a", "two");
  REQUIRE_FALSE(again.has_value());
  CHECK(again.why().code == errc::conflict);
  std::ifstream in{dir.path / "a"};
  std::string text;
  in >> text;
  CHECK(text == "one");
}

TEST_CASE("first run: the directory is made for its owner alone") {
  scratch dir;
  auto made = make_settings_directory(dir.path / "x" / "y");
  REQUIRE(made.has_value());
  CHECK(mode_of(*made) == 0700);
  std::ofstream{dir.path / "file"} << "x";
  CHECK_FALSE(make_settings_directory(dir.path / "file" / "y").has_value());
}

TEST_CASE("first run: the template names every table that a settings file needs") {
  std::string text{settings_template()};
  for (auto* table : {"[database]", "[nostr]", "[lightning]", "[mostro]", "[rpc]"})
    CHECK(text.find(table) != std::string::npos);
}
