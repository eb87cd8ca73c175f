// SPDX-License-Identifier: MIT
//
// Every typed actor handle of the daemon and every message between actors, one
// header each. Actors know each other only through these files. The messages are
// local to the process; nothing here is ever stored (records are storage/).
//
// Conventions: commands are imperative, facts are past tense. A handler that
// answers has a finite timeout at the asker; a fire-and-forget handler answers
// nothing and is reached with anon_send.
#pragma once

#include "actors/interfaces/announcer.hpp"
#include "actors/interfaces/dev_fee.hpp"
#include "actors/interfaces/dispute_desk.hpp"
#include "actors/interfaces/escrow.hpp"
#include "actors/interfaces/event_fan.hpp"
#include "actors/interfaces/http.hpp"
#include "actors/interfaces/inbox.hpp"
#include "actors/interfaces/ln_node.hpp"
#include "actors/interfaces/order.hpp"
#include "actors/interfaces/order_book.hpp"
#include "actors/interfaces/payee.hpp"
#include "actors/interfaces/price.hpp"
#include "actors/interfaces/publisher.hpp"
#include "actors/interfaces/relay.hpp"
#include "actors/interfaces/reputation.hpp"
#include "actors/interfaces/signer.hpp"
#include "actors/interfaces/store.hpp"
