// SPDX-License-Identifier: MIT
#include "storage/order_index.hpp"

#include "storage/payment_hashes.hpp"
#include "storage/record_codec.hpp"
#include "storage/stored_values.hpp"
#include "storage/tables.hpp"

namespace mostro::storage {

void index_order(transaction& txn, const order& next, const std::optional<order>& before) {
  if (next.dispute && !load_order_of(txn, next.dispute->id))
    txn.put(table::disputes, next.dispute->id.data,
            as_bytes(encode_reference("disputes", next.dispute->id.data, next.id)));
  for (const payment_hash& hash : payment_hashes_of(next, before))
    if (!txn.has(table::payment_hashes, hash.data))
      txn.put(table::payment_hashes, hash.data,
              as_bytes(encode_reference("payment_hashes", hash.data, next.id)));
}

} // namespace mostro::storage
