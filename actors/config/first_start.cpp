// SPDX-License-Identifier: MIT
#include "actors/config/first_start.hpp"

#include "actors/config/first_run.hpp"
#include "actors/config/wizard.hpp"
#include "actors/environment.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace mostro {

namespace {

std::optional<std::string> read_line() {
  std::string line;
  if (!std::getline(std::cin, line))
    return std::nullopt;
  return line;
}

/// Reads without echo, and puts the terminal back as it was.
std::optional<std::string> read_hidden_line() {
  termios before{};
  bool known = tcgetattr(STDIN_FILENO, &before) == 0;
  if (known) {
    auto silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  auto line = read_line();
  if (known)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  return line;
}

wizard_terminal this_terminal() {
  wizard_terminal out;
  out.say = [](const std::string& text) { std::cout << text << std::flush; };
  out.read = read_line;
  out.read_hidden = read_hidden_line;
  out.random = [] { return environment::of_this_machine().random32(); };
  out.is_file = [](const std::filesystem::path& path) {
    std::error_code ec;
    return std::filesystem::is_regular_file(path, ec) && std::ifstream{path}.good();
  };
  auto* home = std::getenv("HOME");
  out.home = home ? home : "";
  return out;
}

result<first_start> leave_template(const std::filesystem::path& file) {
  auto written = write_private_file(file, settings_template());
  if (!written)
    return written.why();
  std::cout << "There were no settings. A template is now in " << file.string()
            << "\nFill in what stands in <angle brackets>, put the node's key there or into "
            << (file.parent_path() / ".env").string() << ",\nthen check it with: mostrod -d "
            << file.parent_path().string() << " --check-config\n";
  return first_start::template_written;
}

result<first_start> run_wizard(const std::filesystem::path& file) {
  auto answers = ask_operator(this_terminal());
  if (!answers)
    return answers.why();
  if (answers->key_in_env_file) {
    auto env = write_private_file(file.parent_path() / ".env", env_text(*answers));
    if (!env)
      return fail(env.why().code,
                  env.why().text + "; mend: move it away, or keep the key in settings.toml");
    setenv("MOSTRO_NSEC_PRIVKEY", nostr::to_nsec(answers->node.secret).c_str(), 1);
  }
  auto written = write_private_file(file, settings_text(*answers));
  if (!written)
    return written.why();
  std::cout << "Written: " << file.string() << "\n";
  return first_start::go_on;
}

} // namespace

result<first_start> begin_without_settings(const std::filesystem::path& file, bool interactive) {
  auto directory = make_settings_directory(file.parent_path());
  if (!directory)
    return directory.why();
  if (!interactive)
    return leave_template(file);
  while (true) {
    std::cout << "There are no settings in " << file.parent_path().string()
              << " yet.\n  1  answer a few questions now\n  2  write a template to fill in\n"
              << "Your choice [1]: " << std::flush;
    auto line = read_line();
    if (!line)
      return leave_template(file);
    if (line->empty() || *line == "1")
      return run_wizard(file);
    if (*line == "2")
      return leave_template(file);
  }
}

} // namespace mostro
