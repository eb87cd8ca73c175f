// SPDX-License-Identifier: MIT
#include "actors/config/toml_reader.hpp"

#include <cmath>
#include <sstream>
#include <toml++/toml.h>

namespace mostro {

struct toml_reader::parsed {
  using known_keys = std::map<std::string, std::map<std::string, bool>>;

  toml::table root;

  const toml::table* table_at(const std::string& dotted) const {
    auto node = root.at_path(dotted);
    return node.as_table();
  }
  const toml::node* find(const std::string& table, const std::string& key) const {
    auto* t = table_at(table);
    return t ? t->get(key) : nullptr;
  }
  /// Table and name of every key in `t`, and in the known tables inside it, that is
  /// not among `known`.
  void collect_unknown(const std::string& table, const toml::table& t, const known_keys& known,
                       std::vector<std::pair<std::string, std::string>>& into) const {
    const auto& read = known.at(table);
    for (auto& [key, node] : t) {
      const std::string name{key.str()};
      const auto inner = table + "." + name;
      if (known.contains(inner) && node.is_table())
        collect_unknown(inner, *node.as_table(), known, into);
      else if (!read.contains(name) && !read.contains("*"))
        into.emplace_back(table, name);
    }
  }
};

toml_reader::toml_reader(const std::filesystem::path& file) : file_(file) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(file, ec)) {
    problems_.push_back(file.string() + ": no such file; mend: give the path of a settings.toml "
                                        "with --config, or start from deploy/settings.toml");
    return;
  }
  try {
    parsed_ = std::make_unique<parsed>(parsed{toml::parse_file(file.string())});
  } catch (const toml::parse_error& e) {
    std::ostringstream where;
    where << file.string() << ":" << e.source().begin.line
          << ": not valid TOML: " << e.description() << "; mend: correct this line";
    problems_.push_back(where.str());
  }
}

toml_reader::~toml_reader() = default;

bool toml_reader::is_readable() const { return parsed_ != nullptr; }

bool toml_reader::has_table(const std::string& table) const {
  return parsed_ && parsed_->table_at(table);
}

bool toml_reader::require_table(const std::string& table) {
  if (!parsed_ || parsed_->table_at(table))
    return parsed_ != nullptr;
  problems_.push_back(file_.string() + ": table [" + table +
                      "] is missing; mend: add it as in deploy/settings.toml");
  return false;
}

bool toml_reader::has(const std::string& table, const std::string& key) const {
  return parsed_ && parsed_->find(table, key);
}

void toml_reader::know(const std::string& table, const std::string& key) {
  known_[table][key] = true;
}

void toml_reader::know_table(const std::string& table) { known_[table]["*"] = true; }

void toml_reader::complain(const std::string& table, const std::string& key,
                           const std::string& what, const std::string& mend) {
  problems_.push_back(file_.string() + ": [" + table + "] " + key + ": " + what +
                      "; mend: " + mend);
}

std::string toml_reader::text(const std::string& table, const std::string& key,
                              const std::string& fallback) {
  know(table, key);
  auto* node = parsed_ ? parsed_->find(table, key) : nullptr;
  if (!node)
    return fallback;
  if (auto value = node->value_exact<std::string>())
    return *value;
  complain(table, key, "is not a string", "write it in quotes");
  return fallback;
}

int64_t toml_reader::integer(const std::string& table, const std::string& key, int64_t fallback,
                             int64_t least, int64_t most) {
  know(table, key);
  auto* node = parsed_ ? parsed_->find(table, key) : nullptr;
  if (!node)
    return fallback;
  auto value = node->value_exact<int64_t>();
  if (!value) {
    complain(table, key, "is not an integer", "write whole digits without quotes");
    return fallback;
  }
  if (*value < least || *value > most)
    complain(table, key, std::to_string(*value) + " is out of range",
             "choose " + std::to_string(least) + " to " + std::to_string(most));
  return *value;
}

double toml_reader::number(const std::string& table, const std::string& key, double fallback,
                           double least, double most) {
  know(table, key);
  auto* node = parsed_ ? parsed_->find(table, key) : nullptr;
  if (!node)
    return fallback;
  auto value = node->value<double>();
  if (!value || node->is_string() || node->is_boolean()) {
    complain(table, key, "is not a number", "write digits without quotes");
    return fallback;
  }
  if (!std::isfinite(*value) || *value < least || *value > most) {
    std::ostringstream what, range;
    what << *value << " is out of range";
    range << "choose " << least << " to " << most;
    complain(table, key, what.str(), range.str());
  }
  return *value;
}

bool toml_reader::flag(const std::string& table, const std::string& key, bool fallback) {
  know(table, key);
  auto* node = parsed_ ? parsed_->find(table, key) : nullptr;
  if (!node)
    return fallback;
  if (auto value = node->value_exact<bool>())
    return *value;
  complain(table, key, "is not true or false", "write true or false without quotes");
  return fallback;
}

std::vector<std::string> toml_reader::texts(const std::string& table, const std::string& key) {
  know(table, key);
  auto* node = parsed_ ? parsed_->find(table, key) : nullptr;
  std::vector<std::string> out;
  if (!node)
    return out;
  auto* list = node->as_array();
  if (list)
    for (auto& item : *list)
      if (auto value = item.value_exact<std::string>())
        out.push_back(*value);
  if (!list || out.size() != list->size())
    complain(table, key, "is not a list of strings", "write ['one', 'two']");
  return out;
}

std::map<std::string, double> toml_reader::numbers(const std::string& table) {
  know_table(table);
  std::map<std::string, double> out;
  auto* t = parsed_ ? parsed_->table_at(table) : nullptr;
  if (!t)
    return out;
  for (auto& [key, node] : *t) {
    auto value = node.value<double>();
    std::string name{key.str()};
    if (value && std::isfinite(*value) && *value > 0)
      out[name] = *value;
    else
      complain(table, name, "is not a positive number", "write the price as digits");
  }
  return out;
}

std::vector<std::string> toml_reader::tables_in(const std::string& table) const {
  std::vector<std::string> out;
  auto* t = parsed_ ? parsed_->table_at(table) : nullptr;
  if (t)
    for (auto& [key, node] : *t)
      if (node.is_table())
        out.emplace_back(key.str());
  return out;
}

std::string toml_reader::line(const std::string& table, const std::string& what) const {
  return file_.string() + ": [" + table + "] " + what;
}

std::vector<std::string> toml_reader::unknown_keys() const {
  std::vector<std::string> out;
  if (!parsed_)
    return out;
  for (auto& [table_key, node] : parsed_->root) {
    std::string table{table_key.str()};
    auto known_table = known_.find(table);
    auto* t = node.as_table();
    if (known_table == known_.end() || !t) {
      out.push_back(file_.string() + ": " + table + " is not a known table or key: ignored");
      continue;
    }
    std::vector<std::pair<std::string, std::string>> unknown;
    parsed_->collect_unknown(table, *t, known_, unknown);
    for (auto& [in, name] : unknown)
      out.push_back(line(in, name + " is not a known key: ignored"));
  }
  return out;
}

} // namespace mostro
