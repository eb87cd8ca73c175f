// SPDX-License-Identifier: MIT
//
// What an import would write, and everything that the operator must know about
// it, as values. Nothing of it is written when a single finding refuses.
#pragma once

#include "actors/import/column_rules.hpp"
#include "messages/dev_fee.hpp"
#include "messages/order.hpp"
#include "messages/order_effect.hpp"
#include "messages/order_policy.hpp"
#include "messages/rating.hpp"

namespace mostro::importing {

/// The tables that are read (spec 05 §8); a table that the file does not have is empty.
struct import_source {
  std::vector<column_row> orders;
  std::vector<column_row> disputes;
  std::vector<column_row> users;
  std::vector<column_row> bonds;
};

/// What the mapping needs beside the rows.
struct import_facts {
  unix_time now;
  order_policy policy;
  transport via = transport::nip44; ///< How traders of open orders are answered until they write.
};

/// One line for the operator.
struct finding {
  bool refuses = false; ///< The import as a whole is refused because of it.
  std::string row;      ///< Table and row id.
  std::string reason;   ///< What is the matter and, unless it refuses, what was done.
  std::string mend;     ///< What the operator can do; empty: nothing.
  friend bool operator==(const finding&, const finding&) = default;
};

/// A trader or solver with an identity.
struct imported_user {
  public_key identity;
  int64_t last_trade_index = 0;
  unix_time created_at;
  rating_totals ratings;
  solver_standing solver = solver_standing::none;
  friend bool operator==(const imported_user&, const imported_user&) = default;
};

/// An order with what is to be done about it at the first start.
struct imported_order {
  order state;
  std::vector<order_effect> effects;  ///< Republishing, and a payout that is undecided.
  std::optional<dev_fee_payment> fee; ///< What the node owes, sends, or has paid.
};

/// Everything that would be written, and the findings.
struct import_plan {
  std::vector<imported_user> users;
  std::vector<imported_order> orders;
  std::vector<finding> findings;
};

/// Collects the findings about one row.
class row_findings {
public:
  row_findings(std::string row, bool live, std::vector<finding>& out)
      : row_(std::move(row)), live_(live), out_(out) {}

  /// The row cannot be mapped: refuses the import when it is live, else it is left out.
  void cannot(const std::string& reason, const std::string& mend) {
    out_.push_back(live_ ? finding{true, row_, reason, mend}
                         : finding{false, row_, reason + ": the row is left out", ""});
  }
  /// Refuses the import whatever the row is.
  void refuse(const std::string& reason, const std::string& mend) {
    out_.push_back({true, row_, reason, mend});
  }
  /// The row was mapped, but the operator should know this.
  void note(const std::string& reason, const std::string& mend = "") {
    out_.push_back({false, row_, reason, mend});
  }
  bool live() const { return live_; }

private:
  std::string row_;
  bool live_;
  std::vector<finding>& out_;
};

/// True when the import must not be done.
bool is_refused(const import_plan& plan);

} // namespace mostro::importing
