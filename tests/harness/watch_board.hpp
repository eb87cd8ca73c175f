// SPDX-License-Identifier: MIT
//
// Who wants to hear about which record. Not synchronised: the owner's mutex
// guards it, and watchers run under that mutex.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

namespace mostro::devnet {

/// Names one registered watcher; unique over all boards that share a counter.
using watch_id = uint64_t;

/// Watchers by key; they hear of changes in the order of their registration.
template <class Key, class Record>
class watch_board {
public:
  using watcher = std::function<void(const Record&)>;

  /// Registers `tell` under an unused `id`.
  void add(watch_id id, const Key& key, watcher tell) {
    keys_.emplace(id, key);
    watchers_[key].emplace(id, std::move(tell));
  }

  /// Forgets a watcher; unknown ids are ignored.
  void remove(watch_id id) {
    const auto key = keys_.find(id);
    if (key == keys_.end())
      return;
    const auto group = watchers_.find(key->second);
    group->second.erase(id);
    if (group->second.empty())
      watchers_.erase(group);
    keys_.erase(key);
  }

  /// Tells everybody who watches `key`.
  void publish(const Key& key, const Record& record) const {
    const auto group = watchers_.find(key);
    if (group == watchers_.end())
      return;
    for (const auto& [id, tell] : group->second)
      tell(record);
  }

  /// The number of registered watchers.
  size_t size() const { return keys_.size(); }

private:
  std::map<watch_id, Key> keys_;
  std::map<Key, std::map<watch_id, watcher>> watchers_;
};

} // namespace mostro::devnet
