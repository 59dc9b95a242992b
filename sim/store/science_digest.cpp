#include "sim/store/science_digest.h"

#include <bit>
#include <cstdint>
#include <vector>

#include "sim/store/sha256.h"
#include "sim/study/tally_fields.h"
#include "sim/study/tally_numbers.h"

namespace genericity {
namespace {

class CanonicalBytes {
 public:
  void add(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      buffer_.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
    if (buffer_.size() >= flush_at) flush();
  }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  void add(const std::string& text) {
    add(std::uint64_t{text.size()});
    for (const char c : text) buffer_.push_back(static_cast<std::byte>(c));
  }
  std::string finish() {
    flush();
    return digest_.finish();
  }

 private:
  static constexpr std::size_t flush_at = std::size_t{1} << 16U;
  void flush() {
    digest_.update(buffer_);
    buffer_.clear();
  }

  Sha256 digest_;
  std::vector<std::byte> buffer_;
};

void add(CanonicalBytes& bytes, const Tally& tally) {
  for_each_field([&](const auto& field) {
    if (field.use != FieldUse::science) return;
    if (field.is_optional) {
      if (tally.*field.member == decltype(Tally{}.*field.member){}) return;
      bytes.add(std::string(field.phrase));
    }
    put(bytes, tally.*field.member);
  });
}

void add(CanonicalBytes& bytes, const EnsembleResult& ensemble) {
  bytes.add(std::uint64_t{ensemble.types.size()});
  for (const int size : ensemble.types) bytes.add(static_cast<std::uint64_t>(size));
  bytes.add(ensemble.law());
  bytes.add(ensemble.key);
  bytes.add(ensemble.looks);
  bytes.add(to_string(ensemble.stop_reason));
  if (ensemble.population > 0) bytes.add(ensemble.population);
}

void add(CanonicalBytes& bytes, const SampleRanges& samples) {
  bytes.add(std::uint64_t{samples.ranges().size()});
  for (const SampleRange& range : samples.ranges()) {
    bytes.add(range.begin);
    bytes.add(range.end);
  }
}

void add(CanonicalBytes& bytes, const CellResult& cell) {
  bytes.add(std::uint64_t{cell.ensemble});
  bytes.add(cell.pattern);
  bytes.add(cell.coalitions);
  for (const Tally& tally : cell.tallies) add(bytes, tally);
  for (const SampleRanges& samples : cell.samples) add(bytes, samples);
  for (const double limit : cell.low) bytes.add(limit);
  for (const double limit : cell.high) bytes.add(limit);
}

void add(CanonicalBytes& bytes, const SampleRecord& record, const StudyResult& result) {
  bytes.add(record.cell);
  bytes.add(record.sample);
  // Nothing without environments, so that digests of earlier programs are the same.
  if (result.environments > 0) bytes.add(record.environment);
  bytes.add(std::uint64_t{record.condition} | std::uint64_t{record.verdict} << 8U |
            std::uint64_t{record.certified} << 16U);
  bytes.add(record.margin);
  if (records_amounts(result)) {
    bytes.add(record.least_transfer);
    bytes.add(record.least_subsidy);
  }
  for (const double number : record.description) bytes.add(number);
}

void add(CanonicalBytes& bytes, const TailResult& tail) {
  bytes.add(tail.settings.draws);
  bytes.add(tail.settings.replications);
  bytes.add(std::uint64_t{tail.settings.epsilons.size()});
  for (const double epsilon : tail.settings.epsilons) bytes.add(epsilon);
  for (const double value : tail.probability) bytes.add(value);
  for (const double value : tail.effective_share) bytes.add(value);
  for (const double value : tail.multiplicity) bytes.add(value);
}

}  // namespace

std::string science_digest(const StudyResult& result) {
  CanonicalBytes bytes;
  bytes.add(result.seed);
  bytes.add(result.stop.confidence);
  bytes.add(result.stop.samples);
  bytes.add(result.stop.half_width.value_or(0.0));
  bytes.add(result.stop.relative_half_width.value_or(0.0));
  bytes.add(result.stop.minimum_samples);
  bytes.add(result.stop.seconds.value_or(0.0));
  bytes.add(result.shard.index);
  bytes.add(result.shard.count);
  bytes.add(result.identity);
  if (result.mode != StudyMode::sample) bytes.add(to_string(result.mode));
  if (result.mode == StudyMode::tail) add(bytes, result.tail);
  bytes.add(to_string(result.recorded));
  bytes.add(to_string(result.margins));
  bytes.add(std::uint64_t{result.complete});
  bytes.add(std::uint64_t{result.conditions.size()});
  for (const std::string& name : result.conditions) bytes.add(name);
  bytes.add(std::uint64_t{result.ensembles.size()});
  for (const EnsembleResult& ensemble : result.ensembles) {
    add(bytes, ensemble);
    // Nothing where it is the study's, so that digests of version 2 are the same.
    if (ensemble.seed != result.seed) bytes.add(ensemble.seed);
  }
  bytes.add(std::uint64_t{result.cells.size()});
  for (const CellResult& cell : result.cells) add(bytes, cell);
  bytes.add(std::uint64_t{result.samples.size()});
  for (const SampleRecord& record : result.samples) add(bytes, record, result);
  return bytes.finish();
}

std::vector<std::uint64_t> unit_digests(const StudyResult& result) {
  const std::size_t conditions = result.conditions.size();
  std::vector<CanonicalBytes> bytes(result.cells.size() * conditions);
  for (std::size_t unit = 0; unit < bytes.size(); ++unit) {
    const CellResult& cell = result.cells[unit / conditions];
    add(bytes[unit], cell.tallies[unit % conditions]);
    add(bytes[unit], cell.samples[unit % conditions]);
  }
  for (const SampleRecord& record : result.samples)
    add(bytes[record.cell * conditions + record.condition], record, result);
  std::vector<std::uint64_t> digests;
  digests.reserve(bytes.size());
  for (CanonicalBytes& unit : bytes) digests.push_back(std::stoull(unit.finish().substr(0, 16), nullptr, 16));
  return digests;
}

}  // namespace genericity
