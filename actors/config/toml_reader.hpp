// SPDX-License-Identifier: MIT
//
// Typed access to one TOML table that collects every problem instead of
// stopping at the first, and knows which keys were never asked for. The only
// header besides its source that would need toml++ keeps it out of sight.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mostro {

/// A parsed TOML file.
class toml_reader {
public:
  /// Parses; a file that is missing or does not parse is a problem.
  explicit toml_reader(const std::filesystem::path& file);
  ~toml_reader();
  toml_reader(const toml_reader&) = delete;
  toml_reader& operator=(const toml_reader&) = delete;

  /// True when the file parsed.
  bool is_readable() const;
  /// True when the table exists; a missing required table is a problem.
  bool require_table(const std::string& table);
  bool has_table(const std::string& table) const;
  /// True when the table has the key.
  bool has(const std::string& table, const std::string& key) const;

  // Each returns the value, or `fallback` when absent; a wrong type or a value
  // outside of the bounds is a problem.
  std::string text(const std::string& table, const std::string& key, const std::string& fallback);
  int64_t integer(const std::string& table, const std::string& key, int64_t fallback, int64_t least,
                  int64_t most);
  double number(const std::string& table, const std::string& key, double fallback, double least,
                double most);
  bool flag(const std::string& table, const std::string& key, bool fallback);
  std::vector<std::string> texts(const std::string& table, const std::string& key);
  /// A sub-table of numbers.
  std::map<std::string, double> numbers(const std::string& table);
  /// The names of the tables inside a table.
  std::vector<std::string> tables_in(const std::string& table) const;

  /// Marks a key or a whole table as known without reading it.
  void know(const std::string& table, const std::string& key);
  void know_table(const std::string& table);

  /// Adds a problem: "file: [table] key: what is wrong; mend: …".
  void complain(const std::string& table, const std::string& key, const std::string& what,
                const std::string& mend);
  /// A line about the file: "file: [table] what".
  std::string line(const std::string& table, const std::string& what) const;
  const std::vector<std::string>& problems() const { return problems_; }
  /// One line for every key and table that nobody asked for.
  std::vector<std::string> unknown_keys() const;

private:
  struct parsed;
  std::filesystem::path file_;
  std::unique_ptr<parsed> parsed_;
  std::vector<std::string> problems_;
  std::map<std::string, std::map<std::string, bool>> known_;
};

} // namespace mostro
