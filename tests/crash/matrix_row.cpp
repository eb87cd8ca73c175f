// SPDX-License-Identifier: MIT
#include "tests/crash/matrix_row.hpp"

#include "tests/crash/crash_stage.hpp"
#include "tests/crash/kill_names.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace mostro::crash {

using namespace std::chrono_literals;

namespace {

/// Where the daemon is to be killed; nowhere by default.
struct kill_plan {
  uint32_t on_disk = 0;          ///< The n-th boundary of commits.
  std::vector<wire_target> wire; ///< One after the other.
  bool empty() const { return on_disk == 0 && wire.empty(); }
};

/// Safety against an operation that never gets quiet.
constexpr uint32_t most_points = 500;

/// What one run of the operation left behind.
struct outcome {
  size_t kills = 0;
  kill_point point;
  uint64_t disk_passed = 0;                        ///< During the act.
  std::vector<std::string> wire_passed, recovered; ///< Before and after the first kill.
  std::vector<std::string> heard, money, errors;
};

class row {
public:
  row(const operation& what, const matrix_settings& how) : what_(what), how_(how) {}

  row_report run(const std::function<void(const kill_point&)>& told) {
    row_report out{what_.name, {}, {}};
    usual_ = once({});
    if (!usual_.point.problems.empty()) {
      out.problems = usual_.point.problems;
    } else if (how_.at_most > 0) {
      some(out, told);
    } else {
      if (how_.disk_points != 0)
        all_on_disk(out, told);
      all_on_wire(out, told);
      all_in_recovery(out, told);
    }
    return finish(std::move(out));
  }

private:
  using listener = std::function<void(const kill_point&)>;

  /// Remembers how often a run has passed each boundary.
  void find(const std::vector<std::string>& passed) {
    std::map<std::string, size_t> times;
    for (auto& each : passed)
      ++times[each];
    for (auto& [boundary, count] : times)
      found_[boundary] = std::max(found_[boundary], count);
  }

  /// True when the daemon was killed as planned, which makes a line of the table.
  bool tried(const kill_plan& plan, row_report& out, const listener& told) {
    auto now = once(plan);
    find(now.wire_passed);
    for (auto& each : now.recovered)
      if (plan.wire.size() == 1 && each.starts_with("LND "))
        recovering_.emplace(each, plan.wire.front());
    if (now.kills < std::max<size_t>(plan.wire.size(), 1) && now.point.problems.empty())
      return false;
    out.points.push_back(now.point);
    told(now.point);
    return true;
  }

  /// Boundaries come and go with the grouping of commits: the end is believed the second time.
  bool tried_twice(const kill_plan& plan, row_report& out, const listener& told) {
    return tried(plan, out, told) || tried(plan, out, told);
  }

  void all_on_disk(row_report& out, const listener& told) {
    for (uint32_t n = 1; n <= most_points; ++n)
      if (!tried_twice({n, {}}, out, told))
        return;
  }

  /// Every boundary that any run has shown.
  void all_on_wire(row_report& out, const listener& told) {
    find(usual_.wire_passed);
    std::map<std::string, size_t> done;
    for (bool more = true; more;) {
      more = false;
      for (auto& [boundary, times] : std::map{found_}) {
        if (done[boundary] >= times)
          continue;
        more = true;
        auto occurrence = static_cast<uint32_t>(++done[boundary]);
        tried_twice({0, {{boundary, occurrence}}}, out, told);
      }
    }
  }

  /// Calls to LND that a recovery makes: there the daemon is killed once more.
  void all_in_recovery(row_report& out, const listener& told) {
    for (auto& [boundary, first] : std::map{recovering_})
      tried_twice({0, {first, {boundary, 1}}}, out, told);
  }

  /// A few points, other ones for other slices, taken from both kinds in turn.
  void some(row_report& out, const listener& told) {
    auto seed = how_.slice;
    for (size_t i = 0; i < how_.at_most; ++i) {
      kill_plan plan;
      if ((seed + i) % 2 == 0 || usual_.wire_passed.empty())
        plan.on_disk = 1 + static_cast<uint32_t>((seed * 7 + i * 3) % usual_.disk_passed);
      else
        plan.wire.push_back({usual_.wire_passed[(seed * 7 + i * 3) % usual_.wire_passed.size()]});
      if (!tried_twice(plan, out, told) && !tried({1, {}}, out, told))
        out.problems.push_back("the daemon was not killed");
    }
  }

  row_report finish(row_report out) {
    auto left = stage_.close(expected_);
    out.problems.insert(out.problems.end(), left.begin(), left.end());
    bool bad = !out.problems.empty() || std::any_of(out.points.begin(), out.points.end(),
                                                    [](auto& p) { return !p.problems.empty(); });
    if (bad && how_.keep) {
      stage_.keep();
      out.problems.push_back("kept for inspection: " + stage_.directory().string());
    }
    return out;
  }

  outcome once(const kill_plan& plan) {
    stage_.wait_quiet();
    auto transfers = stage_.transfers();
    auto run = stage_.daemon().runs();
    auto lines = stage_.daemon().log_lines(run).size();
    auto people = prepared();
    if (!people)
      return unprepared();
    auto deaths = stage_.daemon().deaths();
    outcome out = acted(*people, plan);
    check(*people, out, deaths);
    if (plan.empty() && out.point.problems.empty())
      hear_everything(*people, out);
    out.money = stage_.money(transfers);
    out.errors = stage_.errors_logged(run, lines);
    if (!plan.empty())
      compare(out);
    return out;
  }

  /// The scene at the moment before; a few attempts, because a busy machine can
  /// let a trader's short time pass.
  std::unique_ptr<scene> prepared() {
    for (int attempt = 0; attempt < 3; ++attempt) {
      auto out = std::make_unique<scene>(stage_.people());
      try {
        out->payments_to_bob(devnet::payment_mode::kind::ok);
        what_.prepare(*out);
        stage_.wait_quiet();
        return out;
      } catch (const step_failed& e) {
        why_unprepared_ = e.what();
      }
    }
    return nullptr;
  }

  outcome unprepared() const {
    outcome out;
    out.point.problems.push_back("the operation cannot be prepared: " + why_unprepared_);
    return out;
  }

  outcome acted(scene& people, const kill_plan& plan) {
    outcome out;
    auto& disk = stage_.daemon().disk();
    auto disk_before = disk.passed.load();
    stage_.remember();
    disk.killed = 0;
    disk.commits = 0;
    disk.countdown = plan.on_disk;
    stage_.trap().arm(plan.wire);
    try {
      what_.act(people);
      stage_.wait_quiet();
    } catch (const step_failed& e) {
      out.point.problems.push_back(e.what());
    }
    disk.countdown = 0;
    out.disk_passed = disk.passed - disk_before;
    out.wire_passed = stage_.trap().passed_before_kill();
    out.recovered = stage_.trap().passed_after_kill();
    name_kills(out, stage_.trap().killed_at());
    stage_.trap().arm({});
    return out;
  }

  void name_kills(outcome& out, const std::vector<std::string>& on_wire) {
    auto& disk = stage_.daemon().disk();
    out.kills = disk.killed + on_wire.size();
    if (disk.killed != 0) {
      out.point.boundary = where_on_disk(disk);
      out.point.moment = moment_of(disk.point);
    } else if (!on_wire.empty()) {
      out.point.boundary = before_bar(on_wire.back());
      out.point.moment = behind_bar(on_wire.back());
    }
    if (on_wire.size() > 1)
      out.point.boundary += ", in the recovery from a kill at " + before_bar(on_wire.front()) +
                            " (" + behind_bar(on_wire.front()) + ")";
  }

  /// Drives the trade to its end and looks at everything that can be seen there.
  void check(scene& people, outcome& out, size_t deaths) {
    auto& problems = out.point.problems;
    try {
      if (problems.empty())
        what_.finish(people);
      for (size_t i = 0; i < what_.ends.size() && problems.empty(); ++i) {
        people.expect_shown(people.orders.at(i), what_.ends[i].second);
        expected_.emplace_back(people.orders[i], what_.ends[i].first);
      }
      stage_.wait_quiet();
      out.heard = people.heard(usual_.heard);
    } catch (const step_failed& e) {
      problems.push_back(e.what());
    }
    for (auto& [status, text] : what_.ends)
      out.point.ending += (out.point.ending.empty() ? "" : ", ") + std::string{to_string(status)};
    if (stage_.daemon().deaths() - deaths != out.kills)
      problems.push_back("the daemon died another number of times");
    if (auto code = stage_.daemon().ended_by_itself())
      problems.push_back("the daemon ended by itself: " + std::to_string(*code));
    if (people.repeated() > 0)
      problems.push_back("messages came twice");
    for (auto& each : stage_.money_problems())
      problems.push_back(each);
  }

  /// The run without a kill is what others are measured by: no message may come after its end.
  void hear_everything(const scene& people, outcome& out) {
    try {
      if (!stage_.wait_done())
        out.point.problems.push_back("the daemon does not get done");
      out.heard = people.heard({});
    } catch (const step_failed& e) {
      out.point.problems.push_back(e.what());
    }
  }

  /// Against the run without a kill: the same messages, the same payments, no new errors.
  void compare(outcome& out) const {
    auto& problems = out.point.problems;
    for (auto& each : differences(usual_.heard, out.heard))
      problems.push_back(each);
    for (auto& each : differences(usual_.money, out.money))
      problems.push_back(each);
    for (auto& each : out.errors)
      if (std::find(usual_.errors.begin(), usual_.errors.end(), each) == usual_.errors.end())
        problems.push_back("logged: " + each);
  }

  const operation& what_;
  const matrix_settings& how_;
  crash_stage stage_{how_, what_.hasty};
  outcome usual_;
  std::map<std::string, size_t> found_;           ///< Wire boundaries, and how often in a run.
  std::map<std::string, wire_target> recovering_; ///< Those of recoveries, and how to get there.
  std::string why_unprepared_;
  std::vector<std::pair<order_id, order_status>> expected_;
};

} // namespace

row_report run_row(const operation& what, const matrix_settings& how,
                   const std::function<void(const kill_point&)>& told) {
  try {
    return row{what, how}.run(told);
  } catch (const bug& e) {
    return {what.name, {}, {e.what()}};
  }
}

} // namespace mostro::crash
