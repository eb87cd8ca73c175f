// SPDX-License-Identifier: MIT
//
// The DISPUTE DESK: makes solvers, and finds the order behind a dispute. It keeps
// nothing: solvers are remembered by the reputation, disputes belong to their orders.
// What the operator commands takes the same way as what a solver writes.
#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"

namespace mostro {

/// What the desk needs.
struct dispute_desk_setup {
  store_actor store;
  archive_actor archive;
  reputation_actor reputation;
  publisher_actor publisher;
  order_book_actor book;
  mostro::environment environment;
  public_key node; ///< Only messages of this identity make solvers.
};

struct dispute_desk_state {
  dispute_desk_state() = default;
  static constexpr const char* name = "dispute_desk";
  dispute_desk_setup setup;
};

dispute_desk_actor::behavior_type
dispute_desk_behavior(dispute_desk_actor::stateful_pointer<dispute_desk_state> self,
                      dispute_desk_setup setup);

} // namespace mostro
