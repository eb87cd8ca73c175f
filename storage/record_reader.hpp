// SPDX-License-Identifier: MIT
//
// Reading the fields of a record with judgement: a wrong length, an unknown word
// or a missing part is remembered, and the record is then refused as damaged.
#pragma once

#include "messages/dispute.hpp"
#include "messages/mostro/transport.hpp"
#include "messages/mostro/vocabulary.hpp"
#include "records.pb.h"

#include <algorithm>

namespace mostro::storage {

/// Remembers the first thing that is wrong with a record.
class record_reader {
public:
  /// Remembers that `what` is wrong.
  void fail(std::string_view what) {
    if (failure_.empty())
      failure_ = what;
  }
  /// Remembers that `part` is missing unless `present`.
  void require(bool present, std::string_view part) {
    if (!present)
      fail(std::string(part) + " is missing");
  }
  bool has_failed() const { return !failure_.empty(); }
  const std::string& failure() const { return failure_; }

  /// Reads an identifier of fixed length (id32 or uuid).
  template <class Id>
  Id id(const std::string& stored, std::string_view field) {
    Id out;
    if (stored.size() == out.data.size())
      std::copy(stored.begin(), stored.end(), out.data.begin());
    else
      fail(std::string(field) + " has a wrong length");
    return out;
  }
  /// Reads a preimage.
  mostro::preimage preimage(const std::string& stored, std::string_view field);

  // Words of the protocol.
  order_kind kind(const std::string& stored, std::string_view field);
  order_status status(const std::string& stored, std::string_view field);
  mostro::dispute_status dispute_status(const std::string& stored, std::string_view field);
  transport via(records::Transport stored, std::string_view field);
  /// None when unset.
  std::optional<trade_role> role(records::Role stored, std::string_view field);
  solver_standing standing(records::Standing stored, std::string_view field);
  /// Reads the id of a Lightning node.
  bolt11::node_id node_id(const std::string& stored, std::string_view field);

private:
  std::string failure_;
};

/// The stored bytes of an identifier.
template <class Id>
requires requires(const Id& id) { id.data.begin(); }
std::string to_stored(const Id& id) { return {id.data.begin(), id.data.end()}; }

/// The stored number of a transport.
records::Transport to_stored(transport via);
/// The stored number of a role; unset for none.
records::Role to_stored(std::optional<trade_role> role);
/// The stored number of a standing.
records::Standing to_stored(solver_standing standing);

} // namespace mostro::storage
