// SPDX-License-Identifier: MIT
//
// Model check of the order machine: everything that can happen, in every state
// that can be reached from creation, decided by the machine and by the
// reference model; the two must say the same.
#include "tests/actors/order/outcome_text.hpp"
#include "tests/model/observation.hpp"

#include <cstdlib>
#include <deque>
#include <iostream>
#include <unordered_set>

using namespace mostro;
using namespace mostro::model;

namespace {

/// No state of any configuration is farther than this from its creation.
constexpr int depth_bound = 40;

struct counts {
  size_t states = 0;
  size_t steps = 0;
  size_t transitions = 0;
  size_t disagreements = 0;
  int depth = 0;
};

/// Breadth-first search over pairs of (model's state, machine's order).
class exploration {
public:
  explicit exploration(const setting& s) : s_(s), policy_(policy_of_model()) {}

  counts run() {
    reach({created(s_), created_by_machine(s_)}, 0, "created", -1);
    for (size_t n = 0; n < nodes_.size(); ++n)
      expand(static_cast<int>(n));
    out_.states = nodes_.size();
    return out_;
  }

private:
  struct node {
    pair_of_orders at;
    int depth;
    std::string event;
    int from;
  };

  void reach(pair_of_orders at, int depth, const std::string& event, int from) {
    auto key = at.abstract.key() + "/" + key_of(at.real);
    if (!seen_.insert(key).second)
      return;
    out_.depth = std::max(out_.depth, depth);
    if (depth > depth_bound)
      return disagree(event, from, "the bound of depth is too small", "");
    nodes_.push_back({std::move(at), depth, event, from});
  }

  void expand(int n) {
    auto at = nodes_[static_cast<size_t>(n)].at;
    for (auto& [name, e] : occurrences(s_, at.abstract))
      step(n, at, name, e);
  }

  void step(int n, const pair_of_orders& at, const std::string& name, const occurrence& e) {
    ++out_.steps;
    auto expected = judge(s_, at.abstract, e);
    auto decided = decide(at.real, event_of(at, s_, e), policy_);
    auto said = text_of(s_, at.real, decided);
    if (said != expected.text())
      return disagree(name, n, expected.text(), said);
    if (expected.refused)
      return;
    pair_of_orders next{expected.next, at.real};
    if (auto* t = std::get_if<transition>(&decided)) {
      ++out_.transitions;
      next.real = t->next;
    }
    reach(std::move(next), nodes_[static_cast<size_t>(n)].depth + 1, name, n);
  }

  std::string path(int n) const {
    if (n < 0)
      return "";
    auto& here = nodes_[static_cast<size_t>(n)];
    return path(here.from) + (here.from < 0 ? "" : " -> ") + here.event;
  }

  void disagree(const std::string& event, int from, const std::string& expected,
                const std::string& said) {
    ++out_.disagreements;
    if (!told_.insert(event + expected + said).second)
      return; // one path of each kind is enough to read
    std::cout << s_.name << ": " << path(from) << " -> " << event << "\n  model:   " << expected
              << "\n  machine: " << said << '\n';
  }

  setting s_;
  order_policy policy_;
  std::deque<node> nodes_;
  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> told_;
  counts out_;
};

/// A kind with everything, and one configuration for everything that a maker may choose.
std::vector<setting> settings(order_kind kind) {
  std::vector<setting> out;
  std::string side{to_string(kind)};
  auto lean = [&](const char* name) -> setting& {
    out.push_back({side + " " + name, kind});
    out.back().lean = true;
    return out.back();
  };
  lean("market").market = true;
  auto& range = lean("range");
  range.market = range.range = true;
  lean("private maker").maker_private = true;
  lean("private taker").taker_private = true;
  if (kind == order_kind::buy) {
    lean("maker's invoice").maker_invoice = destination::invoice;
    lean("maker's address").maker_invoice = destination::address;
  }
  out.push_back({side + " fixed", kind});
  return out;
}

/// Explores every configuration of a kind and prints what was seen.
size_t disagreements_about(order_kind kind) {
  size_t sum = 0;
  for (auto& s : settings(kind)) {
    if (auto* only = std::getenv("MOSTRO_MODEL_ONLY"); only && s.name != only)
      continue;
    auto c = exploration{s}.run();
    std::cout << "order model: " << s.name << ": " << c.states << " states, depth " << c.depth
              << ", " << c.steps << " decisions, " << c.transitions << " transitions, "
              << c.disagreements << " disagreements" << std::endl;
    sum += c.disagreements;
  }
  return sum;
}

} // namespace

TEST_CASE(
    "order model: machine and reference model agree in every reachable state of sell orders") {
  CHECK(disagreements_about(order_kind::sell) == 0);
}

TEST_CASE("order model: machine and reference model agree in every reachable state of buy orders") {
  CHECK(disagreements_about(order_kind::buy) == 0);
}
