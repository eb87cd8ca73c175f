// SPDX-License-Identifier: MIT
#include "actors/network/name_resolver.hpp"

#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <thread>

namespace mostro {
namespace {

constexpr size_t max_waiting = 256;

std::optional<ip_address> address_of(const addrinfo& entry) {
  ip_address out;
  if (entry.ai_family == AF_INET) {
    const auto* from = reinterpret_cast<const sockaddr_in*>(entry.ai_addr);
    std::memcpy(out.octets.data(), &from->sin_addr, 4);
    return out;
  }
  if (entry.ai_family == AF_INET6) {
    const auto* from = reinterpret_cast<const sockaddr_in6*>(entry.ai_addr);
    std::memcpy(out.octets.data(), &from->sin6_addr, 16);
    out.is_v6 = true;
    return out;
  }
  return std::nullopt;
}

result<std::vector<ip_address>> resolve(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_family = AF_UNSPEC;
  addrinfo* found = nullptr;
  if (int trouble = getaddrinfo(host.c_str(), nullptr, &wanted, &found); trouble != 0)
    return fail(errc::not_found, std::string{"name lookup: "} + gai_strerror(trouble));
  std::vector<ip_address> out;
  for (auto* entry = found; entry != nullptr; entry = entry->ai_next)
    if (auto address = address_of(*entry))
      out.push_back(*address);
  freeaddrinfo(found);
  if (out.empty())
    return fail(errc::not_found, "name lookup: no address");
  return out;
}

} // namespace

struct name_resolver::shared_state {
  struct job {
    std::string host;
    answer tell;
  };

  std::mutex lock;
  std::condition_variable wake;
  std::deque<job> waiting;
  bool stopping = false;
  std::vector<std::thread> threads;

  void work() {
    // The resolver's settings are per thread: one try of one second for each
    // name server bounds every lookup (spec 05 §3.3 allows two seconds).
    res_init();
    _res.retrans = 1;
    _res.retry = 1;
    while (true) {
      std::unique_lock guard(lock);
      wake.wait(guard, [this] { return stopping || !waiting.empty(); });
      if (stopping)
        return;
      auto next = std::move(waiting.front());
      waiting.pop_front();
      guard.unlock();
      auto found = resolve(next.host);
      guard.lock();
      const bool dropped = stopping;
      guard.unlock();
      if (!dropped)
        next.tell(std::move(found));
    }
  }
};

name_resolver::name_resolver(size_t threads) : state_(std::make_unique<shared_state>()) {
  for (size_t i = 0; i < threads; ++i)
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

name_resolver::~name_resolver() {
  {
    std::lock_guard guard(state_->lock);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (auto& t : state_->threads)
    t.join();
}

void name_resolver::look_up(std::string host, answer tell) {
  std::unique_lock guard(state_->lock);
  if (!state_->stopping && state_->waiting.size() < max_waiting) {
    state_->waiting.push_back({std::move(host), std::move(tell)});
    guard.unlock();
    state_->wake.notify_one();
    return;
  }
  guard.unlock();
  tell(fail(errc::unavailable, "too many name lookups wait"));
}

} // namespace mostro
