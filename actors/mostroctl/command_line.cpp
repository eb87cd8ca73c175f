// SPDX-License-Identifier: MIT
#include "actors/mostroctl/command_line.hpp"

#include <CLI/CLI.hpp>
#include <ostream>

namespace mostro::ctl {

namespace {

/// The parts of a command line that are read before they are understood.
struct raw_line {
  request asked;
  std::string directory;
  std::string address;
};

class grammar {
public:
  grammar(raw_line& line, const std::string& version) : line_(line) {
    app.set_version_flag("-V,--version", "mostroctl " + version);
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("-d,--dir", line.directory, "Directory of the daemon (default: ~/.mostro)");
    app.add_option("--address", line.address, "unix:PATH or host:port, instead of -d");
    app.add_option("--tls-ca", line.asked.where.ca_file, "host:port: the certificate to trust");
    app.add_option("--token-file", line.asked.where.token_file, "host:port: file with the token");
    app.add_flag("--json", line.asked.json, "Answer with one line of JSON");
    add_orders();
    add_disputes();
    add_solvers();
    add_rest();
  }

  CLI::App app{"mostroctl: looks after a running mostrod.\n"
               "Orders and disputes may be named by the first 4 or more digits of their id.\n"
               "Exit codes: 0 done, 1 refused, 2 usage, 3 unreachable."};

private:
  CLI::App* add(CLI::App* to, const char* name, const char* what, verb v) {
    auto* out = to->add_subcommand(name, what);
    out->fallthrough();
    out->callback([this, v] { line_.asked.what = v; });
    return out;
  }
  CLI::App* add_group(const char* name, const char* what) {
    auto* out = app.add_subcommand(name, what);
    out->require_subcommand(1);
    out->fallthrough();
    return out;
  }
  void argument(CLI::App* of, const char* name, const char* what) {
    of->add_option(name, line_.asked.argument, what)->required();
  }

  void add_orders() {
    auto* orders = add(&app, "orders", "List open orders", verb::orders);
    orders->add_flag("--all", line_.asked.all, "Closed orders too");
    orders->add_option("--status", line_.asked.status, "Only this status, e.g. fiat-sent");
    orders->add_option("--limit", line_.asked.limit, "At most so many (default: every one)");
    auto* order = add_group("order", "One order");
    argument(add(order, "show", "Everything about an order", verb::order_show), "id", "Order");
    argument(add(order, "explain", "Why an order is where it is", verb::order_explain), "id",
             "Order");
    argument(add(&app, "settle", "Disputed order, taken by the node: the buyer gets the bitcoin",
                 verb::settle),
             "id", "Order");
    argument(add(&app, "cancel", "Disputed order, taken by the node: the seller gets it back",
                 verb::cancel),
             "id", "Order");
  }
  void add_disputes() {
    auto* disputes = add(&app, "disputes", "List open disputes", verb::disputes);
    disputes->add_flag("--all", line_.asked.all, "Those that are over, too");
    auto* dispute = add_group("dispute", "One dispute");
    argument(add(dispute, "take", "Take a dispute as the node itself", verb::dispute_take), "id",
             "Dispute");
  }
  void add_solvers() {
    auto* solver = add_group("solver", "Who may solve disputes");
    argument(
        add(solver, "add", "Make somebody a solver, or change the permission", verb::solver_add),
        "npub", "npub1…, with :read or :read-write (the default) behind it");
    argument(add(solver, "remove", "Take the permission away", verb::solver_remove), "npub",
             "npub1…");
    add(solver, "list", "List the solvers", verb::solver_list);
  }
  void add_rest() {
    add(&app, "status", "How the node is doing", verb::status);
    auto* maintenance =
        add(&app, "maintenance", "No new orders and takes; trades go on", verb::maintenance);
    maintenance->add_option("state", line_.asked.argument, "on or off")
        ->required()
        ->check(CLI::IsMember({"on", "off"}));
    argument(add(&app, "backup", "Copy the database, while it is used", verb::backup), "dir",
             "New directory, where the daemon runs: its machine or container, its user");
    auto* watch = add(&app, "watch", "Show every change of an order as it happens", verb::watch);
    watch->add_option("id", line_.asked.argument, "Only this order");
    auto* completion =
        add(&app, "completion", "Print the completion file of a shell", verb::completion);
    completion->add_option("shell", line_.asked.argument, "bash")
        ->required()
        ->check(CLI::IsMember({"bash"}));
  }

  raw_line& line_;
};

} // namespace

std::variant<request, int> parse(int argc, const char* const* argv, const std::string& version,
                                 const std::string& home, std::ostream& out, std::ostream& err) {
  raw_line line;
  grammar known{line, version};
  try {
    known.app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return known.app.exit(e, out, err) == 0 ? exit_done : exit_usage;
  }
  if (!line.address.empty() && !line.directory.empty()) {
    err << "mostroctl: -d and --address exclude each other; mend: leave one of them out\n";
    return exit_usage;
  }
  if (line.address.empty()) {
    const auto directory = line.directory.empty() ? home + "/.mostro" : line.directory;
    line.address = "unix:" + directory + "/mostro.sock";
    line.asked.database = directory + "/mostro.lmdb";
  }
  line.asked.where.target = line.address;
  return line.asked;
}

} // namespace mostro::ctl
