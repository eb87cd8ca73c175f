// SPDX-License-Identifier: MIT
#include "messages/dispute.hpp"

namespace mostro {

bool is_over(dispute_status s) {
  return s == dispute_status::seller_refunded || s == dispute_status::settled ||
         s == dispute_status::released;
}

} // namespace mostro
