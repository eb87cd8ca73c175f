// SPDX-License-Identifier: MIT
#include "actors/http/http_transfer.hpp"

#include <algorithm>

namespace mostro {
namespace {

/// Sets options and remembers whether all were taken: a guard that libcurl did
/// not accept must not be missed.
class option_setter {
public:
  explicit option_setter(CURL* easy) : easy_(easy) {}
  template <class T>
  option_setter& set(CURLoption option, T value) {
    all_taken_ = all_taken_ && curl_easy_setopt(easy_, option, value) == CURLE_OK;
    return *this;
  }
  bool all_taken() const { return all_taken_; }

private:
  CURL* easy_;
  bool all_taken_ = true;
};

std::string bracketed(const ip_address& address) {
  return address.is_v6 ? "[" + address.text() + "]" : address.text();
}

} // namespace

size_t http_transfer::on_body(char* data, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<http_transfer*>(self);
  const auto length = size * count;
  if (transfer->body_.size() + length > transfer->what_.max_body_bytes) {
    transfer->too_long_ = true;
    return 0; // Anything but `length` makes libcurl end the transfer.
  }
  transfer->body_.append(data, length);
  return length;
}

status http_transfer::prepare(const url& target, const std::optional<ip_address>& pinned_to,
                              clock::time_point now) {
  easy_.reset(curl_easy_init());
  if (!easy_)
    return fail(errc::unavailable, "no handle");
  for (const auto& line : what_.headers)
    if (auto* longer = curl_slist_append(headers_.get(), line.c_str())) {
      (void)headers_.release();
      headers_.reset(longer);
    }
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - now);
  option_setter options(easy_.get());
  options.set(CURLOPT_URL, target.text().c_str())
      .set(CURLOPT_NOSIGNAL, 1L)
      .set(CURLOPT_PROTOCOLS_STR, "http,https")
      .set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
      .set(CURLOPT_MAXREDIRS, 5L)
      .set(CURLOPT_USERAGENT, what_.user_agent.c_str())
      .set(CURLOPT_HTTPHEADER, headers_.get())
      .set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(what_.connect_timeout.count()))
      .set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(left.count())))
      .set(CURLOPT_WRITEFUNCTION, &http_transfer::on_body)
      .set(CURLOPT_WRITEDATA, this)
      .set(CURLOPT_PRIVATE, this);
  const bool redirects = what_.follow_redirects && what_.allowed == reach::anywhere;
  options.set(CURLOPT_FOLLOWLOCATION, redirects ? 1L : 0L);
  if (pinned_to) {
    auto pin = (target.is_v6_literal ? "[" + target.host + "]" : target.host) + ":" +
               std::to_string(target.port) + ":" + bracketed(*pinned_to);
    pins_.reset(curl_slist_append(nullptr, pin.c_str()));
    // A proxy would resolve the name anew: guarded requests use none. The
    // address is asked for again, too: a kept connection has passed another guard.
    options.set(CURLOPT_RESOLVE, pins_.get())
        .set(CURLOPT_PROXY, "")
        .set(CURLOPT_FRESH_CONNECT, 1L)
        .set(CURLOPT_FORBID_REUSE, 1L);
  }
  return options.all_taken() && (!pinned_to || pins_)
             ? done()
             : fail(errc::unavailable, "libcurl refused an option");
}

void http_transfer::finish(CURLcode outcome) {
  if (outcome != CURLE_OK) {
    refuse(too_long_ ? "the answer is too long" : curl_easy_strerror(outcome));
    return;
  }
  http_answered out;
  out.tag = what_.tag;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &out.status);
  out.body = std::move(body_);
  tell_(std::move(out));
}

void http_transfer::refuse(std::string why) {
  http_answered out;
  out.tag = what_.tag;
  out.error_text = std::move(why);
  tell_(std::move(out));
}

} // namespace mostro
