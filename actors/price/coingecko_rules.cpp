// SPDX-License-Identifier: MIT
//
// CoinGecko: `{"bitcoin":{"usd":63410,…}}`, for the currencies that it knows. A
// key goes into the header of the plan that the URL belongs to.
#include "actors/price/provider_rules.hpp"
#include "actors/price/rate_json_rules.hpp"

namespace mostro {
namespace {

constexpr std::string_view currencies =
    "usd,eur,gbp,jpy,ars,aud,bdt,bhd,bmd,brl,cad,chf,clp,cny,czk,dkk,gel,hkd,huf,idr,ils,inr,krw,"
    "kwd,lkr,mmk,mxn,myr,ngn,nok,nzd,php,pkr,pln,rub,sar,sek,sgd,thb,try,twd,uah,vnd,zar";

std::vector<rate_request> requests(const provider_access& access, unix_time) {
  rate_request out;
  out.url = without_slash(access.url) +
            "/simple/price?ids=bitcoin&vs_currencies=" + std::string{currencies};
  if (!access.key.reveal().empty()) {
    const bool is_pro = access.url.find("pro-api") != std::string::npos;
    const std::string name = is_pro ? "x-cg-pro-api-key: " : "x-cg-demo-api-key: ";
    out.header = secret{name + access.key.reveal()};
  }
  return {out};
}

result<quote_table> read(std::string_view body) {
  const auto parsed = parse_rates(body);
  if (!parsed)
    return parsed.why();
  auto rates = read_rate_object(parsed->root(), "bitcoin", code_spelling::to_upper);
  if (!rates)
    return rates.why();
  return quote_table{*std::move(rates), {}};
}

} // namespace

http_provider coingecko() { return {"coingecko", &requests, &read}; }

} // namespace mostro
