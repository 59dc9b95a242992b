#include "sim/cluster/protocol.h"

#include "sim/study/tally_fields.h"
#include "sim/study/tally_numbers.h"

namespace genericity {

namespace {

Packer begun(MessageKind kind) {
  Packer packer;
  packer.add(kind);
  return packer;
}

void add(Packer& to, const Tally& tally) {
  for_each_field([&](const auto& field) { put(to, tally.*field.member); });
}

void take(Unpacker& from, Tally& tally) {
  for_each_field([&](const auto& field) { take(from, tally.*field.member); });
}

// The structured bindings below name every field: one that is added does not compile until it travels, too.

void add(Packer& to, const RangeOutcome& outcome) {
  const auto& [tallies, records] = outcome;
  to.add(tallies.size());
  for (const Tally& tally : tallies) add(to, tally);
  to.add(records);
}

void take(Unpacker& from, RangeOutcome& outcome) {
  auto& [tallies, records] = outcome;
  // Not trusted as a size before that many tallies have come.
  const auto count = from.take<std::size_t>();
  for (std::size_t k = 0; k < count; ++k) take(from, tallies.emplace_back());
  from.take(records);
}

}  // namespace

Bytes pack(MessageKind kind) {
  return begun(kind).bytes();
}

Bytes pack(const Ready& ready) {
  Packer packer = begun(MessageKind::ready);
  const auto& [likeness, threads, fault] = ready;
  packer.add(likeness);
  packer.add(threads);
  packer.add(fault);
  return packer.bytes();
}

Bytes pack(const WorkOrder& order) {
  Packer packer = begun(MessageKind::work);
  const auto& [ensemble, block] = order;
  const auto& [patterns, conditions] = block;
  packer.add(ensemble);
  packer.add(patterns);
  packer.add(conditions);
  return packer.bytes();
}

Bytes pack_samples(SampleRange samples) {
  Packer packer = begun(MessageKind::samples);
  packer.add(samples);
  return packer.bytes();
}

Bytes pack(const ShareOutcome& share) {
  Packer packer = begun(MessageKind::outcome);
  const auto& [outcome, fault, interrupted] = share;
  add(packer, outcome);
  packer.add(fault);
  packer.add(interrupted);
  return packer.bytes();
}

MessageKind take_kind(Unpacker& from) {
  const auto kind = from.take<MessageKind>();
  if (kind > MessageKind::stop) throw_unexpected(kind, "a message");
  return kind;
}

Ready take_ready(Unpacker& from) {
  Ready ready;
  auto& [likeness, threads, fault] = ready;
  from.take(likeness);
  from.take(threads);
  from.take(fault);
  return ready;
}

WorkOrder take_work(Unpacker& from) {
  WorkOrder order;
  auto& [ensemble, block] = order;
  auto& [patterns, conditions] = block;
  from.take(ensemble);
  from.take(patterns);
  from.take(conditions);
  return order;
}

SampleRange take_samples(Unpacker& from) {
  return from.take<SampleRange>();
}

ShareOutcome take_share(Unpacker& from) {
  ShareOutcome share;
  auto& [outcome, fault, interrupted] = share;
  take(from, outcome);
  from.take(fault);
  from.take(interrupted);
  return share;
}

void throw_unexpected(MessageKind kind, const char* waiting_for) {
  throw std::runtime_error("a message of kind " + std::to_string(static_cast<int>(kind)) +
                           " came from another process where " + waiting_for + " was expected");
}

}  // namespace genericity
