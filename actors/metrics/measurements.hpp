// SPDX-License-Identifier: MIT
//
// Where actors report what they measured. An interface: the actors know neither the
// library nor that anybody looks. Thread-safe, never blocks, never fails.
#pragma once

#include <memory>
#include <string_view>

namespace mostro {

/// The sink of all measurements.
class measurements {
public:
  virtual ~measurements() = default;
  /// A request of a trader ended: its action, `accepted`, `ignored` or the reason of the
  /// refusal, and the seconds from its receipt to the durable answer.
  virtual void request_done(std::string_view action, std::string_view outcome, double seconds) = 0;
  /// A group of changes is on disk.
  virtual void commit_done(size_t changes, double seconds) = 0;
  /// A relay answered a published event.
  virtual void event_answered(std::string_view relay, bool accepted) = 0;
  /// An effect was answered with this fact (`escrow-settled`, `payout-failed`, …).
  virtual void lightning_answered(std::string_view fact) = 0;
  /// An alarm was raised.
  virtual void alarm_raised(std::string_view name) = 0;
};

/// A sink that keeps nothing.
std::shared_ptr<measurements> no_measurements();

} // namespace mostro
