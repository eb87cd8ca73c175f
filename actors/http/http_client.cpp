// SPDX-License-Identifier: MIT
//
// The thread's loop. Requests come in through a locked queue, resolved names
// through another; everything else belongs to the thread alone.
#include "actors/http/http_client.hpp"

#include "actors/http/http_transfer.hpp"
#include "actors/network/name_resolver.hpp"

#include <map>
#include <mutex>
#include <thread>

namespace mostro {
namespace {

constexpr size_t max_open = 256;
using clock = http_transfer::clock;
using milliseconds = std::chrono::milliseconds;

/// libcurl's process-wide set-up, once, before any thread uses it.
void initialize_curl() {
  static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  expects(outcome == CURLE_OK, "curl_global_init failed");
}

} // namespace

class http_client::loop {
public:
  loop() : multi_(curl_multi_init()) {
    expects(multi_ != nullptr, "curl_multi_init failed");
    thread_ = std::thread([this] { run(); });
  }
  ~loop() { stop(); }

  void submit(http_request what, answer tell) {
    {
      std::lock_guard guard(lock_);
      if (stopping_)
        return;
      submitted_.push_back(std::make_unique<http_transfer>(std::move(what), std::move(tell),
                                                           clock::now() + what.total_timeout));
    }
    curl_multi_wakeup(multi_.get());
  }

  void stop() {
    {
      std::lock_guard guard(lock_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_.get());
    if (thread_.joinable())
      thread_.join();
  }

private:
  using transfer_ptr = std::unique_ptr<http_transfer>;
  struct looked_up {
    uint64_t number = 0;
    result<std::vector<ip_address>> found;
  };
  /// A request whose host is being looked up.
  struct unresolved {
    transfer_ptr transfer;
    url target;
    clock::time_point give_up;
  };

  void run() {
    while (take_queues()) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      finish_transfers();
      give_up_lookups();
      curl_multi_poll(multi_.get(), nullptr, 0, unresolved_.empty() ? 1000 : 50, nullptr);
    }
    for (auto& [easy, transfer] : running_)
      curl_multi_remove_handle(multi_.get(), easy);
    running_.clear();
    unresolved_.clear();
    std::lock_guard guard(lock_);
    submitted_.clear();
  }

  /// Takes what other threads left; false when it is time to stop.
  bool take_queues() {
    std::vector<transfer_ptr> fresh;
    std::vector<looked_up> names;
    {
      std::lock_guard guard(lock_);
      if (stopping_)
        return false;
      fresh.swap(submitted_);
      names.swap(looked_up_);
    }
    for (auto& transfer : fresh)
      begin(std::move(transfer));
    for (auto& name : names)
      resolved(std::move(name));
    return true;
  }

  void begin(transfer_ptr transfer) {
    if (running_.size() + unresolved_.size() >= max_open) {
      transfer->refuse("too many requests at a time");
      return;
    }
    auto target = parse_url(transfer->what().url);
    if (!target || target->scheme.starts_with("ws")) {
      transfer->refuse(target ? "not an HTTP URL" : to_string(target.why()));
      return;
    }
    if (transfer->what().allowed == reach::anywhere) {
      start(std::move(transfer), *target, std::nullopt);
    } else if (auto literal = parse_ip(target->host)) {
      guarded_start(std::move(transfer), *target, {*literal});
    } else if (target->is_v6_literal) {
      transfer->refuse("not an address");
    } else {
      look_up(std::move(transfer), *std::move(target));
    }
  }

  void look_up(transfer_ptr transfer, url target) {
    const auto number = ++last_lookup_;
    auto host = target.host;
    const auto give_up = clock::now() + transfer->what().lookup_timeout;
    unresolved_.emplace(number, unresolved{std::move(transfer), std::move(target), give_up});
    resolver_.look_up(std::move(host), [this, number](result<std::vector<ip_address>> found) {
      {
        std::lock_guard guard(lock_);
        looked_up_.push_back({number, std::move(found)});
      }
      curl_multi_wakeup(multi_.get());
    });
  }

  void resolved(looked_up name) {
    auto it = unresolved_.find(name.number);
    if (it == unresolved_.end())
      return; // Given up meanwhile.
    auto request = std::move(it->second);
    unresolved_.erase(it);
    if (name.found)
      guarded_start(std::move(request.transfer), request.target, *name.found);
    else
      request.transfer->refuse(to_string(name.found.why()));
  }

  void give_up_lookups() {
    const auto now = clock::now();
    for (auto it = unresolved_.begin(); it != unresolved_.end();) {
      const bool late = now >= it->second.give_up || now >= it->second.transfer->deadline();
      if (late)
        it->second.transfer->refuse("the name lookup took too long");
      it = late ? unresolved_.erase(it) : std::next(it);
    }
  }

  /// Spec 05 §3.3: nothing is connected to before every address has passed.
  void guarded_start(transfer_ptr transfer, const url& target,
                     const std::vector<ip_address>& found) {
    auto chosen = choose_address(found, transfer->what().allowed == reach::pinned);
    if (!chosen) {
      transfer->refuse(to_string(chosen.why()));
      return;
    }
    start(std::move(transfer), target, *chosen);
  }

  void start(transfer_ptr transfer, const url& target, const std::optional<ip_address>& pin) {
    if (auto prepared = transfer->prepare(target, pin, clock::now()); !prepared) {
      transfer->refuse(to_string(prepared.why()));
      return;
    }
    auto* easy = transfer->handle();
    if (curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) {
      transfer->refuse("libcurl refused the transfer");
      return;
    }
    running_.emplace(easy, std::move(transfer));
  }

  void finish_transfers() {
    int left = 0;
    while (auto* news = curl_multi_info_read(multi_.get(), &left)) {
      if (news->msg != CURLMSG_DONE)
        continue;
      const auto outcome = news->data.result;
      auto it = running_.find(news->easy_handle);
      if (it == running_.end())
        continue;
      auto transfer = std::move(it->second);
      running_.erase(it);
      curl_multi_remove_handle(multi_.get(), transfer->handle());
      transfer->finish(outcome);
    }
  }

  struct multi_deleter {
    void operator()(CURLM* m) const { curl_multi_cleanup(m); }
  };

  std::unique_ptr<CURLM, multi_deleter> multi_; ///< First: the last to be cleaned up.
  std::mutex lock_;                             ///< Guards the next three.
  bool stopping_ = false;
  std::vector<transfer_ptr> submitted_;
  std::vector<looked_up> looked_up_;

  std::map<CURL*, transfer_ptr> running_;
  std::map<uint64_t, unresolved> unresolved_;
  uint64_t last_lookup_ = 0;
  std::thread thread_;
  name_resolver resolver_; ///< Last: it is joined before what its answers touch goes.
};

http_client::http_client() {
  initialize_curl();
  loop_ = std::make_unique<loop>();
}

http_client::~http_client() = default;

void http_client::get(http_request what, answer tell) {
  loop_->submit(std::move(what), std::move(tell));
}

void http_client::stop() { loop_->stop(); }

} // namespace mostro
