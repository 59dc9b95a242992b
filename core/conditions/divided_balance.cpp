#include "core/conditions/divided_balance.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/exact/linear_solve.h"
#include "core/gordan/alternative.h"

namespace genericity {

namespace {

/// Bits that are kept of what may be chosen freely.
constexpr int chosen_bits = 44;

std::vector<Coalition> coalitions_of(const std::vector<const DeviationSystem::Block*>& blocks) {
  std::vector<Coalition> coalitions;
  coalitions.reserve(blocks.size());
  for (const auto* block : blocks) coalitions.push_back(block->coalition);
  return coalitions;
}

std::vector<const DeviationSystem::Block*> blocks_with(const DeviationSystem& system,
                                                       const std::vector<bool>& large, bool wanted) {
  std::vector<const DeviationSystem::Block*> chosen;
  for (std::size_t k = 0; k < large.size(); ++k) {
    if (large[k] == wanted) chosen.push_back(&system.blocks()[k]);
  }
  return chosen;
}

std::size_t row_of(const DeviationSystem::Block& block, std::size_t truth, std::size_t report) {
  return block.first_row + truth * (block.split.inside.size() - 1) + (report < truth ? report : report - 1);
}

/// ν_S of the weights on S's rows: what arrives at each profile less what leaves it.
template <class Number, class Weights, class RowWeight>
void add_influence(const DeviationSystem::Block& block, const Weights& weights, RowWeight row_weight,
                   std::span<Number> influence) {
  const auto& [inside, outside] = block.split;
  for (std::size_t truth = 0; truth < inside.size(); ++truth) {
    for (std::size_t report = 0; report < inside.size(); ++report) {
      if (truth == report) continue;
      const Number& weight = row_weight(row_of(block, truth, report));
      if (weight == 0) continue;
      for (const std::uint32_t rest : outside) {
        const Number moved = weight * weights[inside[truth] + rest];
        influence[inside[report] + rest] += moved;
        influence[inside[truth] + rest] -= moved;
      }
    }
  }
}

/// Step 3 for one coalition: off-diagonal C ≥ 0 with Σ_θ̄ C(θ̂, θ̄) w(θ̄, x) = ν(θ̂, x) and zero column sums.
class Decomposition {
 public:
  Decomposition(const DeviationSystem::Block& block, std::span<const double> approximate,
                const IntegerWeights& exact, const Eigen::VectorXd& c)
      : block_(block), types_(block.split.inside.size()), others_(block.split.outside.size()), exact_(exact) {
    // The types whose C follow from the rest: their posteriors must span, and their C should be large.
    Eigen::MatrixXd slices(static_cast<Eigen::Index>(others_), static_cast<Eigen::Index>(types_));
    for (std::size_t truth = 0; truth < types_; ++truth) {
      double least = std::numeric_limits<double>::infinity();
      for (std::size_t report = 0; report < types_; ++report) {
        if (report != truth)
          least = std::min(least, c[static_cast<Eigen::Index>(row_of(block, truth, report))]);
      }
      for (std::size_t x = 0; x < others_; ++x) {
        slices(static_cast<Eigen::Index>(x), static_cast<Eigen::Index>(truth)) =
            least * approximate[block.split.inside[truth] + block.split.outside[x]];
      }
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(slices);
    for (std::size_t k = 0; k < others_; ++k) {
      basis_.push_back(
          static_cast<std::size_t>(qr.colsPermutation().indices()[static_cast<Eigen::Index>(k)]));
    }
    std::sort(basis_.begin(), basis_.end());
    std::vector<mpz_class> square;
    for (const std::size_t truth : basis_) {
      for (const std::uint32_t rest : block.split.outside)
        square.push_back(exact[block.split.inside[truth] + rest]);
    }
    inverse_ = invert(square, others_);
  }

  [[nodiscard]] bool regular() const { return inverse_.has_value(); }
  [[nodiscard]] const mpz_class& denominator() const { return inverse_->denominator; }

  /// C times denominator(), `[report · types + truth]`, from ν (values on Θ) and the wished weights of the
  /// rows.
  template <class Wish>
  [[nodiscard]] std::vector<mpz_class> solve(const std::vector<mpz_class>& influence, Wish wish) const {
    const auto& [inside, outside] = block_.split;
    std::vector<mpz_class> matrix(types_ * types_);
    std::vector<mpz_class> rest_of(others_);
    std::vector<mpz_class> free_weight(types_);
    const std::size_t last = types_ - 1;
    for (std::size_t report = 0; report < last; ++report) {
      for (std::size_t x = 0; x < others_; ++x) rest_of[x] = influence[inside[report] + outside[x]];
      for (std::size_t truth = 0; truth < types_; ++truth) {
        if (std::binary_search(basis_.begin(), basis_.end(), truth)) continue;
        const mpz_class weight = wish(report, truth);
        matrix[report * types_ + truth] = weight * denominator();
        for (std::size_t x = 0; x < others_; ++x) rest_of[x] -= weight * exact_[inside[truth] + outside[x]];
      }
      for (std::size_t b = 0; b < others_; ++b) {
        mpz_class& entry = matrix[report * types_ + basis_[b]];
        for (std::size_t x = 0; x < others_; ++x) entry += rest_of[x] * inverse_->numerators[x * others_ + b];
      }
    }
    // ν has zero marginals, so the last row may be what makes the columns sum to zero.
    for (std::size_t truth = 0; truth < types_; ++truth) {
      for (std::size_t report = 0; report < last; ++report) {
        matrix[last * types_ + truth] -= matrix[report * types_ + truth];
      }
    }
    return matrix;
  }

 private:
  const DeviationSystem::Block& block_;
  std::size_t types_;
  std::size_t others_;
  const IntegerWeights& exact_;
  std::vector<std::size_t> basis_;
  std::optional<RationalInverse> inverse_;
};

}  // namespace

/// Doubles to integers in one fixed, possibly huge, unit: value ↦ about value · unit / reference.
class DividedBalance::Scale {
 public:
  Scale(mpz_class unit, double reference) : unit_(std::move(unit)), reference_(reference) {}

  [[nodiscard]] mpz_class operator()(double value) const {
    int exponent = 0;
    const double mantissa = std::frexp(value / reference_, &exponent);
    mpz_class result = unit_ * mpz_class(std::ldexp(mantissa, chosen_bits));
    const int shift = exponent - chosen_bits;
    if (shift >= 0) {
      result <<= static_cast<unsigned long>(shift);
    } else {
      mpz_fdiv_q_2exp(result.get_mpz_t(), result.get_mpz_t(), static_cast<unsigned long>(-shift));
    }
    return result;
  }

 private:
  mpz_class unit_;
  double reference_;
};

DividedBalance::DividedBalance(const TypeSpace& space, const DeviationSystem& system,
                               const std::vector<bool>& large)
    : system_(&system),
      equations_(space, coalitions_of(blocks_with(system, large, true))),
      large_(blocks_with(system, large, true)),
      small_(blocks_with(system, large, false)) {
  build_small_system();
}

void DividedBalance::build_small_system() {
  // Number the equations: a coordinate and a condition at it. Sums over everything vanish for every ν, so
  // coordinate 0 has none.
  std::vector<std::size_t> first_equation(equations_.coordinates() + 1, 0);
  for (std::size_t t = 0; t < equations_.coordinates(); ++t) {
    first_equation[t + 1] = first_equation[t] + (t == 0 ? 0 : equations_.at(t).conditions.size());
  }
  small_rows_.columns = first_equation.back();
  const std::size_t profiles = equations_.coordinates();
  std::vector<long> indicator(profiles);
  for (const Block* block : small_) {
    const auto& [inside, outside] = block->split;
    for (std::size_t truth = 0; truth < inside.size(); ++truth) {
      for (std::size_t report = 0; report < inside.size(); ++report) {
        if (truth == report) continue;
        // Coefficients by column, as sums of weights w(θ̄, x): the part of each x separately.
        std::vector<std::vector<Term>> column_terms(small_rows_.columns);
        for (const std::uint32_t rest : outside) {
          std::fill(indicator.begin(), indicator.end(), 0);
          indicator[inside[report] + rest] += 1;
          indicator[inside[truth] + rest] -= 1;
          equations_.to_coordinates(std::span(indicator));
          for (std::size_t t = 1; t < profiles; ++t) {
            if (indicator[t] == 0) continue;
            const auto& conditions = equations_.at(t).conditions;
            for (std::size_t k = 0; k < conditions.size(); ++k) {
              long factor = 0;
              for (std::size_t agent = 0; agent < conditions[k].size(); ++agent) {
                if (block->coalition.contains(static_cast<int>(agent))) factor += conditions[k][agent];
              }
              if (factor != 0)
                column_terms[first_equation[t] + k].push_back(
                    {0, inside[truth] + rest, factor * indicator[t]});
            }
          }
        }
        for (std::size_t column = 0; column < small_rows_.columns; ++column) {
          if (column_terms[column].empty()) continue;
          for (Term& term : column_terms[column]) {
            term.entry = small_rows_.value.size();
            terms_.push_back(term);
          }
          small_rows_.push(column, mpz_class());
        }
        small_rows_.end_row();
        small_row_of_.push_back(row_of(*block, truth, report));
      }
    }
  }
  small_approximate_ = {small_rows_.columns, small_rows_.start, small_rows_.column,
                        std::vector<double>(small_rows_.value.size())};
}

std::optional<std::vector<mpz_class>> DividedBalance::small_weights(std::span<const double> approximate,
                                                                    const IntegerWeights& exact,
                                                                    const Eigen::VectorXd& c) {
  std::vector<mpz_class> weights(system_->rows());
  std::vector<std::size_t> support;
  for (std::size_t k = 0; k < small_row_of_.size(); ++k) {
    if (c[static_cast<Eigen::Index>(small_row_of_[k])] > 0) support.push_back(k);
  }
  if (support.empty()) return weights;
  Alternative solution;
  Eigen::VectorXd wished(static_cast<Eigen::Index>(support.size()));
  for (std::size_t k = 0; k < support.size(); ++k) {
    wished[static_cast<Eigen::Index>(k)] = c[static_cast<Eigen::Index>(small_row_of_[support[k]])];
  }
  if (small_rows_.value.empty()) {
    const Scale scale(mpz_class(1) << static_cast<unsigned long>(chosen_bits), wished.maxCoeff());
    for (std::size_t k = 0; k < support.size(); ++k) {
      solution.emplace_back(support[k], scale(wished[static_cast<Eigen::Index>(k)]));
    }
  } else {
    for (mpz_class& value : small_rows_.value) value = 0;
    std::fill(small_approximate_.value.begin(), small_approximate_.value.end(), 0.0);
    for (const Term& term : terms_) {
      if (term.factor == 1) {
        small_rows_.value[term.entry] += exact[term.profile];
      } else {
        small_rows_.value[term.entry] += term.factor * exact[term.profile];
      }
      small_approximate_.value[term.entry] += static_cast<double>(term.factor) * approximate[term.profile];
    }
    auto found = exact_alternative(small_rows_, small_approximate_, support, wished);
    if (!found) return std::nullopt;
    solution = std::move(*found);
  }
  for (auto& [k, weight] : solution) weights[small_row_of_[k]] = std::move(weight);
  return weights;
}

std::vector<std::vector<mpz_class>> DividedBalance::large_influences(std::span<const double> approximate,
                                                                     const IntegerWeights& exact,
                                                                     const Eigen::VectorXd& c,
                                                                     const std::vector<mpz_class>& weights,
                                                                     const Scale& scale) const {
  const std::size_t profiles = equations_.coordinates();
  const std::size_t agents = equations_.agents();
  std::vector<std::vector<mpz_class>> imbalance(agents, std::vector<mpz_class>(profiles));
  std::vector<mpz_class> influence(profiles);
  for (const Block* block : small_) {
    std::fill(influence.begin(), influence.end(), 0);
    add_influence<mpz_class>(
        *block, exact, [&](std::size_t row) -> const mpz_class& { return weights[row]; },
        std::span(influence));
    for (std::size_t agent = 0; agent < agents; ++agent) {
      if (!block->coalition.contains(static_cast<int>(agent))) continue;
      for (std::size_t theta = 0; theta < profiles; ++theta) imbalance[agent][theta] += influence[theta];
    }
  }
  for (auto& values : imbalance) equations_.to_coordinates(std::span(values));

  std::vector<std::vector<double>> wished(large_.size(), std::vector<double>(profiles));
  for (std::size_t k = 0; k < large_.size(); ++k) {
    add_influence<double>(
        *large_[k], approximate,
        [&](std::size_t row) -> const double& { return c[static_cast<Eigen::Index>(row)]; },
        std::span(wished[k]));
    equations_.to_coordinates(std::span(wished[k]));
  }
  // Times the denominator, so that all are integers.
  std::vector<std::vector<mpz_class>> targets(large_.size(), std::vector<mpz_class>(profiles));
  std::vector<mpz_class> chosen(large_.size());
  for (std::size_t t = 1; t < profiles; ++t) {
    const InfluenceEquations::Solution& solution = equations_.at(t);
    for (const std::size_t k : solution.free) {
      chosen[k] = scale(wished[k][t]);
      targets[k][t] = equations_.denominator() * chosen[k];
    }
    for (const InfluenceEquations::Solution::Solved& solved : solution.solved) {
      mpz_class& value = targets[solved.coalition][t];
      for (std::size_t agent = 0; agent < agents; ++agent) {
        if (solved.of_imbalance[agent] != 0) value += solved.of_imbalance[agent] * imbalance[agent][t];
      }
      for (std::size_t k = 0; k < solution.free.size(); ++k) {
        if (solved.of_free[k] != 0) value += solved.of_free[k] * chosen[solution.free[k]];
      }
    }
  }
  for (auto& values : targets) equations_.to_values(std::span(values));
  return targets;
}

std::optional<DeviationCertificate> DividedBalance::balance(std::span<const double> approximate,
                                                            const IntegerWeights& exact,
                                                            const Eigen::VectorXd& c) {
  auto weights = small_weights(approximate, exact, c);
  if (!weights) return std::nullopt;

  // The unit in which the small coalitions' weights came out; the large ones' are wished for in the same one.
  mpz_class unit = mpz_class(1) << static_cast<unsigned long>(chosen_bits);
  double reference = c.maxCoeff();
  double greatest_small = 0;
  for (const std::size_t row : small_row_of_) {
    const double weight = c[static_cast<Eigen::Index>(row)];
    if (weight <= greatest_small || (*weights)[row] == 0) continue;
    greatest_small = weight;
    reference = weight;
    unit = (*weights)[row];
  }
  // ν carries a weight of the prior besides: the greatest one links the doubles to the integers.
  const auto greatest = static_cast<std::size_t>(std::max_element(approximate.begin(), approximate.end()) -
                                                 approximate.begin());
  const Scale influence_scale(unit * exact[greatest], reference * approximate[greatest]);
  const auto targets = large_influences(approximate, exact, c, *weights, influence_scale);

  // Step 3. From here on everything is in units of 1/denominator, and then of 1/(denominator · all
  // determinants).
  const mpz_class denominator = equations_.denominator();
  const Scale weight_scale(denominator * unit, reference);
  mpz_class determinants = 1;
  std::vector<Decomposition> decompositions;
  for (const Block* block : large_) {
    const Decomposition& decomposition = decompositions.emplace_back(*block, approximate, exact, c);
    if (!decomposition.regular()) return std::nullopt;
    determinants = lcm(determinants, decomposition.denominator());
  }
  DeviationCertificate certificate;
  for (const Block* block : small_) {
    const std::size_t types = block->split.inside.size();
    for (std::uint32_t truth = 0; truth < types; ++truth) {
      for (std::uint32_t report = 0; report < types; ++report) {
        if (truth == report) continue;
        const mpz_class& weight = (*weights)[row_of(*block, truth, report)];
        if (weight == 0) continue;
        certificate.entries.push_back({block->coalition, truth, report, weight * denominator * determinants});
      }
    }
  }
  for (std::size_t k = 0; k < large_.size(); ++k) {
    const Block& block = *large_[k];
    const std::size_t types = block.split.inside.size();
    const auto wish = [&](std::size_t report, std::size_t truth) -> mpz_class {
      if (report != truth) return weight_scale(c[static_cast<Eigen::Index>(row_of(block, truth, report))]);
      double leaving = 0;
      for (std::size_t other = 0; other < types; ++other) {
        if (other != truth) leaving += c[static_cast<Eigen::Index>(row_of(block, truth, other))];
      }
      return -weight_scale(leaving);
    };
    const std::vector<mpz_class> matrix = decompositions[k].solve(targets[k], wish);
    const mpz_class factor = determinants / decompositions[k].denominator();
    for (std::uint32_t report = 0; report < types; ++report) {
      for (std::uint32_t truth = 0; truth < types; ++truth) {
        if (truth == report) continue;
        const mpz_class& weight = matrix[report * types + truth];
        if (weight < 0) return std::nullopt;
        if (weight > 0) certificate.entries.push_back({block.coalition, truth, report, weight * factor});
      }
    }
  }
  return certificate;
}

}  // namespace genericity
