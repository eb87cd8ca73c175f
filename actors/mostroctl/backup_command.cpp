// SPDX-License-Identifier: MIT
#include "actors/mostroctl/backup_command.hpp"

#include "actors/mostroctl/table_mapper.hpp"
#include "storage/backup.hpp"

namespace mostro::ctl {

std::string directory_for_backup(const request& asked) {
  if (!asked.where.target.starts_with("unix:"))
    return asked.argument;
  std::error_code unknown;
  auto whole = std::filesystem::absolute(asked.argument, unknown).lexically_normal();
  if (unknown)
    return asked.argument;
  return whole.has_filename() ? whole.string() : whole.parent_path().string();
}

reply<admin::backup_view> back_up_without_daemon(const std::string& database,
                                                 const std::string& directory, int64_t now,
                                                 const call_failure& silence) {
  std::error_code unknown;
  if (!std::filesystem::exists(std::filesystem::path{database} / "data.mdb", unknown))
    return call_failure{true, silence.text + "; and there is no database in " + database};
  auto made = storage::back_up_files(database, {directory, {now}, "No daemon ran.\n"});
  if (!made && made.why().code == errc::conflict && !std::filesystem::exists(directory, unknown))
    return call_failure{true, "the daemon has the database open, but " + silence.text};
  if (!made)
    return call_failure{false, made.why().text};
  admin::backup_view out;
  out.result.success = true;
  out.directory = made->directory.string();
  out.bytes = made->bytes;
  out.layout = made->layout;
  out.orders = made->orders;
  out.open_orders = made->open_orders;
  out.last_effect = made->last_effect;
  return out;
}

std::string backup_text(const admin::backup_view& b) {
  return pairs_text({{"backup", b.directory},
                     {"size", std::to_string(b.bytes) + " bytes"},
                     {"orders", std::to_string(b.orders) + ", " + std::to_string(b.open_orders) +
                                    " of them open"},
                     {"database", "layout " + std::to_string(b.layout) + ", last effect " +
                                      std::to_string(b.last_effect)}}) +
         "Not in it: settings.toml, .env (the node's key), LND's credentials and LND's own data: "
         "back them up too.\nIt holds preimages of hold invoices: keep it secret.\n";
}

} // namespace mostro::ctl
