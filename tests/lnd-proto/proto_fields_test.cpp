// SPDX-License-Identifier: MIT
//
// Our .proto files against the table of LND's names and numbers: a slip here
// would be read by a real node as something else, without any error.
#include "invoices.pb.h"
#include "lightning.pb.h"
#include "router.pb.h"
#include "state.pb.h"

#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace pb = google::protobuf;

namespace {

// `name` without the package that the table leaves out.
std::string short_name(const std::string& full) { return full.substr(full.find('.') + 1); }

std::string plain_type(const pb::FieldDescriptor& field) {
  if (field.message_type())
    return short_name(field.message_type()->full_name());
  if (field.enum_type())
    return short_name(field.enum_type()->full_name());
  return field.type_name();
}

std::string type_name(const pb::FieldDescriptor& field) {
  if (field.is_map())
    return "map<" + plain_type(*field.message_type()->map_key()) + "," +
           plain_type(*field.message_type()->map_value()) + ">";
  return (field.is_repeated() ? "repeated " : "") + plain_type(field);
}

std::string render(const pb::Descriptor& message) {
  std::string out = "message " + message.full_name() + ":";
  std::map<int, std::string> fields;
  for (int i = 0; i < message.field_count(); ++i) {
    const auto& field = *message.field(i);
    std::string text = std::to_string(field.number()) + " " + field.name() + " " + type_name(field);
    if (field.real_containing_oneof())
      text += " [oneof " + field.real_containing_oneof()->name() + "]";
    else if (field.has_optional_keyword())
      text += " [optional]";
    fields[field.number()] = text;
  }
  const char* separator = " ";
  for (const auto& [number, text] : fields) {
    out += separator + text;
    separator = "; ";
  }
  return out;
}

std::string render(const pb::EnumDescriptor& enumeration) {
  std::string out = "enum " + enumeration.full_name() + ":";
  for (int i = 0; i < enumeration.value_count(); ++i)
    out += (i ? "; " : " ") + std::to_string(enumeration.value(i)->number()) + " " +
           enumeration.value(i)->name();
  return out;
}

const std::vector<const pb::FileDescriptor*>& our_files() {
  static const std::vector<const pb::FileDescriptor*> files{
      lnrpc::Invoice::descriptor()->file(),
      invoicesrpc::SettleInvoiceMsg::descriptor()->file(),
      routerrpc::SendPaymentRequest::descriptor()->file(),
      lnrpc::GetStateRequest::descriptor()->file(),
  };
  return files;
}

std::set<std::string> what_we_have() {
  std::set<std::string> out;
  for (const auto* file : our_files()) {
    for (int i = 0; i < file->enum_type_count(); ++i)
      out.insert(render(*file->enum_type(i)));
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto& message = *file->message_type(i);
      out.insert(render(message));
      for (int k = 0; k < message.enum_type_count(); ++k)
        out.insert(render(*message.enum_type(k)));
    }
  }
  return out;
}

std::set<std::string> what_lnd_has() {
  std::ifstream in(MOSTRO_VECTORS "/lnd.fields.txt");
  std::set<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line.front() != '#')
      out.insert(line);
  return out;
}

} // namespace

TEST_CASE("lnd/proto: every message and enum has LND's names, numbers and types") {
  const auto expected = what_lnd_has();
  const auto found = what_we_have();
  REQUIRE(expected.size() == 55);
  for (const auto& line : expected) {
    INFO(line);
    CHECK(found.count(line) == 1);
  }
  for (const auto& line : found) {
    INFO(line);
    CHECK(expected.count(line) == 1);
  }
}

TEST_CASE("lnd/proto: every call has LND's path, request, response and kind") {
  std::set<std::string> found;
  for (const auto* file : our_files())
    for (int i = 0; i < file->service_count(); ++i)
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        const auto& method = *file->service(i)->method(k);
        REQUIRE_FALSE(method.client_streaming());
        found.insert("/" + method.service()->full_name() + "/" + method.name() + " " +
                     method.input_type()->full_name() + " -> " +
                     (method.server_streaming() ? "stream " : "") +
                     method.output_type()->full_name());
      }
  // Spec 06 §1.
  const std::set<std::string> expected{
      "/invoicesrpc.Invoices/AddHoldInvoice invoicesrpc.AddHoldInvoiceRequest -> "
      "invoicesrpc.AddHoldInvoiceResp",
      "/invoicesrpc.Invoices/SettleInvoice invoicesrpc.SettleInvoiceMsg -> "
      "invoicesrpc.SettleInvoiceResp",
      "/invoicesrpc.Invoices/CancelInvoice invoicesrpc.CancelInvoiceMsg -> "
      "invoicesrpc.CancelInvoiceResp",
      "/invoicesrpc.Invoices/SubscribeSingleInvoice invoicesrpc.SubscribeSingleInvoiceRequest -> "
      "stream lnrpc.Invoice",
      "/invoicesrpc.Invoices/LookupInvoiceV2 invoicesrpc.LookupInvoiceMsg -> lnrpc.Invoice",
      "/routerrpc.Router/SendPaymentV2 routerrpc.SendPaymentRequest -> stream lnrpc.Payment",
      "/routerrpc.Router/TrackPaymentV2 routerrpc.TrackPaymentRequest -> stream lnrpc.Payment",
      "/lnrpc.Lightning/GetInfo lnrpc.GetInfoRequest -> lnrpc.GetInfoResponse",
      "/lnrpc.Lightning/ChannelBalance lnrpc.ChannelBalanceRequest -> "
      "lnrpc.ChannelBalanceResponse",
      "/lnrpc.Lightning/ListPayments lnrpc.ListPaymentsRequest -> lnrpc.ListPaymentsResponse",
      "/lnrpc.Lightning/AddInvoice lnrpc.Invoice -> lnrpc.AddInvoiceResponse",
      "/lnrpc.Lightning/LookupInvoice lnrpc.PaymentHash -> lnrpc.Invoice",
      "/lnrpc.Lightning/DecodePayReq lnrpc.PayReqString -> lnrpc.PayReq",
      "/lnrpc.State/GetState lnrpc.GetStateRequest -> lnrpc.GetStateResponse",
      "/lnrpc.State/SubscribeState lnrpc.SubscribeStateRequest -> stream "
      "lnrpc.SubscribeStateResponse",
  };
  CHECK(found == expected);
}
