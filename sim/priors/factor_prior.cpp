#include "sim/priors/factor_prior.h"

#include <gmpxx.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <utility>

#include "sim/priors/normal_law.h"

namespace genericity {
namespace {

/// One bin of an agent with a positive loading: the loading, and the bin's two ends.
using Bin = std::array<double, 3>;

/// Probabilities of the bins at each step of Z, each bin once.
class ConditionalBins {
 public:
  explicit ConditionalBins(double step) : step_(step) {
    // Beyond 38.5 the density of Z is below the range of doubles.
    const auto last = static_cast<int>(38.5 / step);
    for (int k = -last; k <= last; ++k) {
      places_.push_back(step * k);
      density_.push_back(normal_density_shape(places_.back()));
    }
  }

  /// ∫ φ(z) Π P(bin | z) dz over these bins. A product of them in one order, so that equal bins give equal
  /// integrals.
  double integral(const std::vector<Bin>& bins) {
    std::vector<double> integrand = density_;
    for (const Bin& bin : bins) {
      const std::vector<double>& given = given_factor(bin);
      for (std::size_t k = 0; k < integrand.size(); ++k) integrand[k] *= given[k];
    }
    double sum = 0;
    for (const double value : integrand) sum += value;
    return sum * step_ * (std::numbers::inv_sqrtpi / std::numbers::sqrt2);
  }

 private:
  const std::vector<double>& given_factor(const Bin& bin) {
    const auto [place, is_new] = known_.try_emplace(bin);
    if (is_new) {
      const auto& [loading, low, high] = bin;
      const double spread = std::sqrt((1 - loading) * (1 + loading));
      for (const double z : places_)
        place->second.push_back(normal_interval((low - loading * z) / spread, (high - loading * z) / spread));
    }
    return place->second;
  }

  double step_;
  std::vector<double> places_;
  std::vector<double> density_;
  std::map<Bin, std::vector<double>> known_;
};

}  // namespace

FactorPrior::FactorPrior(const TypeSpace& space, const std::vector<double>& loadings,
                         const std::vector<std::vector<double>>& marginals) {
  std::uint32_t dependent = 0;
  for (int agent = 0; agent < space.agents(); ++agent) {
    const auto i = static_cast<std::size_t>(agent);
    bins_.push_back(bins_of(loadings[i], marginals[i]));
    if (loadings[i] != 0) dependent |= Coalition::single(agent).mask();
  }
  if ((dependent & (dependent - 1)) == 0) dependent = 0;  // one alone depends on nobody
  dependent_ = Coalition(dependent);

  const CoalitionSplit split(space, dependent_);
  const std::vector<double> joint = dependent == 0 ? std::vector<double>{1} : joint_law(space);
  std::vector<mpq_class> products(space.profiles());
  weights_.resize(space.profiles());
  bool is_rounded = false;
  for (std::size_t inside = 0; inside < split.inside.size(); ++inside) {
    for (const std::uint32_t outside : split.outside) {
      const std::size_t profile = split.inside[inside] + outside;
      mpq_class product(joint[inside]);
      double rounded = joint[inside];
      for (int agent = 0; agent < space.agents(); ++agent) {
        if (dependent_.contains(agent)) continue;
        const std::vector<double>& marginal = marginals[static_cast<std::size_t>(agent)];
        // Equal probabilities divide out of a prior, whose weights count by their ratios.
        if (std::adjacent_find(marginal.begin(), marginal.end(), std::not_equal_to<>()) == marginal.end())
          continue;
        const double factor = marginal[static_cast<std::size_t>(space.type_of(profile, agent))];
        product *= mpq_class(factor);
        rounded *= factor;
      }
      weights_[profile] = rounded;
      is_rounded = is_rounded || product != mpq_class(rounded);
      products[profile] = std::move(product);
    }
  }
  if (is_rounded && is_positive()) exact_.emplace(space, products);
}

FactorPrior::Bins FactorPrior::bins_of(double loading, const std::vector<double>& marginal) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Bins bins;
  bins.loading = std::abs(loading);
  bins.is_mirrored = loading < 0;
  bins.thresholds.push_back(-infinity);
  for (std::size_t type = 1; type < marginal.size(); ++type) {
    // Summed from the ends, so that a marginal turned round has its thresholds turned round, to the last bit.
    double below = 0;
    double above = 0;
    for (std::size_t k = 0; k < type; ++k) below += marginal[k];
    for (std::size_t k = marginal.size(); k-- > type;) above += marginal[k];
    const double total = below + above;
    bins.thresholds.push_back(below < above ? -normal_upper_quantile(below / total)
                                            : normal_upper_quantile(above / total));
  }
  bins.thresholds.push_back(infinity);
  if (bins.is_mirrored) {
    std::reverse(bins.thresholds.begin(), bins.thresholds.end());
    for (double& threshold : bins.thresholds) threshold = 0 - threshold;  // 0 stays +0
  }
  return bins;
}

std::vector<double> FactorPrior::joint_law(const TypeSpace& space) const {
  double kappa = 1;
  for (const Bins& bins : bins_)
    kappa += bins.loading * bins.loading / ((1 - bins.loading) * (1 + bins.loading));
  // A power of two makes the places exact.
  const double longest = std::numbers::pi / std::sqrt(20 * kappa);
  ConditionalBins conditional(std::scalbn(1.0, std::ilogb(longest)));

  std::map<std::vector<Bin>, double> known;
  std::vector<double> joint;
  for (const std::uint32_t profile : CoalitionSplit(space, dependent_).inside) {
    std::vector<Bin> bins;
    std::vector<Bin> mirrored;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (!dependent_.contains(agent)) continue;
      const Bins& of_agent = bins_[static_cast<std::size_t>(agent)];
      const int type = space.type_of(profile, agent);
      const auto bin = static_cast<std::size_t>(of_agent.is_mirrored ? space.size(agent) - 1 - type : type);
      const double low = of_agent.thresholds[bin];
      const double high = of_agent.thresholds[bin + 1];
      bins.push_back({of_agent.loading, low, high});
      mirrored.push_back({of_agent.loading, 0 - high, 0 - low});
    }
    std::sort(bins.begin(), bins.end());
    std::sort(mirrored.begin(), mirrored.end());
    const auto [place, is_new] = known.try_emplace(std::min(bins, mirrored));
    if (is_new) place->second = conditional.integral(place->first);
    joint.push_back(place->second);
  }
  return joint;
}

bool FactorPrior::is_positive() const {
  return std::all_of(weights_.begin(), weights_.end(),
                     [](double weight) { return weight >= least_factor_weight; });
}

bool FactorPrior::hides_types_of(Coalition coalition) const {
  if ((dependent_.mask() & ~coalition.mask()) == 0) return true;
  if ((coalition.mask() & ~dependent_.mask()) != 0) return true;
  for (std::size_t i = 0; i < bins_.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (coalition.contains(static_cast<int>(i)) && coalition.contains(static_cast<int>(j)) &&
          bins_[i] == bins_[j])
        return true;
  return false;
}

}  // namespace genericity
