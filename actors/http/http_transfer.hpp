// SPDX-License-Identifier: MIT
//
// Private to actors/http: one request on its way through libcurl.
#pragma once

#include "actors/http/http_service.hpp"
#include "actors/network/address_rules.hpp"
#include "actors/network/url_rules.hpp"

#include <curl/curl.h>

#include <memory>
#include <optional>

namespace mostro {

/// Owns the easy handle of one request and what it received so far.
class http_transfer {
public:
  using clock = std::chrono::steady_clock;

  http_transfer(http_request what, http_service::answer tell, clock::time_point deadline)
      : what_(std::move(what)), tell_(std::move(tell)), deadline_(deadline) {}
  http_transfer(const http_transfer&) = delete;
  http_transfer& operator=(const http_transfer&) = delete;

  /// Prepares the easy handle; `pinned_to` fixes the address of the host. What
  /// is left of the request's time counts from `now`. Error when libcurl refuses
  /// an option: then nothing must be sent.
  status prepare(const url& target, const std::optional<ip_address>& pinned_to,
                 clock::time_point now);

  CURL* handle() const { return easy_.get(); }
  const http_request& what() const { return what_; }
  clock::time_point deadline() const { return deadline_; }

  /// Calls the answer with the outcome of the finished transfer.
  void finish(CURLcode outcome);
  /// Calls the answer with a failure.
  void refuse(std::string why);

private:
  struct easy_deleter {
    void operator()(CURL* c) const { curl_easy_cleanup(c); }
  };
  struct list_deleter {
    void operator()(curl_slist* l) const { curl_slist_free_all(l); }
  };

  static size_t on_body(char* data, size_t size, size_t count, void* self);

  http_request what_;
  http_service::answer tell_;
  clock::time_point deadline_;
  std::string body_;
  bool too_long_ = false;
  std::unique_ptr<curl_slist, list_deleter> headers_;
  std::unique_ptr<curl_slist, list_deleter> pins_;
  std::unique_ptr<CURL, easy_deleter> easy_; ///< Last: it is cleaned up before what it uses.
};

} // namespace mostro
