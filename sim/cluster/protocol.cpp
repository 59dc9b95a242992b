#include "sim/cluster/protocol.h"

#include <array>
#include <concepts>
#include <cstdint>
#include <tuple>

#include "sim/study/tally_fields.h"
#include "sim/study/tally_numbers.h"

namespace genericity {

namespace {

Packer begun(MessageKind kind) {
  Packer packer;
  packer.add(kind);
  return packer;
}

void add(Packer& to, const auto& value) {
  to.add(value);
}

void add(Packer& to, const std::vector<Tally>& tallies) {
  to.add(tallies.size());
  for (const Tally& tally : tallies) for_each_field([&](const auto& field) { put(to, tally.*field.member); });
}

void add(Packer& to, const std::vector<SampleRecord>& records) {
  to.add(records.size());
  for (const SampleRecord& record : records) {
    const auto& [cell, sample, environment, condition, verdict, certified, margin, least_transfer,
                 least_subsidy, description] = record;
    to.add(cell);
    to.add(sample);
    to.add(environment);
    to.add(std::array{condition, verdict, certified});
    to.add(margin);
    to.add(least_transfer);
    to.add(least_subsidy);
    to.add(description);
  }
}

void add(Packer& to, const std::map<std::string, std::string>& texts) {
  to.add(texts.size());
  for (const auto& [name, text] : texts) {
    to.add(name);
    to.add(text);
  }
}

void take_into(auto& value, Unpacker& from) {
  from.take(value);
}

void take_into(std::vector<Tally>& tallies, Unpacker& from) {
  // Not trusted as a size before that many tallies have come.
  const auto count = from.take<std::size_t>();
  for (std::size_t k = 0; k < count; ++k) {
    Tally& tally = tallies.emplace_back();
    for_each_field([&](const auto& field) { take(from, tally.*field.member); });
  }
}

void take_into(std::vector<SampleRecord>& records, Unpacker& from) {
  const auto count = from.take<std::size_t>();
  for (std::size_t k = 0; k < count; ++k) {
    SampleRecord& record = records.emplace_back();
    from.take(record.cell);
    from.take(record.sample);
    from.take(record.environment);
    const auto states = from.take<std::array<std::uint8_t, 3>>();
    record.condition = states[0];
    record.verdict = states[1];
    record.certified = states[2];
    from.take(record.margin);
    from.take(record.least_transfer);
    from.take(record.least_subsidy);
    from.take(record.description);
  }
}

void take_into(std::map<std::string, std::string>& texts, Unpacker& from) {
  const auto count = from.take<std::size_t>();
  for (std::size_t k = 0; k < count; ++k) {
    const auto name = from.take<std::string>();
    from.take(texts[name]);
  }
}

template <class T, class Message>
concept Is = std::same_as<std::remove_const_t<T>, Message>;

// What travels of each message. The structured bindings name every field: one that is added does not compile
// until it travels, too.

auto fields(Is<Begin> auto& begin) {
  auto& [text, piped] = begin;
  return std::tie(text, piped);
}

auto fields(Is<Ready> auto& ready) {
  auto& [fingerprint, threads, fault] = ready;
  return std::tie(fingerprint, threads, fault);
}

auto fields(Is<WorkOrder> auto& order) {
  auto& [ensemble, group] = order;
  auto& [patterns, conditions, epsilon, epsilons] = group;
  return std::tie(ensemble, patterns, conditions, epsilon, epsilons);
}

auto fields(Is<ShareOutcome> auto& share) {
  auto& [outcome, fault, interrupted] = share;
  auto& [tallies, records, replications] = outcome;
  return std::tie(tallies, records, replications, fault, interrupted);
}

auto fields(Is<SampleRange> auto& samples) {
  return std::tie(samples.begin, samples.end);
}

template <class Message>
Bytes packed(MessageKind kind, const Message& message) {
  Packer to = begun(kind);
  std::apply([&](const auto&... field) { (add(to, field), ...); }, fields(message));
  return to.bytes();
}

}  // namespace

Bytes pack(MessageKind kind) {
  return begun(kind).bytes();
}

Bytes pack(const Begin& begin) {
  return packed(MessageKind::begin, begin);
}

Bytes pack(const Ready& ready) {
  return packed(MessageKind::ready, ready);
}

Bytes pack(const WorkOrder& order) {
  return packed(MessageKind::work, order);
}

Bytes pack(SampleRange samples) {
  return packed(MessageKind::samples, samples);
}

Bytes pack(const ShareOutcome& share) {
  return packed(MessageKind::outcome, share);
}

MessageKind take_kind(Unpacker& from) {
  const auto kind = from.take<MessageKind>();
  if (kind > MessageKind::stop) throw_unexpected(kind, "a message");
  return kind;
}

template <class Message>
Message take_rest(Unpacker& from) {
  Message message;
  std::apply([&](auto&... field) { (take_into(field, from), ...); }, fields(message));
  return message;
}
template Begin take_rest(Unpacker& from);
template Ready take_rest(Unpacker& from);
template WorkOrder take_rest(Unpacker& from);
template SampleRange take_rest(Unpacker& from);
template ShareOutcome take_rest(Unpacker& from);

void throw_unexpected(MessageKind kind, const char* waiting_for) {
  throw std::runtime_error("a message of kind " + std::to_string(static_cast<int>(kind)) +
                           " came from another process where " + waiting_for + " was expected");
}

}  // namespace genericity
