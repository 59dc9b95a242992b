#include "core/generic/structural_influences.h"

#include <algorithm>
#include <utility>

#include "core/exact/row_reduction.h"
#include "core/generic/influence_space.h"

namespace genericity {

namespace {

/// A basis of {λ : Σ_{S∋i} λ_S the same for all agents i}, λ on these coalitions, in whole numbers.
std::vector<std::vector<mpz_class>> even_weights(std::span<const Coalition> coalitions, int agents) {
  // The last column is minus the common sum.
  RationalMatrix equations(static_cast<std::size_t>(agents), coalitions.size() + 1);
  for (std::size_t i = 0; i < equations.rows; ++i) {
    for (std::size_t j = 0; j < coalitions.size(); ++j) {
      if (coalitions[j].contains(static_cast<int>(i))) equations(i, j) = 1;
    }
    equations(i, coalitions.size()) = -1;
  }
  const RowReduction reduction = reduce_rows(equations);
  std::vector<std::vector<mpz_class>> basis;
  for (const std::size_t free : reduction.free) {
    std::vector<mpq_class> vector(coalitions.size() + 1);
    vector[free] = 1;
    for (std::size_t k = 0; k < reduction.pivots.size(); ++k)
      vector[reduction.pivots[k]] = -reduction.reduced(k, free);
    vector.pop_back();
    if (std::all_of(vector.begin(), vector.end(), [](const mpq_class& entry) { return entry == 0; }))
      continue;
    basis.push_back(integer_row(vector));
  }
  return basis;
}

/// Residues of a random function on the profiles.
using Values = std::vector<std::uint64_t>;

/// Makes structural members of N(p), at one prior modulo a prime.
class StructuralDraw {
 public:
  StructuralDraw(const TypeSpace& space, std::span<const Coalition> coalitions,
                 std::span<const std::uint64_t> weights, std::uint64_t prime)
      : space_(space),
        weights_(weights),
        prime_(prime),
        count_(coalitions.size()),
        families_(structural_families(space, coalitions)) {
    for (const StructuralFamily& family : families_) {
      if (family.kind == StructuralFamily::Kind::split) common_changes_.push_back(common_changes(family.set));
    }
  }

  /// Σ over the families of a random change each λ: one row, |Θ| numbers a coalition.
  void write_member(ModularMatrix& rows, std::size_t row, ResidueStream& stream) const {
    std::size_t split = 0;
    for (const StructuralFamily& family : families_) {
      const std::size_t changes = family.kind == StructuralFamily::Kind::split ? split++ : 0;
      for (const std::vector<mpz_class>& lambda : family.weights) {
        const Values change = draw_change(family, changes, stream);
        for (std::size_t k = 0; k < family.members.size(); ++k) {
          const std::uint64_t factor = residue_of(lambda[k], prime_);
          if (factor == 0) continue;
          const std::size_t first = family.members[k] * space_.profiles();
          for (std::size_t profile = 0; profile < change.size(); ++profile)
            rows.add(row, first + profile, rows.product(factor, change[profile]));
        }
      }
    }
  }

  [[nodiscard]] std::size_t columns() const { return count_ * space_.profiles(); }
  [[nodiscard]] bool is_empty() const { return families_.empty(); }

 private:
  [[nodiscard]] Values draw_change(const StructuralFamily& family, std::size_t split,
                                   ResidueStream& stream) const {
    switch (family.kind) {
      case StructuralFamily::Kind::lifted:
        return draw_deviation(family.set, stream);
      case StructuralFamily::Kind::component:
        return draw_component(family.set, stream);
      case StructuralFamily::Kind::split:
        break;
    }
    const std::vector<Values>& basis = common_changes_[split];
    ModularMatrix sum(1, space_.profiles(), prime_);
    for (const Values& change : basis) {
      const std::uint64_t factor = stream.below(prime_);
      for (std::size_t profile = 0; profile < change.size(); ++profile)
        sum.add(0, profile, sum.product(factor, change[profile]));
    }
    return row_of(sum);
  }

  [[nodiscard]] Values row_of(const ModularMatrix& matrix) const {
    Values values;
    for (std::size_t profile = 0; profile < space_.profiles(); ++profile)
      values.push_back(matrix(0, profile));
    return values;
  }

  /// Any member of V_T: random weights on all deviations.
  [[nodiscard]] Values draw_deviation(Coalition set, ResidueStream& stream) const {
    ModularMatrix sum(1, space_.profiles(), prime_);
    const CoalitionSplit split(space_, set);
    for (const std::uint32_t truth : split.inside) {
      for (const std::uint32_t report : split.inside) {
        if (truth == report) continue;
        const std::uint64_t factor = stream.below(prime_);
        for (const std::uint32_t rest : split.outside) {
          const std::uint64_t value = sum.product(factor, weights_[truth + rest]);
          sum.add(0, report + rest, value);
          sum.subtract(0, truth + rest, value);
        }
      }
    }
    return row_of(sum);
  }

  /// A random function of θ_T, minus its means in one direction after the other.
  [[nodiscard]] Values draw_component(Coalition set, ResidueStream& stream) const {
    ModularMatrix values(1, space_.profiles(), prime_);
    const CoalitionSplit split(space_, set);
    for (const std::uint32_t inside : split.inside) {
      const std::uint64_t value = stream.below(prime_);
      for (const std::uint32_t rest : split.outside) values(0, inside + rest) = value;
    }
    for (int agent = 0; agent < space_.agents(); ++agent) {
      if (!set.contains(agent)) continue;
      // The value at the agent's first type makes the sum over her types 0.
      const CoalitionSplit line(space_, Coalition::single(agent));
      for (const std::uint32_t rest : line.outside) {
        values(0, rest) = 0;
        for (std::size_t type = 1; type < line.inside.size(); ++type)
          values.subtract(0, rest, values(0, line.inside[type] + rest));
      }
    }
    return row_of(values);
  }

  /// A basis of V_T ∩ V_{I∖T}: combinations of deviations of T that equal one of deviations of the others.
  [[nodiscard]] std::vector<Values> common_changes(Coalition set) const {
    const Coalition rest = set.complement(space_.agents());
    const std::vector<Coalition> both{set, rest};
    // With T and I∖T as the only coalitions and two agents, Σ_{S∋i} ν_S the same for all i says just that.
    const InfluenceSpace two(space_, both, weights_, prime_);
    const ModularMatrix pairs = two.equations().left_null_space();
    std::vector<Values> basis;
    for (std::size_t k = 0; k < pairs.rows(); ++k) {
      Values x;
      for (std::size_t j = 0; j < pairs.columns(); ++j) x.push_back(pairs(k, j));
      basis.push_back(two.influences(x).front());
    }
    return basis;
  }

  const TypeSpace& space_;
  std::span<const std::uint64_t> weights_;
  std::uint64_t prime_;
  std::size_t count_;
  std::vector<StructuralFamily> families_;
  std::vector<std::vector<Values>> common_changes_;  // of the families of kind split, in their order
};

}  // namespace

bool StructuralFamily::shows_in(Coalition read) const {
  const std::uint32_t rest = everybody.mask() & ~set.mask();
  switch (kind) {
    case Kind::lifted:
      return (read.mask() & set.mask()) != 0;
    case Kind::component:
      return read.contains(set);
    case Kind::split:
      break;
  }
  return (read.mask() & set.mask()) != 0 && (read.mask() & rest) != 0;
}

std::vector<StructuralFamily> structural_families(const TypeSpace& space,
                                                  std::span<const Coalition> coalitions) {
  const Coalition everybody = Coalition::grand(space.agents());
  std::vector<bool> is_large;
  for (const Coalition coalition : coalitions) {
    const CoalitionSplit split(space, coalition);
    is_large.push_back(split.inside.size() >= split.outside.size());
  }
  std::vector<StructuralFamily> families;
  const auto add = [&](StructuralFamily::Kind kind, Coalition set, const auto& belongs) {
    StructuralFamily family{kind, set, everybody, {}, {}};
    std::vector<Coalition> members;
    for (std::size_t k = 0; k < coalitions.size(); ++k) {
      if (!belongs(k)) continue;
      family.members.push_back(k);
      members.push_back(coalitions[k]);
    }
    family.weights = even_weights(members, space.agents());
    if (!family.weights.empty()) families.push_back(std::move(family));
  };
  for (std::uint32_t mask = 1; mask < everybody.mask(); ++mask) {
    const Coalition set(mask);
    const Coalition rest = set.complement(space.agents());
    add(StructuralFamily::Kind::lifted, set, [&](std::size_t k) { return coalitions[k].contains(set); });
    if ((mask & 1U) != 0) {
      add(StructuralFamily::Kind::split, set,
          [&](std::size_t k) { return coalitions[k].contains(set) || coalitions[k].contains(rest); });
    }
  }
  for (std::uint32_t mask = 1; mask <= everybody.mask(); ++mask) {
    add(StructuralFamily::Kind::component, Coalition(mask),
        [&](std::size_t k) { return is_large[k] && (coalitions[k].mask() & mask) != 0; });
  }
  return families;
}

std::size_t structural_dimension(const TypeSpace& space, std::span<const Coalition> coalitions,
                                 std::span<const std::uint64_t> weights, std::uint64_t prime,
                                 std::size_t enough, ResidueStream& stream) {
  const StructuralDraw draw(space, coalitions, weights, prime);
  if (draw.is_empty()) return 0;
  ModularMatrix rows(enough, draw.columns(), prime);
  for (std::size_t row = 0; row < enough; ++row) draw.write_member(rows, row, stream);
  return rows.rank();
}

}  // namespace genericity
