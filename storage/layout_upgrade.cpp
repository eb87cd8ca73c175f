// SPDX-License-Identifier: MIT
#include "storage/layout_upgrade.hpp"

#include "storage/order_index.hpp"
#include "storage/record_codec.hpp"
#include "storage/record_frame.hpp"
#include "storage/tables.hpp"

#include <algorithm>

namespace mostro::storage {

void upgrade_layout(transaction& txn) {
  cursor at(txn, table::orders);
  for (bool more = at.seek(); more; more = at.next()) {
    order_id id;
    if (at.key().size() != id.data.size()) {
      txn.fail(damaged_record({"orders", at.key()}, "the key has a wrong length"));
      return;
    }
    std::ranges::copy(at.key(), id.data.begin());
    if (const auto found = decode_order(id, at.value()))
      index_order(txn, *found, std::nullopt);
    else
      txn.fail(found.why());
  }
  txn.put(table::meta, as_bytes(layout_key), big_endian(layout_version));
}

} // namespace mostro::storage
