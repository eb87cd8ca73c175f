// SPDX-License-Identifier: MIT
#include "actors/mostroctl/commands.hpp"

#include "actors/mostroctl/backup_command.hpp"
#include "actors/mostroctl/json_mapper.hpp"
#include "actors/mostroctl/order_text_mapper.hpp"
#include "messages/ids.hpp"
#include "messages/nostr/keys.hpp"
#include "messages/readable.hpp"

#include <ostream>

namespace mostro::ctl {

namespace {

/// One page of orders; the tool asks for as many as it takes.
constexpr uint32_t page_size = 500;

class errand {
public:
  errand(const request& asked, client& service, int64_t now, std::ostream& out, std::ostream& err)
      : asked_(asked), service_(service), now_(now), out_(out), err_(err) {}

  int run();

private:
  int complain(const call_failure& f) {
    if (asked_.json)
      out_ << outcome_json({false, f.text}) << "\n";
    err_ << "mostroctl: " << printable(f.text) << "\n";
    return f.unreachable ? exit_unreachable : exit_refused;
  }

  /// Prints an answer as text or JSON.
  template <class T, class Text, class Json>
  int show(const reply<T>& answer, Text text, Json json) {
    if (auto* f = std::get_if<call_failure>(&answer))
      return complain(*f);
    auto& value = std::get<T>(answer);
    if (asked_.json)
      out_ << json(value) << "\n";
    else
      out_ << text(value);
    return exit_done;
  }

  int finish(const reply<admin::outcome>& answer, const std::string& done) {
    if (auto* f = std::get_if<call_failure>(&answer))
      return complain(*f);
    auto& o = std::get<admin::outcome>(answer);
    if (!o.success)
      return complain({false, o.error_text});
    out_ << (asked_.json ? outcome_json(o) : done) << "\n";
    return exit_done;
  }

  /// The whole id of an order or dispute that was named by its beginning.
  template <class Find>
  reply<std::string> whole_id(const char* what, Find find) {
    if (auto id = order_id::parse(asked_.argument))
      return id->text();
    reply<std::vector<std::string>> found = find(asked_.argument);
    if (auto* f = std::get_if<call_failure>(&found))
      return *f;
    auto& ids = std::get<std::vector<std::string>>(found);
    if (ids.empty())
      return call_failure{false, std::string{"no "} + what + " begins with " + asked_.argument};
    if (ids.size() > 1)
      return call_failure{false, std::string{"more than one "} + what + " begins with " +
                                     asked_.argument + "; mend: give more digits"};
    return ids.front();
  }

  reply<std::string> whole_order_id() {
    return whole_id("order", [&](const std::string& prefix) -> reply<std::vector<std::string>> {
      admin::order_query q;
      q.all = true;
      q.id_prefix = prefix;
      q.limit = 2;
      auto page = service_.orders(q);
      if (auto* f = std::get_if<call_failure>(&page))
        return *f;
      std::vector<std::string> out;
      for (auto& o : std::get<admin::order_page>(page).orders)
        out.push_back(o.id);
      return out;
    });
  }

  reply<std::string> whole_dispute_id() {
    return whole_id("dispute", [&](const std::string& prefix) -> reply<std::vector<std::string>> {
      auto found = service_.disputes(true, prefix);
      if (auto* f = std::get_if<call_failure>(&found))
        return *f;
      std::vector<std::string> out;
      for (auto& d : std::get<std::vector<admin::dispute_view>>(found))
        out.push_back(d.id);
      return out;
    });
  }

  /// Does something with the order (or dispute) that the argument names.
  template <class Do>
  int with_id(const reply<std::string>& id, Do act) {
    if (auto* f = std::get_if<call_failure>(&id))
      return complain(*f);
    return act(std::get<std::string>(id));
  }

  int list_orders();
  int show_order(const std::string& id, bool explain);
  int watch();
  int back_up();
  std::string npub_of_argument() const;

  const request& asked_;
  client& service_;
  const int64_t now_;
  std::ostream& out_;
  std::ostream& err_;
};

int errand::list_orders() {
  admin::order_query q{asked_.all, asked_.status, {}, 0, {}};
  std::vector<admin::order_view> orders;
  bool more = true;
  while (more) {
    auto left = asked_.limit == 0 ? page_size : asked_.limit - static_cast<uint32_t>(orders.size());
    if (left == 0)
      break;
    q.limit = std::min(left, page_size);
    auto answer = service_.orders(q);
    if (auto* f = std::get_if<call_failure>(&answer))
      return complain(*f);
    auto& page = std::get<admin::order_page>(answer);
    orders.insert(orders.end(), page.orders.begin(), page.orders.end());
    more = page.more && !page.orders.empty();
    if (more)
      q.after = page.orders.back().id;
  }
  return show(
      reply<std::vector<admin::order_view>>{std::move(orders)},
      [&](auto& list) { return orders_text(list, now_); },
      [](auto& list) { return orders_json(list); });
}

int errand::show_order(const std::string& id, bool explain) {
  return show(
      service_.order(id), [&](auto& o) { return explain ? explain_text(o) : order_text(o); },
      [&](auto& o) { return order_json(o, explain); });
}

int errand::watch() {
  std::string only;
  if (!asked_.argument.empty()) {
    auto id = whole_order_id();
    if (auto* f = std::get_if<call_failure>(&id))
      return complain(*f);
    only = std::get<std::string>(id);
  }
  auto failed = service_.watch(only, [&](const admin::order_change& change) {
    out_ << (asked_.json ? change_json(change) + "\n" : change_text(change)) << std::flush;
    return static_cast<bool>(out_); // A closed pipe ends the watch.
  });
  return failed ? complain(*failed) : exit_done;
}

int errand::back_up() {
  const auto directory = directory_for_backup(asked_);
  auto answer = service_.back_up(directory);
  auto* silent = std::get_if<call_failure>(&answer);
  if (silent && silent->unreachable && !asked_.database.empty())
    answer = back_up_without_daemon(asked_.database, directory, now_, *silent);
  if (auto* made = std::get_if<admin::backup_view>(&answer); made && !made->result.success)
    return complain({false, made->result.error_text});
  return show(answer, backup_text, backup_json);
}

/// Solvers are named by npub in the protocol; a hex key is the same key.
std::string errand::npub_of_argument() const {
  auto colon = asked_.argument.find(':');
  auto key = asked_.argument.substr(0, colon);
  auto parsed = public_key::from_hex(key);
  if (!parsed)
    return asked_.argument;
  return nostr::to_npub(*parsed) +
         (colon == std::string::npos ? std::string{} : asked_.argument.substr(colon));
}

int errand::run() {
  switch (asked_.what) {
  case verb::status:
    return show(service_.status(), status_text, status_json);
  case verb::orders:
    return list_orders();
  case verb::order_show:
    return with_id(whole_order_id(), [&](auto& id) { return show_order(id, false); });
  case verb::order_explain:
    return with_id(whole_order_id(), [&](auto& id) { return show_order(id, true); });
  case verb::disputes:
    return show(
        service_.disputes(asked_.all, {}), [&](auto& list) { return disputes_text(list, now_); },
        [](auto& list) { return disputes_json(list); });
  case verb::dispute_take:
    return with_id(whole_dispute_id(), [&](auto& id) {
      return finish(service_.take_dispute(id), "dispute " + id + " is taken by the node");
    });
  case verb::solver_add:
    return finish(service_.add_solver(npub_of_argument()), asked_.argument + " is a solver");
  case verb::solver_remove:
    return finish(service_.remove_solver(asked_.argument), asked_.argument + " is no solver");
  case verb::solver_list:
    return show(
        service_.solvers(), [](auto& list) { return solvers_text(list); },
        [](auto& list) { return solvers_json(list); });
  case verb::settle:
    return with_id(whole_order_id(), [&](auto& id) {
      return finish(service_.settle_order(id), "order " + id + " is being settled for the buyer");
    });
  case verb::cancel:
    return with_id(whole_order_id(), [&](auto& id) {
      return finish(service_.cancel_order(id), "order " + id + " is being canceled for the seller");
    });
  case verb::maintenance:
    return finish(service_.set_maintenance(asked_.argument == "on"),
                  "maintenance is " + asked_.argument);
  case verb::watch:
    return watch();
  case verb::backup:
    return back_up();
  case verb::completion:
    out_ << bash_completion();
    return exit_done;
  }
  return exit_usage;
}

} // namespace

int carry_out(const request& asked, client& service, int64_t now, std::ostream& out,
              std::ostream& err) {
  return errand{asked, service, now, out, err}.run();
}

} // namespace mostro::ctl
