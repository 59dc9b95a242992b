#include "sim/study/tally.h"

#include <algorithm>

#include "sim/study/tally_fields.h"

namespace genericity {

namespace {

void merge_into(std::uint64_t& total, std::uint64_t part) {
  total += part;
}

template <class T, std::size_t size>
void merge_into(std::array<T, size>& total, const std::array<T, size>& part) {
  for (std::size_t i = 0; i < size; ++i) merge_into(total[i], part[i]);
}

void merge_into(std::vector<std::uint64_t>& total, const std::vector<std::uint64_t>& part) {
  if (total.size() < part.size()) total.resize(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) total[i] += part[i];
}

template <class Value>
void merge_into(Value& total, const Value& part) {
  total.merge(part);
}

bool can_be_part(std::uint64_t part, std::uint64_t whole) {
  return part <= whole;
}

template <class T, std::size_t size>
bool can_be_part(const std::array<T, size>& part, const std::array<T, size>& whole) {
  for (std::size_t i = 0; i < size; ++i) {
    if (!can_be_part(part[i], whole[i])) return false;
  }
  return true;
}

bool can_be_part(const MarginHistogram& part, const MarginHistogram& whole) {
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) {
    if (part.count(bin) > whole.count(bin)) return false;
  }
  return part.zeros() <= whole.zeros();
}

bool can_be_part(const LeastMargin& part, const LeastMargin& whole) {
  return part.margin >= whole.margin;
}

/// Of the part's margins those are among the whole's that are small enough.
bool can_be_part(const ExtremeMargins& part, const ExtremeMargins& whole) {
  const auto kept = whole.kept();
  return std::all_of(part.kept().begin(), part.kept().end(), [&](const ExtremeMargin& entry) {
    const bool is_beyond = kept.size() == ExtremeMargins::capacity && kept.back() < entry;
    return is_beyond || std::binary_search(kept.begin(), kept.end(), entry);
  });
}

bool can_be_part(const SampleTrace& part, const SampleTrace& whole) {
  if (part.bins().size() > whole.bins().size()) return false;
  for (std::size_t bin = 0; bin < part.bins().size(); ++bin) {
    if (!can_be_part(part.bins()[bin], whole.bins()[bin])) return false;
  }
  return true;
}

bool can_be_part(const std::vector<std::uint64_t>& part, const std::vector<std::uint64_t>& whole) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] > (i < whole.size() ? whole[i] : 0)) return false;
  }
  return true;
}

bool can_be_part(const CountsByPrior& part, const CountsByPrior& whole) {
  if (part.priors().size() > whole.priors().size()) return false;
  for (std::size_t count = 0; count < part.priors().size(); ++count) {
    if (!can_be_part(part.priors()[count], whole.priors()[count])) return false;
  }
  return can_be_part(part.first(), whole.first());
}

}  // namespace

void Tally::merge(const Tally& other) {
  for_each_field([&](const auto& field) { merge_into(this->*field.member, other.*field.member); });
}

bool Tally::is_possible_part_of(const Tally& whole) const {
  bool fits = true;
  for_each_field([&](const auto& field) {
    // The joint table of one is empty while a condition is behind; that of the other need not be. Other
    // programs reach verdicts by other stages.
    if (field.scope != FieldScope::ci_joint && field.use == FieldUse::science)
      fits = fits && can_be_part(this->*field.member, whole.*field.member);
  });
  return fits;
}

}  // namespace genericity
