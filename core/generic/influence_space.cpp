#include "core/generic/influence_space.h"

#include <algorithm>

namespace genericity {

namespace {

/// min(m_S, k_S) (m_S − 1).
std::size_t deviation_dimension(const TypeSpace& space, Coalition coalition) {
  const std::size_t inside = count_joint_types(space, coalition);
  return (inside - 1) * std::min(inside, space.profiles() / inside);
}

}  // namespace

std::size_t InfluenceSpace::count_rows(const TypeSpace& space, std::span<const Coalition> coalitions) {
  std::size_t rows = 0;
  for (const Coalition coalition : coalitions) rows += deviation_dimension(space, coalition);
  return rows;
}

InfluenceSpace::InfluenceSpace(const TypeSpace& space, std::span<const Coalition> coalitions,
                               std::span<const std::uint64_t> weights, std::uint64_t prime)
    : space_(&space),
      coalitions_(coalitions.begin(), coalitions.end()),
      equations_(count_rows(space, coalitions),
                 static_cast<std::size_t>(space.agents() - 1) * space.profiles(), prime) {
  members_.reserve(equations_.rows());
  for (std::size_t k = 0; k < coalitions_.size(); ++k) {
    const CoalitionSplit split(space, coalitions_[k]);
    if (split.inside.size() >= split.outside.size()) {
      for (std::size_t type = 1; type < split.inside.size(); ++type) {
        for (const std::uint32_t rest : split.outside) {
          add_member(k);
          put(split.inside[type] + rest, 1, false);
          put(split.inside[0] + rest, 1, true);
        }
      }
      continue;
    }
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        add_member(k);
        for (const std::uint32_t rest : split.outside) {
          put(report + rest, weights[truth + rest], false);
          put(truth + rest, weights[truth + rest], true);
        }
      }
    }
  }
}

void InfluenceSpace::add_member(std::size_t coalition) {
  members_.push_back({coalition, {}});
}

void InfluenceSpace::put(std::uint32_t profile, std::uint64_t value, bool negative) {
  const std::uint64_t prime = equations_.prime();
  const std::uint64_t residue = negative && value != 0 ? prime - value : value;
  Member& member = members_.back();
  member.values.emplace_back(profile, residue);
  const std::size_t row = members_.size() - 1;
  const Coalition coalition = coalitions_[member.coalition];
  const int last = space_->agents() - 1;
  for (int agent = 0; agent < last; ++agent) {
    const std::size_t column = static_cast<std::size_t>(agent) * space_->profiles() + profile;
    if (coalition.contains(agent)) equations_.add(row, column, residue);
    if (coalition.contains(last)) equations_.subtract(row, column, residue);
  }
}

std::vector<std::vector<std::uint64_t>> InfluenceSpace::influences(std::span<const std::uint64_t> x) const {
  const ModularMatrix& e = equations_;
  ModularMatrix sums(coalitions_.size(), space_->profiles(), e.prime());
  for (std::size_t k = 0; k < members_.size(); ++k) {
    if (x[k] == 0) continue;
    for (const auto& [profile, value] : members_[k].values)
      sums.add(members_[k].coalition, profile, e.product(x[k], value));
  }
  std::vector<std::vector<std::uint64_t>> influences(coalitions_.size());
  for (std::size_t k = 0; k < coalitions_.size(); ++k) {
    for (std::size_t profile = 0; profile < space_->profiles(); ++profile)
      influences[k].push_back(sums(k, profile));
  }
  return influences;
}

}  // namespace genericity
