// SPDX-License-Identifier: MIT
//
// LNURL-pay as a wallet's server speaks it (LUD-06, LUD-12, LUD-16): the document
// of a user and the callback that answers with an invoice. Pure but for the
// injected source of invoices.
#pragma once

#include "messages/money.hpp"
#include "tests/harness/http_server.hpp"

#include <functional>

namespace mostro::devnet {

/// A user who can be paid at `<name>@<host>`.
struct lnurl_user {
  std::string node; ///< The Lightning node that makes the invoices.
  msats min_sendable{1000};
  msats max_sendable{100'000'000'000};
  size_t comment_allowed = 0; ///< Characters; 0: no comments (LUD-12).
};

/// Makes an invoice at a node over an amount with a comment as its description.
using invoice_source = std::function<result<std::string>(const std::string& node, msats amount,
                                                         const std::string& comment)>;

/// The document at `/.well-known/lnurlp/<name>`; `base_url` has no slash at its end.
http_response lnurl_document(const std::string& name, const lnurl_user& user,
                             const std::string& base_url);

/// The answer of the callback to `amount` (millisatoshis) and `comment`. Refusals have status
/// 200 and `"status":"ERROR"` as LUD-06 wants.
http_response lnurl_callback(const http_request& request, const lnurl_user& user,
                             const invoice_source& invoices);

/// A refusal as LUD-06 words it.
http_response lnurl_refusal(int status, std::string_view reason);

/// The path of a user's callback.
std::string lnurl_callback_path(const std::string& name);

/// `lnurl1…` of a URL (LUD-01).
std::string to_lnurl(const std::string& url);

} // namespace mostro::devnet
