// SPDX-License-Identifier: MIT
#include "messages/ids.hpp"

#include "messages/hash.hpp"

namespace mostro {

template <class Tag>
std::string uuid<Tag>::text() const {
  auto hex = to_hex(data);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

template <class Tag>
result<uuid<Tag>> uuid<Tag>::parse(std::string_view text) {
  constexpr std::string_view urn = "urn:uuid:";
  if (text.starts_with(urn))
    text.remove_prefix(urn.size());
  else if (text.size() == 38 && text.front() == '{' && text.back() == '}')
    text = text.substr(1, 36);
  std::string digits;
  if (text.size() == 36) {
    for (size_t i = 0; i < text.size(); ++i) {
      bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen != (text[i] == '-'))
        return fail(errc::malformed, "not a UUID");
      if (!hyphen)
        digits += text[i];
    }
  } else {
    digits = text;
  }
  auto raw = bytes_from_hex(digits);
  if (!raw || raw->size() != 16)
    return fail(errc::malformed, "not a UUID");
  uuid out;
  std::copy(raw->begin(), raw->end(), out.data.begin());
  return out;
}

template <class Tag>
uuid<Tag> uuid<Tag>::from_random(std::array<uint8_t, 16> random) {
  random[6] = static_cast<uint8_t>((random[6] & 0x0f) | 0x40);
  random[8] = static_cast<uint8_t>((random[8] & 0x3f) | 0x80);
  return uuid{random};
}

template struct uuid<struct order_id_tag>;
template struct uuid<struct dispute_id_tag>;

payment_hash hash_of(const preimage& p) { return payment_hash{sha256(p.reveal())}; }

} // namespace mostro
