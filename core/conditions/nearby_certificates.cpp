#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "core/balance_equations.h"
#include "core/conditions/prior_box.h"
#include "core/rounding_bound.h"

namespace genericity {

namespace {

/// Larger dense matrices take longer than a note is worth.
constexpr std::size_t most_coefficients = 2000000;
/// Products below may have lost digits to underflow.
constexpr double least_product = 0x1p-900;

/// The identity of DeviationCertificate as independent_balance_equations, in one number a deviation, at
/// coordinates κ instead of profiles: these read the types of some agents, none of them type 1, and sum over
/// the others'.
struct Equations {
  /// At the box's middle, times c: the sum of a row is 0.
  Eigen::MatrixXd middle;
  /// By how much they may differ within the box; rounding is in it.
  Eigen::MatrixXd reach;
};

/// Whether the types of a coalition, at this offset from a profile, are those that κ reads, if it reads any.
bool matches(const TypeSpace& space, std::size_t coordinate, Coalition coalition, std::size_t offset) {
  for (int agent = 0; agent < space.agents(); ++agent) {
    if (!coalition.contains(agent)) continue;
    const auto read = space.type_of(coordinate, agent);
    if (read != 0 && read != space.type_of(offset, agent)) return false;
  }
  return true;
}

class NearbyCertificates {
 public:
  NearbyCertificates(const PriorBox& box, const DeviationCertificate& certificate) : space_(&box.space()) {
    for (const DeviationCertificate::Entry& entry : certificate.entries) {
      if (entry.weight > 0) entries_.push_back(&entry);
    }
    IntegerWeights costs;
    for (const DeviationCertificate::Entry* entry : entries_) {
      costs.push_back(entry->weight);
      if (std::find(used_.begin(), used_.end(), entry->coalition) == used_.end())
        used_.push_back(entry->coalition);
    }
    costs_ = nearest_doubles(costs);
    IntegerWeights bounds;
    for (std::size_t k = 0; k < space_->profiles(); ++k) bounds.push_back(box.low()[k] + box.high()[k]);
    for (std::size_t k = 0; k < space_->profiles(); ++k) bounds.push_back(box.high()[k] - box.low()[k]);
    weights_ = nearest_doubles(bounds);
  }

  /// Whether every prior of the box has a certificate with the same deviations.
  [[nodiscard]] bool everywhere() const {
    Equations equations;
    if (!write(equations)) return false;
    const Eigen::MatrixXd& middle = equations.middle;
    const Eigen::Index count = middle.rows();
    const Eigen::Index deviations = middle.cols();
    // A right inverse. Whatever rounding makes of it, it is only a matrix to be tried.
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(middle.transpose());
    const Eigen::MatrixXd upper = qr.matrixQR().topRows(count).triangularView<Eigen::Upper>();
    if (!(upper.diagonal().cwiseAbs().minCoeff() > 0)) return false;
    const Eigen::MatrixXd thin = qr.householderQ() * Eigen::MatrixXd::Identity(deviations, count);
    const Eigen::MatrixXd inverse = upper.triangularView<Eigen::Upper>().solve(thin.transpose()).transpose();
    if (!inverse.allFinite()) return false;

    const double sums = rounding_bound(static_cast<double>(count + deviations + 8));
    const Eigen::MatrixXd size = inverse.cwiseAbs();
    const Eigen::VectorXd residual = equations.reach.rowwise().sum() * (1 + sums);
    Eigen::MatrixXd error = (middle * inverse - Eigen::MatrixXd::Identity(count, count)).cwiseAbs();
    error += equations.reach * size + sums * (middle.cwiseAbs() * size);
    error.array() += 2 * std::numeric_limits<double>::epsilon() * error.array() + 0x1p-1000;
    const double contraction = (error * residual).cwiseQuotient(residual).maxCoeff() * (1 + 2 * sums);
    if (!(contraction < 1)) return false;
    const Eigen::VectorXd changes = size * residual * ((1 + 2 * sums) / (1 - contraction));
    return changes.allFinite() && changes.maxCoeff() < 1 - 4 * sums;
  }

 private:
  bool write(Equations& equations) const {
    const auto is_least = [](double value) { return value <= least_nearest_double; };
    if (entries_.empty() || std::any_of(costs_.begin(), costs_.end(), is_least)) return false;
    const auto profiles = static_cast<std::ptrdiff_t>(space_->profiles());
    if (std::any_of(weights_.begin(), weights_.begin() + profiles, is_least)) return false;
    const std::vector<BalanceEquation> rows = independent_balance_equations(*space_, used_);
    if (rows.empty() || rows.size() > entries_.size() || rows.size() * entries_.size() > most_coefficients)
      return false;
    const auto height = static_cast<Eigen::Index>(rows.size());
    const auto width = static_cast<Eigen::Index>(entries_.size());
    equations.middle.setZero(height, width);
    equations.reach.setZero(height, width);
    for (Eigen::Index k = 0; k < width; ++k) {
      const CoalitionSplit split(*space_, entries_[static_cast<std::size_t>(k)]->coalition);
      for (Eigen::Index r = 0; r < height; ++r) {
        const BalanceEquation& equation = rows[static_cast<std::size_t>(r)];
        if (!fill(equations, r, k, split, equation.profile, static_cast<int>(equation.agent))) return false;
      }
    }
    return true;
  }

  /// One coefficient; false if it is too small for doubles.
  bool fill(Equations& equations, Eigen::Index r, Eigen::Index k, const CoalitionSplit& split,
            std::size_t coordinate, int agent) const {
    const DeviationCertificate::Entry& entry = *entries_[static_cast<std::size_t>(k)];
    const std::size_t truth = split.inside[entry.truth];
    const int carried =
        int{entry.coalition.contains(agent)} - int{entry.coalition.contains(space_->agents() - 1)};
    const int moved = int{matches(*space_, coordinate, entry.coalition, split.inside[entry.report])} -
                      int{matches(*space_, coordinate, entry.coalition, truth)};
    if (carried * moved == 0) return true;
    const Coalition others = entry.coalition.complement(space_->agents());
    double weight = 0;
    double radius = 0;
    for (const std::uint32_t rest : split.outside) {
      if (!matches(*space_, coordinate, others, rest)) continue;
      weight += weights_[truth + rest];
      radius += weights_[space_->profiles() + truth + rest];
    }
    const double cost = costs_[static_cast<std::size_t>(k)];
    equations.middle(r, k) = carried * moved * (cost * weight);
    const double relative = rounding_bound(static_cast<double>(split.outside.size()) + 8);
    equations.reach(r, k) = cost * radius * (1 + relative) + cost * weight * relative;
    return cost * weight > least_product;
  }

  const TypeSpace* space_;
  std::vector<const DeviationCertificate::Entry*> entries_;
  std::vector<Coalition> used_;
  std::vector<double> costs_;
  /// Twice the middles of the box, then twice its radii; least_nearest_double for none.
  std::vector<double> weights_;
};

}  // namespace

bool has_certificates_throughout(const PriorBox& box, const Pattern& pattern,
                                 const DeviationCertificate& certificate) {
  IntegerWeights middle;
  for (std::size_t k = 0; k < box.space().profiles(); ++k) middle.push_back(box.low()[k] + box.high()[k]);
  return CertificateChecker(box.space(), pattern).refutes_ci(middle, certificate) &&
         NearbyCertificates(box, certificate).everywhere();
}

}  // namespace genericity
