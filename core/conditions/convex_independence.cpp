#include "core/conditions/convex_independence.h"

#include <algorithm>
#include <cmath>

#include "core/conditions/integer_judge.h"

namespace genericity {

namespace {

mpz_class type_weight(const IntegerWeights& weights, const CoalitionSplit& split, std::size_t type) {
  mpz_class sum = 0;
  for (const std::uint32_t rest : split.outside) sum += weights[split.inside[type] + rest];
  return sum;
}

}  // namespace

bool proves_convex_independence(const TypeSpace& space, const IntegerWeights& weights,
                                const SeparationCertificate& certificate) {
  const CoalitionSplit split(space, certificate.coalition);
  const std::size_t types = split.inside.size();
  if (weights.size() != space.profiles() || certificate.functionals.size() != types) return false;
  for (std::size_t truth = 0; truth < types; ++truth) {
    const std::vector<mpz_class>& f = certificate.functionals[truth];
    if (f.size() != split.outside.size()) return false;
    const auto expectation = [&](std::size_t type) {
      mpz_class sum = 0;
      for (std::size_t x = 0; x < f.size(); ++x) sum += f[x] * weights[split.inside[type] + split.outside[x]];
      return sum;
    };
    const mpz_class own = expectation(truth);
    const mpz_class own_weight = type_weight(weights, split, truth);
    for (std::size_t other = 0; other < types; ++other) {
      if (other == truth) continue;
      if (expectation(other) * own_weight >= own * type_weight(weights, split, other)) return false;
    }
  }
  return true;
}

bool refutes_convex_independence(const TypeSpace& space, const IntegerWeights& weights,
                                 const CombinationCertificate& certificate) {
  const CoalitionSplit split(space, certificate.coalition);
  const std::size_t types = split.inside.size();
  if (weights.size() != space.profiles() || certificate.weights.size() != types ||
      certificate.type >= types || certificate.weights[certificate.type] != 0) {
    return false;
  }
  std::vector<mpz_class> sum(split.outside.size());
  for (std::size_t type = 0; type < types; ++type) {
    if (certificate.weights[type] < 0) return false;
    for (std::size_t x = 0; x < sum.size(); ++x)
      sum[x] += certificate.weights[type] * weights[split.inside[type] + split.outside[x]];
  }
  const auto own = [&](std::size_t x) -> const mpz_class& {
    return weights[split.inside[certificate.type] + split.outside[x]];
  };
  if (sum[0] <= 0) return false;
  for (std::size_t x = 0; x < sum.size(); ++x) {
    if (sum[x] * own(0) != sum[0] * own(x)) return false;
  }
  return true;
}

ConvexIndependence::ConvexIndependence(const TypeSpace& space, Coalition coalition)
    : space_(space), coalition_(coalition), split_(space, coalition), totals_(split_.inside.size()) {
  const std::size_t others = split_.outside.size();
  exact_.columns = others;
  no_forms_.columns = others;
  for (std::size_t row = 0; row + 1 < split_.inside.size(); ++row) {
    for (std::size_t x = 0; x < others; ++x) exact_.push(x, 0);
    exact_.end_row();
  }
  rows_ = {exact_.columns, exact_.start, exact_.column, std::vector<double>(exact_.value.size())};
  scale_.resize(exact_.rows());
}

void ConvexIndependence::fill(const IntegerWeights& weights, std::size_t type) {
  std::size_t place = 0;
  for (std::size_t other = 0; other < split_.inside.size(); ++other) {
    if (other == type) continue;
    for (const std::uint32_t rest : split_.outside) {
      exact_.value[place++] = weights[split_.inside[other] + rest] * totals_[type] -
                              weights[split_.inside[type] + rest] * totals_[other];
    }
  }
  rows_ = nearest_rows(exact_);
  // Rows to differences of posteriors: the common factor of nearest_rows is a power of two.
  long top = 0;
  double reference = 0;
  for (std::size_t k = 0; k < exact_.value.size() && reference == 0; ++k) {
    if (exact_.value[k] == 0 || std::abs(rows_.value[k]) < 0x1p-500) continue;
    reference = mpz_get_d_2exp(&top, exact_.value[k].get_mpz_t()) / rows_.value[k];
  }
  std::size_t row = 0;
  for (std::size_t other = 0; other < split_.inside.size(); ++other) {
    if (other == type) continue;
    const mpz_class product = totals_[type] * totals_[other];
    long exponent = 0;
    const double mantissa = mpz_get_d_2exp(&exponent, product.get_mpz_t());
    const double factor =
        std::ldexp(reference / mantissa, static_cast<int>(std::clamp(top - exponent, -900L, 900L)));
    scale_[row++] = factor > 0 && std::isfinite(factor) ? factor : 1;
  }
}

Decision ConvexIndependence::decide(const Prior& prior) {
  const IntegerWeights& weights = prior.exact();
  for (std::size_t type = 0; type < totals_.size(); ++type)
    totals_[type] = type_weight(weights, split_, type);
  separation_ = {coalition_, {}};
  Decision result{Verdict::holds, true, Stage::definition};
  for (std::uint32_t type = 0; type < totals_.size(); ++type) {
    fill(weights, type);
    IntegerJudge judge(exact_);
    const Decision one = solver_.decide({rows_, scale_, no_forms_}, judge);
    if (one.verdict == Verdict::fails) {
      combination_ = {coalition_, type, std::vector<mpz_class>(totals_.size())};
      for (const auto& [row, c] : judge.alternative()) combination_.weights[row < type ? row : row + 1] = c;
      return one;
    }
    if (one.verdict == Verdict::undecided) {
      result = one;
    } else {
      separation_.functionals.emplace_back(judge.solution());
      if (result.verdict == Verdict::holds) result.stage = one.stage;
    }
  }
  return result;
}

double ConvexIndependence::margin(const Prior& prior) {
  const IntegerWeights& weights = prior.exact();
  for (std::size_t type = 0; type < totals_.size(); ++type)
    totals_[type] = type_weight(weights, split_, type);
  double least = 1;
  for (std::size_t type = 0; type < totals_.size(); ++type) {
    fill(weights, type);
    // max t s.t. f·(p̂ − p̄) ≤ −t, |f| ≤ 1 is the least 1-norm of p̄ − Σλp̂, twice the total variation.
    const double margin = solver_.margin({rows_, scale_, no_forms_}).known() / 2;
    if (std::isnan(margin)) return margin;
    least = std::min(least, margin);
  }
  return least;
}

AgentsConvexIndependence::AgentsConvexIndependence(const TypeSpace& space) {
  for (int agent = 0; agent < space.agents(); ++agent) agents_.emplace_back(space, Coalition::single(agent));
}

Decision AgentsConvexIndependence::decide(const Prior& prior) {
  Decision result{Verdict::holds, true, Stage::definition};
  for (ConvexIndependence& agent : agents_) {
    const Decision one = agent.decide(prior);
    if (one.verdict == Verdict::fails) return one;
    if (one.verdict == Verdict::undecided) result = one;
  }
  return result;
}

double AgentsConvexIndependence::margin(const Prior& prior) {
  double least = 1;
  for (ConvexIndependence& agent : agents_) {
    const double margin = agent.margin(prior);
    if (std::isnan(margin)) return margin;
    least = std::min(least, margin);
  }
  return least;
}

}  // namespace genericity
