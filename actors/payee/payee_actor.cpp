// SPDX-License-Identifier: MIT
#include "actors/payee/payee_actor.hpp"

#include "actors/log.hpp"
#include "actors/supervision.hpp"
#include "messages/overloaded.hpp"

namespace mostro {
namespace {

using self_pointer = payee_actor::stateful_pointer<payee_state>;

/// Ends a question without success. The text is ours: it holds nothing that the
/// payee's server wrote.
void fail_question(payee_question& question, const error& why) {
  log::debug("payee-failed", "why=\"{}\"", why);
  std::visit(
      overloaded{
          [](payee_question::probe_promise& reply) {
            reply.deliver(probed_destination{destination_probe::unreachable});
          },
          [&](payee_question::resolve_promise& reply) { reply.deliver(resolved_payee{why}); },
      },
      question.reply);
}

/// Sends one guarded GET for a question.
void ask(self_pointer self, payee_question question, std::string target) {
  auto& st = self->state;
  http_request request;
  request.tag = ++st.last_tag;
  request.url = std::move(target);
  request.user_agent = st.setup->user_agent;
  request.allowed = st.setup->allow_private_addresses ? reach::pinned : reach::public_only;
  st.open.emplace(request.tag, std::move(question));
  st.setup->http->get(std::move(request), [to = payee_actor{self}](http_answered answer) {
    caf::anon_send(to, std::move(answer));
  });
}

void begin(self_pointer self, payee_question question, const std::string& destination) {
  auto& st = self->state;
  if (st.open.size() >= st.setup->max_open) {
    fail_question(question, fail(errc::unavailable, "too many payees are being asked"));
    return;
  }
  auto target = destination_url(destination, st.setup->allow_private_addresses);
  if (!target)
    fail_question(question, target.why());
  else
    ask(self, std::move(question), *std::move(target));
}

void resolve_further(self_pointer self, payee_question question, const std::string& body) {
  auto& setup = *self->state.setup;
  auto offer = read_offer(body);
  if (!offer) {
    fail_question(question, offer.why());
    return;
  }
  auto target =
      callback_url(*offer, question.amount, question.comment, setup.allow_private_addresses);
  if (!target) {
    fail_question(question, target.why());
    return;
  }
  question.callback_asked = true;
  question.metadata_hash = offer->metadata_hash;
  ask(self, std::move(question), *std::move(target));
}

void finish_resolve(self_pointer self, payee_question& question, const std::string& body) {
  auto& setup = *self->state.setup;
  auto invoice = read_invoice(body);
  if (!invoice) {
    fail_question(question, invoice.why());
    return;
  }
  auto judged = judge_invoice(*invoice, question.amount, question.metadata_hash, setup.env.now(),
                              setup.policy);
  if (!judged) {
    fail_question(question, judged.why());
    return;
  }
  auto& reply = std::get<payee_question::resolve_promise>(question.reply);
  reply.deliver(resolved_payee{*std::move(invoice)});
}

void answered(self_pointer self, const http_answered& answer) {
  auto& st = self->state;
  auto it = st.open.find(answer.tag);
  if (it == st.open.end())
    return;
  auto question = std::move(it->second);
  st.open.erase(it);
  if (answer.status < 200 || answer.status > 299) {
    auto why = answer.status == 0 ? answer.error_text : std::to_string(answer.status);
    fail_question(question, fail(errc::unavailable, "HTTP: " + why));
  } else if (auto* reply = std::get_if<payee_question::probe_promise>(&question.reply)) {
    reply->deliver(probed_destination{is_pay_request(answer.body)
                                          ? destination_probe::reachable
                                          : destination_probe::unreachable});
  } else if (!question.callback_asked) {
    resolve_further(self, std::move(question), answer.body);
  } else {
    finish_resolve(self, question, answer.body);
  }
}

} // namespace

payee_actor::behavior_type payee_behavior(payee_actor::stateful_pointer<payee_state> self,
                                          payee_setup setup) {
  supervise(self);
  self->state.setup = std::move(setup);
  return {
      [self](const probe_destination& what) -> caf::result<probed_destination> {
        auto reply = self->make_response_promise<probed_destination>();
        begin(self, {reply, {}, {}}, what.destination);
        return reply;
      },
      [self](const resolve_payee& what) -> caf::result<resolved_payee> {
        auto reply = self->make_response_promise<resolved_payee>();
        begin(self, {reply, what.amount, what.comment}, what.destination);
        return reply;
      },
      [self](const http_answered& answer) { answered(self, answer); },
  };
}

} // namespace mostro
