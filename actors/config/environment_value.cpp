// SPDX-License-Identifier: MIT
#include "actors/config/environment_value.hpp"

#include <cstdlib>
#include <fstream>

namespace mostro {

namespace {

std::string trimmed(const std::string& text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

std::string environment_value(const std::string& name, const std::filesystem::path& directory) {
  if (auto* value = std::getenv(name.c_str()); value && !trimmed(value).empty())
    return trimmed(value);
  std::ifstream in{directory / ".env"};
  for (std::string line; std::getline(in, line);) {
    line = trimmed(line);
    if (line.starts_with("export "))
      line = trimmed(line.substr(7));
    auto equals = line.find('=');
    if (line.empty() || line[0] == '#' || equals == std::string::npos)
      continue;
    if (trimmed(line.substr(0, equals)) != name)
      continue;
    auto value = trimmed(line.substr(equals + 1));
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front())
      value = value.substr(1, value.size() - 2);
    return value;
  }
  return {};
}

} // namespace mostro
