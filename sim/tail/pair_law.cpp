#include "sim/tail/pair_law.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "sim/random/hash.h"
#include "sim/tail/first_posterior.h"
#include "sim/tail/tube_proposal.h"
#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

/// Draws by which the chance of an event is estimated, for choosing how often to pick it. Estimates of
/// probabilities do not depend on that choice, only their errors do.
constexpr std::uint64_t pilot_draws = 4000;

/// x and y = x + difference, as doubles.
struct Points {
  std::vector<double> x, y, difference;
  explicit Points(const ClosePair& pair) {
    for (std::size_t i = 0; i < pair.common.size(); ++i) {
      x.push_back(pair.common[i] + pair.first[i]);
      y.push_back(pair.common[i] + pair.second[i]);
      difference.push_back(pair.second[i] - pair.first[i]);
    }
  }
};

class UniformPairLaw final : public PairLaw {
 public:
  UniformPairLaw(std::size_t outcomes, double epsilon) : law_(outcomes, epsilon) {}

  [[nodiscard]] double share() const override { return law_.probability(); }
  [[nodiscard]] bool is_exact() const override { return true; }
  bool draw(Stream& stream, std::span<double> /*drawn*/, ClosePair& pair, double& /*first_mass*/,
            double& /*second_mass*/) const override {
    law_.draw(stream, pair);
    return true;
  }
  [[nodiscard]] double density_ratio(std::span<const double> /*first*/, std::span<const double> /*second*/,
                                     std::span<const double> /*difference*/) const override {
    return 1 / law_.probability();
  }

 private:
  ClosePairLaw law_;
};

/// Posteriors are independent Dirichlet(α), independent of their masses.
///
/// Given x, y is drawn by TubeProposal, and x by FirstPosterior. Its density given E_j is
/// ∝ f(x)·P(TV(x, ·) < ε), and the second factor is about Π max(x_i, ε)^(α−1).
class DirichletPairLaw final : public PairLaw {
 public:
  DirichletPairLaw(double alpha, std::size_t outcomes, double epsilon)
      : alpha_(alpha), first_(alpha, epsilon), tube_(outcomes, epsilon, alpha) {}

  [[nodiscard]] double share() const override { return share_; }
  void set_share(double share) { share_ = share; }

  bool draw(Stream& stream, std::span<double> drawn, ClosePair& pair, double& /*first_mass*/,
            double& /*second_mass*/) const override {
    return first_.draw(stream, drawn) && tube_.draw(stream, drawn, pair);
  }

  [[nodiscard]] double density_ratio(std::span<const double> first, std::span<const double> second,
                                     std::span<const double> difference) const override {
    return std::exp(first_.log_density(first) - log_dirichlet(alpha_, first) +
                    tube_.log_density(first, second, difference) - log_dirichlet(alpha_, second));
  }

 private:
  double alpha_;
  FirstPosterior first_;
  TubeProposal tube_;
  double share_ = 1;
};

/// log w = normal with standard deviation σ, independent. Of a slice with the logarithms l_1 … l_k the
/// posterior is y = softmax(l), and l_i = log y_i + c. In coordinates (y_1 … y_{k−1}, c), c and y are tied:
/// given y, c is normal with mean −mean(log y) and variance σ²/k, and y has the density
///
///     (2πσ²)^(−(k−1)/2) k^(−1/2) Π_i y_i^(−1) exp(−Σ_i (log y_i − mean log y)²/(2σ²)).
///
/// So y is drawn by TubeProposal and c from its law given y.
class LogNormalPairLaw final : public PairLaw {
 public:
  LogNormalPairLaw(double sigma, std::size_t outcomes, double epsilon)
      : sigma_(sigma), tube_(outcomes, epsilon, 1) {}

  [[nodiscard]] double share() const override { return share_; }
  void set_share(double share) { share_ = share; }

  bool draw(Stream& stream, std::span<double> drawn, ClosePair& pair, double& /*first_mass*/,
            double& second_mass) const override {
    if (!tube_.draw(stream, drawn, pair)) return false;
    const auto k = static_cast<double>(drawn.size());
    second_mass = std::exp(-mean_log(Points(pair).y) + sigma_ / std::sqrt(k) * normal(stream));
    return true;
  }

  [[nodiscard]] double density_ratio(std::span<const double> first, std::span<const double> second,
                                     std::span<const double> difference) const override {
    return std::exp(tube_.log_density(first, second, difference) - log_law(second));
  }

 private:
  static double mean_log(std::span<const double> y) {
    double sum = 0;
    for (const double entry : y) sum += std::log(entry);
    return sum / static_cast<double>(y.size());
  }
  [[nodiscard]] double log_law(std::span<const double> y) const {
    const auto k = static_cast<double>(y.size());
    const double mean = mean_log(y);
    double squares = 0;
    for (const double entry : y) squares += (std::log(entry) - mean) * (std::log(entry) - mean);
    return -(k - 1) / 2 * std::log(2 * std::numbers::pi * sigma_ * sigma_) - std::log(k) / 2 - k * mean -
           squares / (2 * sigma_ * sigma_);
  }

  double sigma_;
  TubeProposal tube_;
  double share_ = 1;
};

/// The mean of f/q over draws: an unbiased estimate of P(E_j).
double estimated_probability(const CellLaw& law, const PairLaw& pair_law, std::size_t outcomes) {
  ClosePair pair;
  pair.resize(outcomes);
  std::vector<double> drawn(outcomes);
  double sum = 0;
  for (std::uint64_t i = 0; i < pilot_draws; ++i) {
    Stream stream({hash_text("tail pilot")}, i);
    draw_cells(law, stream, drawn);
    const double total = std::accumulate(drawn.begin(), drawn.end(), 0.0);
    for (double& entry : drawn) entry /= total;
    double first_mass = 1;
    double second_mass = 1;
    if (!pair_law.draw(stream, drawn, pair, first_mass, second_mass)) continue;
    const Points points(pair);
    sum += 1 / pair_law.density_ratio(points.x, points.y, points.difference);
  }
  return sum / static_cast<double>(pilot_draws);
}

}  // namespace

std::unique_ptr<PairLaw> make_pair_law(const CellLaw& law, std::size_t outcomes, double epsilon) {
  const auto with_share = [&](auto made) -> std::unique_ptr<PairLaw> {
    made->set_share(estimated_probability(law, *made, outcomes));
    return made;
  };
  if (law.kind == CellLaw::Kind::log_normal)
    return with_share(std::make_unique<LogNormalPairLaw>(law.parameter, outcomes, epsilon));
  if (law.parameter == 1) return std::make_unique<UniformPairLaw>(outcomes, epsilon);
  return with_share(std::make_unique<DirichletPairLaw>(law.parameter, outcomes, epsilon));
}

}  // namespace genericity::tail
