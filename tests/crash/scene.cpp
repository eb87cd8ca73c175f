// SPDX-License-Identifier: MIT
#include "tests/crash/scene.hpp"

#include <algorithm>
#include <openssl/rand.h>
#include <thread>

namespace mostro::crash {

using namespace std::chrono_literals;

namespace {

/// A step may see the daemon die and come back on a busy machine.
constexpr auto patience = 60s;
constexpr auto patience_for_the_usual = 15s;

std::string random_words() {
  bytes32 raw{};
  expects(RAND_bytes(raw.data(), static_cast<int>(raw.size())) == 1, "no randomness");
  return to_hex(raw);
}

template <class Messages>
void add_heard(std::vector<std::string>& out, const std::string& name, const Messages& inbox,
               size_t from, const std::vector<uint64_t>& requests) {
  for (size_t i = from; i < inbox.size(); ++i) {
    const message& m = inbox[i].what;
    auto sent =
        m.request_id ? std::find(requests.begin(), requests.end(), *m.request_id) : requests.end();
    auto number =
        sent == requests.end() ? std::string{"-"} : "r" + std::to_string(sent - requests.begin());
    out.push_back(name + " " + std::string{to_string(m.action)} + " " + number);
  }
}

} // namespace

scene::scene(const stage& on)
    : on_(on), seller_words_(random_words()), seller_(make("seller", *on.alice, seller_words_)),
      buyer_(make("buyer", *on.bob, random_words())),
      solver_heard_(on.solver ? on.solver->inbox().size() : 0) {
  if (on_.solver_requests)
    on_.solver_requests->clear();
}

std::unique_ptr<scene::person> scene::make(const std::string& name, devnet::wallet& purse,
                                           const std::string& mnemonic) {
  auto out = std::make_unique<person>();
  devnet::trader_setup how;
  how.name = name;
  how.relay_port = on_.relay->port();
  how.node = on_.node;
  how.mnemonic = mnemonic;
  how.wallet = &purse;
  how.observer = [to = &out->requests](const std::string& direction, const message& m) {
    if (direction == "->" && m.request_id)
      to->push_back(*m.request_id);
  };
  out->self = std::make_unique<trader>(std::move(how));
  return out;
}

trader& scene::twin() {
  if (!twin_) {
    twin_ = make("twin", *on_.alice, seller_words_);
    twin_->self->next_key();
  }
  return *twin_->self;
}

void scene::payments_to_bob(devnet::payment_mode::kind how) {
  on_.lightning->set_payment_mode("bob", {how});
}

order_id scene::create(trader& maker, order_kind kind) {
  small_order wanted;
  wanted.kind = kind;
  wanted.status = order_status::pending;
  wanted.amount = 50'000;
  wanted.fiat_code = "USD";
  wanted.fiat_amount = 20;
  wanted.payment_method = "face to face";
  return create(maker, wanted);
}

order_id scene::create(trader& maker, const small_order& wanted) {
  auto made = ask(maker, action::new_order, action::new_order, order_payload{wanted});
  if (!made.id)
    throw step_failed{"new-order without an id"};
  orders.push_back(*made.id);
  seller().order = made.id;
  buyer().order = made.id;
  return *made.id;
}

void scene::take_sell(payload content) { buyer().send(action::take_sell, std::move(content)); }

void scene::take_buy(payload content) { seller().send(action::take_buy, std::move(content)); }

payload scene::invoice_of_buyer() {
  auto made = buyer().wallet().make_invoice(sats{49'850});
  if (!made)
    throw step_failed{made.why().text};
  return payment_request_payload{std::nullopt, *made, std::nullopt};
}

payload scene::address_of_buyer() {
  return payment_request_payload{std::nullopt, on_.address_of_bob, std::nullopt};
}

void scene::expect_invoice_wish() {
  auto asked = buyer().wait(
      [](const message& m) {
        return m.action == action::add_invoice && std::holds_alternative<order_payload>(m.payload);
      },
      patience);
  if (!asked)
    throw step_failed{"the buyer waits in vain for add-invoice"};
}

void scene::give_invoice() { buyer().send(action::add_invoice, invoice_of_buyer()); }

void scene::expect_hold_invoice() {
  auto asked = seller().expect_hold_invoice(patience);
  if (!asked)
    throw step_failed{"the seller waits in vain for pay-invoice"};
  hold_invoice = *asked;
}

void scene::pay_hold_invoice() {
  if (auto paid = seller().wallet().pay(hold_invoice); !paid)
    throw step_failed{"the hold invoice cannot be paid: " + paid.why().text};
}

void scene::expect_active() {
  expect(buyer(), action::hold_invoice_payment_accepted);
  expect(seller(), action::buyer_took_order);
}

void scene::fiat_sent() {
  buyer().send(action::fiat_sent);
  expect(seller(), action::fiat_sent_ok);
  expect(buyer(), action::fiat_sent_ok);
}

void scene::release(payload content) { seller().send(action::release, std::move(content)); }

void scene::expect_settled() { expect(seller(), action::hold_invoice_payment_settled); }

void scene::expect_completed() { expect(buyer(), action::purchase_completed); }

message scene::ask(trader& who, action what, action answer, payload content) {
  who.send(what, std::move(content));
  return expect(who, answer);
}

message scene::expect(trader& who, action what) {
  auto found = who.expect(what, patience);
  if (!found)
    throw step_failed{who.name() + " waits in vain for " + std::string{to_string(what)}};
  return found->what;
}

void scene::expect_child() {
  // The twin has the seller's first key too, and so hears of the parent again.
  auto born = twin().wait(
      [this](const message& m) { return m.action == action::new_order && m.id && m.id != order(); },
      patience);
  if (!born)
    throw step_failed{"the twin waits in vain for the child"};
  orders.push_back(*born->what.id);
}

std::string scene::shown(const order_id& which) const {
  nostr::filter wanted;
  wanted.kinds = std::vector<uint16_t>{nostr::kind::order};
  wanted.tags['d'] = {which.text()};
  auto found = on_.relay->stored_events(wanted);
  return found.empty() ? "" : nostr::first_tag_value(found.front().tags, "s").value_or("");
}

void scene::expect_shown(const order_id& which, const std::string& state) {
  auto until = std::chrono::steady_clock::now() + patience;
  while (shown(which) != state) {
    if (std::chrono::steady_clock::now() > until)
      throw step_failed{"the book shows " + shown(which) + ", not " + state};
    std::this_thread::sleep_for(20ms);
  }
}

std::vector<trader*> scene::everybody() const {
  std::vector<trader*> out;
  for (auto* each : {seller_.get(), buyer_.get(), twin_.get()})
    if (each)
      out.push_back(each->self.get());
  if (on_.solver)
    out.push_back(on_.solver);
  return out;
}

void scene::catch_up() const {
  nostr::filter messages;
  messages.kinds = std::vector<uint16_t>{nostr::kind::gift_wrap, nostr::kind::direct};
  auto until = std::chrono::steady_clock::now() + patience;
  for (auto* each : everybody())
    while (each->is_behind(on_.relay->stored_events(messages))) {
      if (std::chrono::steady_clock::now() > until)
        throw step_failed{each->name() + " does not get what the relay keeps"};
      each->listen(10ms);
    }
}

std::vector<std::string> scene::all_heard() const {
  std::vector<std::string> out;
  for (auto* each : {seller_.get(), buyer_.get(), twin_.get()})
    if (each)
      add_heard(out, each->self->name(), each->self->inbox(), 0, each->requests);
  if (on_.solver)
    add_heard(out, "solver", on_.solver->inbox(), solver_heard_, *on_.solver_requests);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> scene::heard(const std::vector<std::string>& usual) const {
  auto until = std::chrono::steady_clock::now() + patience_for_the_usual;
  while (true) {
    catch_up();
    auto out = all_heard();
    if (std::includes(out.begin(), out.end(), usual.begin(), usual.end()) ||
        std::chrono::steady_clock::now() > until)
      return out;
    std::this_thread::sleep_for(100ms);
  }
}

size_t scene::repeated() const {
  size_t out = on_.solver ? on_.solver->repeated() : 0;
  for (auto* each : {seller_.get(), buyer_.get(), twin_.get()})
    out += each ? each->self->repeated() : 0;
  return out;
}

} // namespace mostro::crash
