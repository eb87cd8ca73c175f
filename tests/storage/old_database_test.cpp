// SPDX-License-Identifier: MIT
//
// The stored database of an older program (tests/vectors/databases) opens today with
// every order as it was; a newer one is refused and left alone.
#include "tests/storage/fresh_directory.hpp"
#include "tests/storage/samples.hpp"

#include "storage/tables.hpp"

#include <fstream>
#include <map>

using namespace mostro;
using namespace mostro::storage;

namespace {

order_id parsed(const char* text) { return *order_id::parse(text); }

const std::map<order_id, order_status> made_by_layout_1{
    {parsed("2da71f9a-d9e4-482d-acb2-a635deae847d"), order_status::success},
    {parsed("c2c99e6b-5792-4e8e-a50f-414db2a50965"), order_status::canceled},
    {parsed("766d235c-9ccb-45f6-8e5f-1212196f9054"), order_status::pending},
    {parsed("ae7989e4-4d13-470e-9943-a9488e189e24"), order_status::pending},
    {parsed("06955f8f-13dd-436b-85ac-c44679837d09"), order_status::waiting_buyer_invoice},
    {parsed("9aace6e6-450c-4f1f-ba9f-ced4330ab5b4"), order_status::waiting_payment},
    {parsed("556316f9-793e-403c-a706-7525bc3f427c"), order_status::active},
    {parsed("9f9f1fac-7f6e-4203-9442-cce312e53cd6"), order_status::fiat_sent},
    {parsed("d86a4e18-db11-482c-8465-06768aa474dd"), order_status::settled_hold_invoice},
};

fresh_directory& with_layout_1(fresh_directory& at) {
  std::filesystem::create_directories(at.path());
  std::filesystem::copy_file(std::string{MOSTRO_VECTORS} + "/databases/layout_1.mdb",
                             at.data_file());
  return at;
}

/// The payment hash of an order's escrow, wherever it is now.
std::optional<payment_hash> escrow_hash(const order& o) {
  if (auto* p = std::get_if<settled>(&o.phase))
    return p->escrow.key.hash;
  if (auto* p = std::get_if<closed>(&o.phase))
    return p->escrow ? std::optional{p->escrow->key.hash} : std::nullopt;
  return escrow_to_watch(o);
}

void check_every_order(database& db) {
  size_t open = 0;
  for (auto& [id, status] : made_by_layout_1) {
    INFO(id.text());
    const auto found = db.find_order(id);
    REQUIRE((found && *found));
    CHECK(status_of(**found) == status);
    CHECK(db.journal_of(id)->size() == (*found)->seq);
    if (const auto hash = escrow_hash(**found))
      CHECK(*db.user_of_hash(*hash) == std::optional{id});
    open += !is_closed(**found);
  }
  const auto told = db.recover();
  REQUIRE(told);
  CHECK(told->open_orders.size() == open);
  CHECK(open == 7);
  CHECK(told->users.size() >= 9); // A seller each, and the buyers.
  CHECK_FALSE(told->stamps.empty());
  CHECK_FALSE(told->copied_at);
}

} // namespace

TEST_CASE("old database: that of layout 1 opens with every open trade, also a second time") {
  fresh_directory at;
  with_layout_1(at);
  check_every_order(*at.open());
  check_every_order(*at.open());
}

TEST_CASE("old database: its payout under way is still claimed, by hash") {
  fresh_directory at;
  auto db = with_layout_1(at).open();
  const auto id = parsed("d86a4e18-db11-482c-8465-06768aa474dd");
  const auto paying = *db->find_order(id);
  REQUIRE(paying);
  const auto& claim = std::get<settled>(paying->phase).payout.claim;
  REQUIRE(claim);
  CHECK(*db->user_of_hash(claim->hash) == std::optional{id});
  size_t questions = 0;
  for (const auto& row : *db->outbox_of(id))
    if (auto* pay = std::get_if<pay_invoice>(&row.effect))
      questions += pay->hash == claim->hash && !pay->bolt11.empty();
  CHECK(questions == 1);
}

TEST_CASE("old database: an open trade of it is decided on and kept") {
  fresh_directory at;
  with_layout_1(at);
  const auto id = parsed("556316f9-793e-403c-a706-7525bc3f427c");
  {
    auto db = at.open();
    auto next = **db->find_order(id);
    ++next.seq;
    auto& was = std::get<active>(next.phase);
    next.phase = fiat_sent{was.trade, was.held, {}};
    write_one(*db, samples::decide(next));
  }
  auto db = at.open();
  CHECK(status_of(**db->find_order(id)) == order_status::fiat_sent);
  CHECK(db->journal_of(id)->size() == (*db->find_order(id))->seq);
}

TEST_CASE("old database: a backup of it holds every order too") {
  fresh_directory at;
  with_layout_1(at);
  const auto copy = at.path().parent_path() / "copy";
  const auto made = back_up_files(at.path(), {copy, {1'700'000'000}}); // Before any upgrade.
  INFO((made ? "" : made.why().text));
  REQUIRE(made);
  CHECK(made->layout == 1);
  CHECK(made->orders == made_by_layout_1.size());
  CHECK(made->open_orders == 7);
  auto opened = database::open({copy, size_t{1} << 20});
  REQUIRE(opened);
  CHECK((*opened)->recover()->copied_at == unix_time{1'700'000'000});
  CHECK((*opened)->recover()->open_orders.size() == 7);
}
