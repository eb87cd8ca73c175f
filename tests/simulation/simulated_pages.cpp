// SPDX-License-Identifier: MIT
#include "tests/simulation/simulated_pages.hpp"

#include "tests/harness/price_pages.hpp"

namespace mostro::simulation {

namespace {

constexpr std::string_view document_path = "/.well-known/lnurlp/";
constexpr std::string_view callback_path = "/lnurlp/callback/";

/// Path and query of a URL; nothing here needs percent-decoding but what the daemon never sends.
devnet::http_request request_of(const std::string& url) {
  devnet::http_request out;
  out.method = "GET";
  auto rest = url.substr(url.find("//") + 2);
  auto slash = rest.find('/');
  rest = slash == std::string::npos ? "/" : rest.substr(slash);
  auto mark = rest.find('?');
  out.path = rest.substr(0, mark);
  while (mark != std::string::npos) {
    auto next = rest.find('&', mark + 1);
    auto pair = rest.substr(mark + 1, next == std::string::npos ? next : next - mark - 1);
    auto equals = pair.find('=');
    if (equals != std::string::npos)
      out.query.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    mark = next;
  }
  return out;
}

class page_client final : public mostro::http_service {
public:
  explicit page_client(simulated_pages& pages) : pages_(pages), alive_(pages.in().alive) {}
  void get(mostro::http_request what, answer tell) override {
    auto& in = pages_.in();
    in.time.after(in.chance.between(1, 500), [this, what = std::move(what), tell] {
      if (*alive_)
        tell(pages_.answer(what));
    });
  }

private:
  simulated_pages& pages_;
  std::shared_ptr<bool> alive_;
};

} // namespace

std::shared_ptr<mostro::http_service> simulated_pages::make_client() {
  clients_.push_back(std::make_shared<page_client>(*this));
  return clients_.back();
}

std::string simulated_pages::address_of(const std::string& name) const {
  return name + "@wallet.example";
}

http_answered simulated_pages::answer(const mostro::http_request& asked) {
  if (!mended_ && in().chance.happens(in().faults.page_fails)) {
    if (in().chance.happens(0.3))
      return {asked.tag, 500, "oops", {}};
    if (in().chance.happens(0.3))
      return {asked.tag, 200, "{\"half\":", {}};
    return {asked.tag, 0, {}, "no answer in time"};
  }
  auto got = page(request_of(asked.url));
  return {asked.tag, got.status, got.body, {}};
}

devnet::http_response simulated_pages::page(const devnet::http_request& asked) {
  if (auto price = devnet::answer_price(asked, {{"USD", dollars_}, {"EUR", dollars_ * 0.9}}))
    return *price;
  devnet::lnurl_user user;
  if (asked.path.starts_with(document_path)) {
    auto name = asked.path.substr(document_path.size());
    return devnet::lnurl_document(name, user, "https://wallet.example");
  }
  if (asked.path.starts_with(callback_path)) {
    user.node = asked.path.substr(callback_path.size());
    return devnet::lnurl_callback(asked, user,
                                  [this](const std::string& node, msats amount,
                                         const std::string& comment) -> result<std::string> {
                                    devnet::invoice_request wanted;
                                    wanted.memo = comment;
                                    wanted.value_msat = amount.value;
                                    auto made = lightning_.network().add_invoice(node, wanted);
                                    if (!made)
                                      return fail(errc::invalid, made.why().text);
                                    return made->payment_request;
                                  });
  }
  return devnet::lnurl_refusal(404, "no such page");
}

void simulated_pages::begin_faults() {
  if (in().faults.price_moves == 0)
    return;
  in().time.after(in().chance.between(1, 600'000), [this] {
    if (in().chance.happens(in().faults.price_moves))
      dollars_ *= 0.8 + 0.4 * static_cast<double>(in().chance.below(1000)) / 1000;
    if (dollars_ < 5000 || dollars_ > 500'000)
      dollars_ = 50'000;
    begin_faults();
  });
}

} // namespace mostro::simulation
