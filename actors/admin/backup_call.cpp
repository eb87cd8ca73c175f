// SPDX-License-Identifier: MIT
//
// The backup of a running daemon: the caller's thread copies, the actors notice nothing.
#include "actors/admin/admin_service.hpp"
#include "actors/log.hpp"
#include "storage/backup.hpp"

namespace mostro::admin {

namespace {

/// True for one at a time.
class turn {
public:
  explicit turn(std::atomic<bool>& taken) : taken_(taken), mine_(!taken.exchange(true)) {}
  ~turn() {
    if (mine_)
      taken_ = false;
  }
  turn(const turn&) = delete;
  bool is_mine() const { return mine_; }

private:
  std::atomic<bool>& taken_;
  const bool mine_;
};

} // namespace

answer<backup_view> admin_service::back_up(const caller& who, const std::string& directory) {
  constexpr auto what = command::backup;
  backup_view out;
  auto told = carry_out({who, name_of(what), {{"directory", directory}}}, [&] {
    const turn mine{is_backing_up_};
    if (!mine.is_mine())
      return failed(what, "another backup that is being made; mend: wait for its end");
    auto& node = setup_.status.fixed;
    auto made = setup_.database->back_up({directory, setup_.env.now(),
                                          "Node " + node.npub + ", mostrod " + node.version + ".\n",
                                          [this] { return stopping_.load(); }});
    if (!made)
      return failed(what, made.why().text);
    out.directory = made->directory.string();
    out.bytes = made->bytes;
    out.layout = made->layout;
    out.orders = made->orders;
    out.open_orders = made->open_orders;
    out.last_effect = made->last_effect;
    log::info("backup-made", "directory={} bytes={} open_orders={}", out.directory, out.bytes,
              out.open_orders);
    return outcome{true, {}};
  });
  if (auto* refused = std::get_if<call_error>(&told))
    return *refused;
  out.result = std::get<outcome>(std::move(told));
  return out;
}

} // namespace mostro::admin
