// SPDX-License-Identifier: MIT
//
// mostrod: the command line, the settings, the signals. Everything else is
// daemon.cpp. Exit codes: 0 stopped or checked, 1 cannot start or go on, 2 usage.
#include "actors/config/environment_value.hpp"
#include "actors/config/first_start.hpp"
#include "actors/config/settings.hpp"
#include "actors/daemon/daemon.hpp"
#include "actors/daemon/preflight.hpp"
#include "actors/daemon/process_limits.hpp"
#include "actors/daemon/setups.hpp"
#include "actors/import/import_run.hpp"
#include "actors/log.hpp"

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <thread>
#include <unistd.h>

namespace {

using namespace mostro;

/// A stop that takes longer than this is cut short: everything that matters is
/// on disk already.
constexpr unsigned longest_stop_seconds = 20;

struct command_line {
  std::string config;
  std::string directory;
  std::string log_level = "info";
  bool check = false;
  std::string import_file;
  std::string import_password;
};

std::filesystem::path settings_file(const command_line& how) {
  if (!how.config.empty())
    return how.config;
  if (!how.directory.empty())
    return std::filesystem::path{how.directory} / "settings.toml";
  auto* home = std::getenv("HOME");
  return std::filesystem::path{home ? home : "."} / ".mostro" / "settings.toml";
}

sigset_t stop_signals() {
  sigset_t out;
  sigemptyset(&out);
  sigaddset(&out, SIGTERM);
  sigaddset(&out, SIGINT);
  return out;
}

sigset_t awaited_signals() {
  auto out = stop_signals();
  sigaddset(&out, SIGHUP);
  return out;
}

bool stop_was_asked() {
  auto wanted = stop_signals();
  timespec at_once{0, 0};
  return sigtimedwait(&wanted, nullptr, &at_once) > 0;
}

/// Reads the settings of a file with the key of the environment.
settings_reading read_with_environment(const std::filesystem::path& file) {
  auto directory = std::filesystem::absolute(file).parent_path();
  return read_settings(file, environment_value("MOSTRO_NSEC_PRIVKEY", directory));
}

/// SIGHUP: settings that do not hold change nothing.
void reload(mostro::daemon& running, const std::filesystem::path& file) {
  auto reading = read_with_environment(file);
  for (auto& line : reading.problems)
    log::error("reload-refused", "problem=\"{}\" mend=\"the settings in force stay\"", line);
  if (reading.value)
    running.reload(*reading.value);
}

int run(settings s) {
  if (auto files = raise_open_files(); files < fewest_open_files) {
    log::critical("daemon-cannot-start", "why=\"only {} files may be open\" mend=\"see above\"",
                  files);
    return 1;
  }
  auto file = s.file;
  std::atomic<bool> broken = false;
  daemon_setup setup;
  setup.settings = std::move(s);
  setup.give_up = stop_was_asked;
  setup.fatal = [&broken](const std::string& why) {
    log::critical("daemon-cannot-go-on",
                  "why=\"{}\" mend=\"see the lines above, then start again\"", why);
    broken = true;
    kill(getpid(), SIGTERM);
  };
  auto started = daemon::start(std::move(setup));
  if (!started) {
    log::critical("daemon-cannot-start", "why=\"{}\"", to_string(started.why()));
    return 1;
  }
  auto wanted = awaited_signals();
  int signal = 0;
  while (sigwait(&wanted, &signal) == 0 && signal == SIGHUP)
    reload(**started, file);
  log::info("daemon-stopping", "signal={}", signal);
  std::signal(SIGALRM, [](int) { _exit(1); });
  alarm(longest_stop_seconds);
  (*started)->stop(broken ? std::chrono::seconds{0} : std::chrono::seconds{5});
  log::info("daemon-stopped");
  return broken ? 1 : 0;
}

/// `--check-config`: the settings hold; do the neighbours answer?
int check_neighbours(const settings& s) {
  auto report = try_neighbours(s, std::chrono::seconds{10});
  for (auto& line : report.good)
    std::cout << "ok: " << line << "\n";
  for (auto& line : report.problems)
    std::cerr << "error: " << s.file.string() << ": " << line << "\n";
  if (!report.problems.empty())
    return 1;
  std::cout << s.file.string() << ": ok, node " << nostr::to_npub(s.nostr.node.pub) << "\n";
  return 0;
}

/// `--import-db`: takes over the database of the reference daemon, beside these settings.
int import_from(const command_line& how, const settings& s) {
  auto password = how.import_password.empty() ? environment_value("MOSTRO_DB_PASSWORD", s.directory)
                                              : how.import_password;
  auto report = importing::import_database(
      s, {how.import_file, secret<std::string>{std::move(password)}, {std::time(nullptr)}});
  (report.done ? std::cout : std::cerr) << report.text;
  return report.done ? 0 : 1;
}

/// Without a settings file: none when the start goes on, else the exit code.
std::optional<int> make_settings(const std::filesystem::path& file) {
  auto begun = begin_without_settings(std::filesystem::absolute(file), isatty(STDIN_FILENO) == 1);
  if (!begun) {
    std::cerr << "error: " << begun.why().text << "\n";
    return 1;
  }
  if (*begun == first_start::template_written)
    return 0;
  return std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  auto blocked = awaited_signals(); // Before any thread exists: all of them inherit the mask.
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);

  command_line how;
  CLI::App app{"mostrod: a Mostro node. Peer-to-peer bitcoin trades over Nostr and Lightning."};
  app.set_version_flag("-V,--version", std::string{"mostrod "} + daemon_version());
  app.add_option("-c,--config", how.config, "settings.toml (default: ~/.mostro/settings.toml)");
  app.add_option("-d,--dirsettings", how.directory, "Directory that holds settings.toml");
  app.add_option("--log-level", how.log_level, "debug, info, warn, error or critical")
      ->capture_default_str();
  app.add_flag("--check-config", how.check,
               "Read the settings, try LND and the relays, say what is wrong, and exit");
  auto* import =
      app.add_option(
             "--import-db", how.import_file,
             "Take over the SQLite database of the Rust daemon (docs/migration.md), and exit")
          ->excludes("--check-config");
  app.add_option("--db-password", how.import_password,
                 "Of identities that it stored encrypted; better MOSTRO_DB_PASSWORD")
      ->needs(import);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  auto level = log::parse_level(how.log_level);
  if (!level) {
    std::cerr << "mostrod: --log-level " << how.log_level
              << " is unknown; mend: debug, info, warn, error or critical\n";
    return 2;
  }
  log::set_minimum(*level);

  auto file = settings_file(how);
  std::error_code ec;
  if (!how.check && how.import_file.empty() && !std::filesystem::exists(file, ec))
    if (auto end = make_settings(file))
      return *end;
  auto reading = read_with_environment(file);
  for (auto& line : reading.warnings)
    std::cerr << "warning: " << line << "\n";
  for (auto& line : reading.problems)
    std::cerr << "error: " << line << "\n";
  if (!reading.value)
    return 1;
  if (how.check)
    return check_neighbours(*reading.value);
  if (!how.import_file.empty())
    return import_from(how, *reading.value);
  return run(std::move(*reading.value));
}
