// SPDX-License-Identifier: MIT
//
// The operator's calls in our own types: who calls is judged, everything is
// audited, commands go to the dispute desk as the node's own key, questions are
// answered from the database. The methods wait for their answer: they are for
// gRPC's threads, never for an actor.
#pragma once

#include "actors/admin/admin_setup.hpp"
#include "actors/admin/change_watch.hpp"
#include "actors/admin/outcome_rules.hpp"

#include <atomic>

namespace mostro::admin {

/// What a call is answered.
template <class T>
using answer = std::variant<T, call_error>;

/// Thread-safe.
class admin_service {
public:
  /// At most so many watchers at once.
  static constexpr int most_watchers = 8;

  explicit admin_service(admin_setup setup);

  // Commands (spec 03 §4); the arguments are the texts of the requests.
  answer<outcome> cancel_order(const caller& who, const std::string& id,
                               const std::optional<std::string>& request_id);
  answer<outcome> settle_order(const caller& who, const std::string& id,
                               const std::optional<std::string>& request_id);
  answer<outcome> add_solver(const caller& who, const std::string& text,
                             const std::optional<std::string>& request_id);
  answer<outcome> take_dispute(const caller& who, const std::string& id,
                               const std::optional<std::string>& request_id);
  answer<outcome> remove_solver(const caller& who, const std::string& key);
  answer<outcome> set_maintenance(const caller& who, bool on);
  /// Copies the database; one at a time. Waits for the disk; a stop ends it.
  answer<backup_view> back_up(const caller& who, const std::string& directory);

  // Questions.
  answer<outcome> validate_db_password(const caller& who);
  answer<std::string> version(const caller& who);
  answer<node_status> status(const caller& who);
  answer<order_page> orders(const caller& who, const order_query& q);
  answer<order_details> order(const caller& who, const std::string& id);
  answer<std::vector<dispute_view>> disputes(const caller& who, bool all,
                                             const std::string& id_prefix);
  answer<std::vector<solver_view>> solvers(const caller& who);
  /// Every change from now on, of one order or (empty id) of all.
  answer<std::shared_ptr<change_watch>> watch(const caller& who, const std::string& id);

  /// Ends what waits: from now on nothing waits for an actor.
  void stop() { stopping_ = true; }
  bool is_stopping() const { return stopping_; }

private:
  template <class T>
  answer<T> question(const audited_call& c, const std::function<result<T>()>& work);
  answer<outcome> carry_out(const audited_call& c, const std::function<outcome()>& work);
  answer<outcome> finish_order(const caller& who, command what, action wanted,
                               const std::string& id, const std::optional<std::string>& request_id);
  outcome ask_desk(command c, message m);
  template <class Question>
  outcome ask_desk(command c, Question what);
  result<std::shared_ptr<change_watch>> open_watch(const std::string& id);

  const admin_setup setup_;
  call_gate gate_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> is_backing_up_ = false;
  std::shared_ptr<std::atomic<int>> watchers_ = std::make_shared<std::atomic<int>>(0);
  std::atomic<uint64_t> last_watcher_ = 0;
};

} // namespace mostro::admin
