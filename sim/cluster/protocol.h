#pragma once

#include <map>
#include <string>

#include "sim/cluster/bytes.h"
#include "sim/study/worker_pool.h"

namespace genericity {

/// How the leader (process 0) and the others talk. Every message begins with its kind.
///
///     leader → other   begin    text, piped           read the study
///     other → leader   ready    fingerprint, threads, fault
///     leader → other   work     ensemble, group       take samples of it until none is left
///     other → leader   request                        some samples, please
///     leader → other   samples  range                 empty: there are no more
///     other → leader   outcome  fault, interrupted, tallies, records, replications
///     leader → other   stop                           nothing more to do
enum class MessageKind : std::uint8_t { begin, ready, work, request, samples, outcome, stop };

/// What the leader has read and others may not be able to: the study, and what came through pipes, paths to
/// bytes. Other files they read by themselves.
struct Begin {
  std::string text;
  std::map<std::string, std::string> piped;
};

/// What a process says before it works.
struct Ready {
  /// Equal on all processes: what program they are and what study they have read.
  std::string fingerprint;
  int threads = 1;
  /// Why the study could not be read; empty if it could.
  std::string fault;
};

/// What to count.
struct WorkOrder {
  std::size_t ensemble = 0;
  UnitGroup group;
};

/// What came of a process's share of the work.
struct ShareOutcome {
  RangeOutcome outcome;
  /// What went wrong in a sample; empty if nothing did.
  std::string fault;
  /// Whether the process was asked to stop, by a signal.
  bool interrupted = false;
};

Bytes pack(MessageKind kind);
Bytes pack(const Begin& begin);
Bytes pack(const Ready& ready);
Bytes pack(const WorkOrder& order);
Bytes pack(SampleRange samples);
Bytes pack(const ShareOutcome& share);

/// The kind of a message; the rest comes after it. Throws std::runtime_error if it is none of them.
MessageKind take_kind(Unpacker& from);
/// A Begin, Ready, WorkOrder, SampleRange or ShareOutcome. Throws std::runtime_error if the message is too
/// short.
template <class Message>
Message take_rest(Unpacker& from);

/// Thrown for a message that has no place where it came.
[[noreturn]] void throw_unexpected(MessageKind kind, const char* waiting_for);

}  // namespace genericity
