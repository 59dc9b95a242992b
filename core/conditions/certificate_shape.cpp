#include "core/conditions/certificate_shape.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/type_space.h"

namespace genericity {

namespace {

using Entry = DeviationCertificate::Entry;

std::map<std::uint32_t, std::vector<const Entry*>> by_coalition(const DeviationCertificate& certificate) {
  std::map<std::uint32_t, std::vector<const Entry*>> groups;
  for (const Entry& entry : certificate.entries) groups[entry.coalition.mask()].push_back(&entry);
  return groups;
}

mpz_class total_over(const InformationStructure& structure, const CoalitionSplit& split,
                     std::uint32_t inside) {
  mpz_class total = 0;
  for (const std::uint32_t rest : split.outside) total += structure.exact()[inside + rest];
  return total;
}

/// ν_S of these deviations.
std::vector<mpz_class> change_of(const InformationStructure& structure,
                                 const std::vector<const Entry*>& entries) {
  std::vector<mpz_class> change(structure.space().profiles());
  const CoalitionSplit split(structure.space(), entries.front()->coalition);
  for (const Entry* entry : entries) {
    for (const std::uint32_t rest : split.outside) {
      const mpz_class moved = entry->weight * structure.exact()[split.inside[entry->truth] + rest];
      change[split.inside[entry->report] + rest] += moved;
      change[split.inside[entry->truth] + rest] -= moved;
    }
  }
  return change;
}

bool is_zero(const std::vector<mpz_class>& change) {
  return std::all_of(change.begin(), change.end(), [](const mpz_class& value) { return value == 0; });
}

bool is_in(Coalition part, const TypeSpace& space, std::size_t first, std::size_t second) {
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!part.contains(agent) && space.type_of(first, agent) != space.type_of(second, agent)) return false;
  }
  return true;
}

/// λ_S up to a factor that is the same for all S: c / w(θ̂_A), if every entry has the same and none of the
/// redraws is missing.
std::optional<mpq_class> redraw_weight(const InformationStructure& structure, Coalition part,
                                       const std::vector<const Entry*>& entries) {
  const TypeSpace& space = structure.space();
  const Coalition coalition = entries.front()->coalition;
  const CoalitionSplit split(space, coalition);
  const std::size_t parts = count_joint_types(space, part);
  if (entries.size() != split.inside.size() * (parts - 1)) return std::nullopt;
  const CoalitionSplit own(space, part);
  std::optional<mpq_class> weight;
  for (const Entry* entry : entries) {
    const std::uint32_t report = split.inside[entry->report];
    if (!is_in(part, space, split.inside[entry->truth], report)) return std::nullopt;
    std::uint32_t drawn = 0;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (part.contains(agent))
        drawn += static_cast<std::uint32_t>(static_cast<std::size_t>(space.type_of(report, agent)) *
                                            space.stride(agent));
    }
    mpq_class ratio(entry->weight, total_over(structure, own, drawn));
    ratio.canonicalize();
    if (weight && *weight != ratio) return std::nullopt;
    weight = ratio;
  }
  // No deviation stands twice.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(entries.size());
  for (const Entry* entry : entries) pairs.emplace_back(entry->truth, entry->report);
  std::sort(pairs.begin(), pairs.end());
  if (std::adjacent_find(pairs.begin(), pairs.end()) != pairs.end()) return std::nullopt;
  return weight;
}

std::optional<Redraws> redraws_of(const InformationStructure& structure,
                                  const std::map<std::uint32_t, std::vector<const Entry*>>& groups,
                                  Coalition part) {
  const int agents = structure.space().agents();
  const Coalition rest = part.complement(agents);
  Redraws found{part, {}};
  std::vector<mpq_class> cover(static_cast<std::size_t>(agents));
  for (const auto& [mask, entries] : groups) {
    const Coalition coalition(mask);
    const Coalition own = coalition.contains(part) ? part : rest;
    if (!coalition.contains(own)) return std::nullopt;
    const std::optional<mpq_class> weight = redraw_weight(structure, own, entries);
    if (!weight) return std::nullopt;
    found.redraws.push_back({coalition, own, *weight});
    for (int agent = 0; agent < agents; ++agent) {
      if (coalition.contains(agent)) cover[static_cast<std::size_t>(agent)] += *weight;
    }
  }
  if (cover.front() == 0 ||
      std::any_of(cover.begin(), cover.end(), [&](const mpq_class& sum) { return sum != cover.front(); }))
    return std::nullopt;
  for (Redraws::Redraw& redraw : found.redraws) redraw.weight /= cover.front();
  return found;
}

bool is_exchange(const InformationStructure& structure, const DeviationCertificate& certificate) {
  if (certificate.entries.size() != 2) return false;
  const Entry& there = certificate.entries.front();
  const Entry& back = certificate.entries.back();
  if (!(there.coalition == back.coalition) || there.truth != back.report || there.report != back.truth)
    return false;
  const CoalitionSplit split(structure.space(), there.coalition);
  return there.weight * total_over(structure, split, split.inside[there.truth]) ==
         back.weight * total_over(structure, split, split.inside[back.truth]);
}

}  // namespace

CertificateShape shape_of(const InformationStructure& structure, const DeviationCertificate& certificate) {
  const auto groups = by_coalition(certificate);
  const int agents = structure.space().agents();
  // A and I∖A say the same: the part without the last agent stands for both.
  for (std::uint32_t mask = 1; mask < Coalition::grand(agents - 1).mask() + 1U; ++mask) {
    if (auto found = redraws_of(structure, groups, Coalition(mask))) return *std::move(found);
  }
  std::vector<std::vector<mpz_class>> changes;
  changes.reserve(groups.size());
  for (const auto& [mask, entries] : groups) changes.push_back(change_of(structure, entries));
  const Coalition first(groups.begin()->first);
  if (groups.size() == 1 && is_zero(changes.front())) {
    // Equal posteriors, for an exchange at equal rates changes nothing.
    if (is_exchange(structure, certificate))
      return ExchangedTypes{first, certificate.entries.front().truth, certificate.entries.front().report};
    return HiddenMisreports{first};
  }
  std::vector<int> memberships(static_cast<std::size_t>(agents));
  std::vector<Coalition> coalitions;
  for (const auto& [mask, entries] : groups) {
    coalitions.emplace_back(mask);
    for (int agent = 0; agent < agents; ++agent)
      memberships[static_cast<std::size_t>(agent)] += coalitions.back().contains(agent) ? 1 : 0;
  }
  const bool is_partition =
      std::all_of(memberships.begin(), memberships.end(), [](int count) { return count == 1; });
  const bool are_equal = std::all_of(changes.begin(), changes.end(), [&](const std::vector<mpz_class>& own) {
    return own == changes.front();
  });
  if (is_partition && are_equal && !is_zero(changes.front())) return SameChange{std::move(coalitions)};
  std::vector<mpz_class> sum(structure.space().profiles());
  std::size_t place = 0;
  for (const auto& [mask, entries] : groups) {
    if (Coalition(mask).contains(0)) {
      for (std::size_t profile = 0; profile < sum.size(); ++profile) sum[profile] += changes[place][profile];
    }
    ++place;
  }
  return BalancedChange{is_zero(sum)};
}

}  // namespace genericity
