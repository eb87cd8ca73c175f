// SPDX-License-Identifier: MIT
//
// The text of admin-add-solver (spec 03 §3.2).
#include "actors/dispute/solver_rules.hpp"

#include "messages/nostr/keys.hpp"

#include <catch2/catch.hpp>

using namespace mostro;

namespace {

public_key some_key() {
  public_key out;
  out.data.fill(0x5a);
  return out;
}

const std::string npub = nostr::to_npub(some_key());
const solver_text reads = solver_grant{some_key(), solver_standing::read};
const solver_text writes = solver_grant{some_key(), solver_standing::read_write};
const solver_text no_text = refusal::invalid_text_message;
const solver_text no_permission = refusal::invalid_parameters;
const solver_text no_key = unreadable_solver_key{};

} // namespace

TEST_CASE("solver text: without a suffix a solver may read and write") {
  CHECK(read_solver_text(npub) == writes);
  CHECK(read_solver_text(npub + ":read") == reads);
  CHECK(read_solver_text(npub + ":write") == writes);
  CHECK(read_solver_text(npub + ":read-write") == writes);
}

TEST_CASE("solver text: blanks around the key and the permission do not matter") {
  CHECK(read_solver_text("  " + npub + " \n") == writes);
  CHECK(read_solver_text("\t" + npub + " : read ") == reads);
}

TEST_CASE("conformance/03-45: a text without permission or without key is refused", "[03-45]") {
  CHECK(read_solver_text(npub + ":admin") == no_permission);
  CHECK(read_solver_text(npub + ":") == no_permission);
  CHECK(read_solver_text(npub + ":read:x") == no_permission);
  CHECK(read_solver_text(":read") == no_text);
  CHECK(read_solver_text("  ") == no_text);
}

TEST_CASE("solver text: permissions are words, letter by letter") {
  CHECK(read_solver_text(npub + ":READ") == no_permission);
  CHECK(read_solver_text(npub + ": ") == no_permission);
  CHECK(read_solver_text(npub + "::read") == no_permission);
  CHECK(read_solver_text(npub + ":read write") == no_permission);
  CHECK(read_solver_text("") == no_text);
  CHECK(read_solver_text(" : read") == no_text);
  CHECK(read_solver_text(":") == no_text);
}

TEST_CASE("solver text: only an npub names a solver") {
  CHECK(read_solver_text(some_key().hex()) == no_key);
  CHECK(read_solver_text(some_key().hex() + ":read") == no_key);
  CHECK(read_solver_text(npub.substr(0, npub.size() - 1)) == no_key);
  auto torn = npub;
  torn.back() = torn.back() == 'q' ? 'p' : 'q';
  CHECK(read_solver_text(torn) == no_key);
  CHECK(read_solver_text("alice") == no_key);
  CHECK(read_solver_text(nostr::to_nsec(secret_key{some_key().data})) == no_key);
  CHECK(read_solver_text("alice:admin") == no_permission);
}
