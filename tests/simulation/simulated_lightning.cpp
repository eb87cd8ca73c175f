// SPDX-License-Identifier: MIT
#include "tests/simulation/simulated_lightning.hpp"

#include "messages/bytes.hpp"

namespace mostro::simulation {

namespace {

devnet::network_settings settings_of(world& in) {
  devnet::network_settings out;
  out.now = [&in] { return in.true_time(); };
  out.random = [&in] {
    auto drawn = in.chance.random32();
    drawn[0] &= 0x7f; // Some become secret keys: below the group order.
    return drawn;
  };
  return out;
}

} // namespace

simulated_lightning::simulated_lightning(world& in) : in_(in), network_(settings_of(in)) {
  network_.add_node(node, sats{50'000'000});
}

lnd::node_info simulated_lightning::info() const {
  auto view = network_.view(node);
  lnd::node_info out;
  out.identity_pubkey = to_hex(view.identity);
  out.alias = node;
  out.version = "0.18.0-simulated";
  out.chain = "bitcoin";
  out.network = "regtest";
  out.block_height = view.height;
  out.synced_to_chain = true;
  return out;
}

void simulated_lightning::begin_faults() {
  schedule_restart();
  schedule_block();
  schedule_mood();
  schedule_hand();
}

void simulated_lightning::schedule_restart() {
  if (in_.faults.lnd_restart_every == 0)
    return;
  in_.time.after(in_.chance.between(1, 2 * in_.faults.lnd_restart_every), [this] {
    if (mended_)
      return;
    restart();
    schedule_restart();
  });
}

void simulated_lightning::restart() {
  down_until_ = in_.time.now() + in_.chance.between(500, 60'000);
  in_.note("lnd restarts");
  for (auto& weak : std::exchange(streams_, {}))
    if (auto open = weak.lock(); open && !open->over) {
      open->over = true;
      if (open->watch)
        network_.unwatch(*open->watch);
      open->watch.reset();
      open->told_end = true;
      if (*open->alive)
        open->end({false, {lnd::failure::unreachable, "connection closed"}});
    }
  if (in_.chance.happens(in_.faults.prunes_failed)) {
    in_.note("lnd deletes the records of failed payments");
    network_.forget_failed_payments(node);
  }
}

void simulated_lightning::schedule_block() {
  in_.time.after(in_.chance.between(1, 2 * in_.faults.block_every), [this] {
    network_.mine(1);
    schedule_block();
  });
}

/// An operator's hand: LND lets go of what protects a running trade.
void simulated_lightning::schedule_hand() {
  if (in_.faults.escrow_canceled_every == 0)
    return;
  in_.time.after(in_.chance.between(1, 2 * in_.faults.escrow_canceled_every), [this] {
    if (mended_)
      return;
    auto held = network_.invoices(node);
    std::erase_if(held, [](auto& one) { return one.state != devnet::invoice_state::accepted; });
    if (!held.empty()) {
      in_.note("somebody cancels a hold invoice at LND by hand");
      (void)network_.cancel_invoice(node, held[in_.chance.below(held.size())].hash);
    }
    schedule_hand();
  });
}

/// Payees change how payments to them go.
void simulated_lightning::schedule_mood() {
  if (in_.faults.payee_misbehaves == 0)
    return;
  in_.time.after(in_.chance.between(1, 120'000), [this] {
    if (mended_ || payees_.empty())
      return;
    using mode = devnet::payment_mode;
    mode now;
    if (in_.chance.happens(in_.faults.payee_misbehaves)) {
      now.how = in_.chance.pick(
          std::vector<mode::kind>{mode::kind::fail, mode::kind::hang, mode::kind::stall});
      if (in_.chance.happens(0.3))
        now.reason = devnet::failure_reason::no_route;
    }
    network_.set_payment_mode(in_.chance.pick(payees_), now);
    schedule_mood();
  });
}

void simulated_lightning::mend() {
  mended_ = true;
  for (auto& payee : payees_)
    network_.set_payment_mode(payee, {});
}

} // namespace mostro::simulation
