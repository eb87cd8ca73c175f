// SPDX-License-Identifier: MIT
//
// The gate that every call passes: the token, the limit on guessing it, and the
// audit log.
#pragma once

#include "actors/admin/audit_log.hpp"
#include "actors/admin/rate_limiter_rules.hpp"
#include "actors/environment.hpp"

namespace mostro::admin {

/// Why a call has no answer.
struct call_error {
  enum class reason : uint8_t {
    unauthenticated, ///< No token, or a wrong one.
    too_many,        ///< Too many failures, or too many watchers.
    unknown_peer,    ///< The caller's address cannot be told.
    invalid,         ///< The question makes no sense.
    not_found,
    broken, ///< Database or audit log do not work.
  };
  reason why = reason::broken;
  std::string text;
};

/// One call, as the audit log shows it.
struct audited_call {
  const caller& who;
  const char* name;
  std::vector<std::pair<std::string, std::string>> with;
};

/// What the gate is made of.
struct gate_setup {
  std::filesystem::path audit_file;
  std::optional<access_token> token; ///< What TCP callers must show.
  seconds limiter_retention{3600};
  environment env;
  /// A clock that never goes back; for the limiter.
  std::function<std::chrono::milliseconds()> monotonic;
};

/// Thread-safe.
class call_gate {
public:
  explicit call_gate(gate_setup setup);

  /// Why the caller is not let in; none when it is. Refusals are audited.
  std::optional<call_error> admit(const audited_call& c);
  /// Adds the line of a call that was let in. A failure is logged as well.
  status note(const audited_call& c, audit_outcome what, const std::string& text = {});

private:
  enum class verdict : uint8_t { may_enter, wrong_token, must_wait };
  verdict judge(const caller& who, bool& is_news);
  void note_refusal(const audited_call& c, const std::string& text);

  const gate_setup setup_;
  audit_log audit_;
  std::mutex guard_; ///< Of the limiter.
  rate_limiter limiter_;
};

} // namespace mostro::admin
