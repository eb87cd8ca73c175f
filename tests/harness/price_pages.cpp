// SPDX-License-Identifier: MIT
#include "tests/harness/price_pages.hpp"

#include "messages/json.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <ctime>

namespace mostro::devnet {

namespace {

using price_table = std::map<std::string, double>;

/// The shortest text that reads back as the same number, always with a fraction or exponent.
std::string decimal(double value) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string out{buffer.data(), end};
  if (out.find_first_of(".e") == std::string::npos)
    out += ".0";
  return out;
}

std::string lower_case(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// `{"USD":50000.0,…}`; `written` spells a value.
template <class Written>
std::string object_of(const price_table& prices, const Written& written) {
  std::string out = "{";
  for (const auto& [currency, value] : prices) {
    if (out.size() > 1)
      out += ',';
    json::write_string(out, currency);
    out += ':' + written(value);
  }
  return out + '}';
}

price_table lower_case(const price_table& prices) {
  price_table out;
  for (const auto& [currency, value] : prices)
    out[lower_case(currency)] = value;
  return out;
}

http_response page(std::string body) { return {200, std::move(body), "application/json", {}}; }
http_response refuse(const char* why) {
  return {400, std::string{R"({"error":")"} + why + "\"}", "application/json", {}};
}

http_response yadio(const http_request&, const price_table& prices) {
  return page(R"({"BTC":)" + object_of(prices, decimal) + R"(,"base":"BTC"})");
}

http_response coingecko(const http_request& request, const price_table& prices) {
  const auto wanted = request.parameter("vs_currencies").value_or("");
  if (request.parameter("ids") != "bitcoin" || wanted.empty())
    return refuse("Missing parameter vs_currencies");
  auto known = lower_case(prices);
  std::erase_if(known, [&](const auto& price) {
    return ("," + wanted + ",").find("," + price.first + ",") == std::string::npos;
  });
  return page(R"({"bitcoin":)" + object_of(known, decimal) + "}");
}

http_response currency_api(const http_request&, const price_table& prices) {
  auto all = lower_case(prices);
  all["btc"] = 1;
  all["eth"] = 20.5;
  return page(R"({"date":"2026-01-01","btc":)" + object_of(all, decimal) + "}");
}

http_response blockchain(const http_request&, const price_table& prices) {
  return page(object_of(prices, [](double value) {
    const auto last = decimal(value);
    return R"({"15m":)" + last + R"(,"last":)" + last + R"(,"buy":)" + last + R"(,"sell":)" + last +
           R"(,"symbol":"X"})";
  }));
}

/// Seconds since the epoch of `YYYY-MM-DD HH:MM:SS`.
std::optional<int64_t> moment_of(const std::optional<std::string>& text) {
  std::tm parts{};
  if (!text || strptime(text->c_str(), "%Y-%m-%d %H:%M:%S", &parts) == nullptr)
    return std::nullopt;
  return timegm(&parts);
}

/// How many CUP one unit costs, for the units of which a price is known.
http_response eltoque(const http_request& request, const price_table& prices) {
  const auto from = moment_of(request.parameter("date_from"));
  const auto to = moment_of(request.parameter("date_to"));
  if (!from || !to || *to - *from >= 24 * 3600 || *to <= *from)
    return refuse("date_from and date_to must be less than 24 hours apart");
  price_table rates;
  const auto cup = prices.find("CUP");
  for (const auto* unit : {"USD", "MLC", "EUR"})
    if (const auto one = prices.find(unit); cup != prices.end() && one != prices.end())
      rates[unit] = cup->second / one->second;
  return page(R"({"tasas":)" + object_of(rates, decimal) + R"(,"date":"2026-01-01"})");
}

struct service_page {
  const char* path;
  http_response (*answer)(const http_request&, const price_table&);
};

constexpr service_page pages[] = {
    {"/exrates/BTC", yadio},
    {"/simple/price", coingecko},
    {"/currencies/btc.min.json", currency_api},
    {"/ticker", blockchain},
    {"/v1/trmi", eltoque},
};

} // namespace

std::optional<http_response> answer_price(const http_request& request, const price_table& prices) {
  if (request.method == "GET")
    for (const auto& known : pages)
      if (request.path == known.path)
        return known.answer(request, prices);
  return std::nullopt;
}

} // namespace mostro::devnet
