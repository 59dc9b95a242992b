#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace genericity {

/// What the least margins say of the law P(0 < margin < ε) ~ C ε^k as ε → 0. NaN where nothing can be said.
struct TailFit {
  static constexpr std::array<std::size_t, 4> sizes{8, 16, 32, 64};

  /// Number of least margins that the fit rests on; 0 when there is none: fewer than 8 margins, or ties,
  /// which a continuous law does not have.
  std::size_t size = 0;
  /// k and its limits at the confidence asked for.
  double exponent = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  /// C, with k as fitted.
  double constant = std::numeric_limits<double>::quiet_NaN();
  /// Whether the law looks like a power over the margins used. If not even the least 16 do, they are used
  /// all the same, and this is false: then ε is not small enough for the law, or the law is no power.
  bool straight = false;
  /// The local slopes: k fitted to the least 8, 16, 32 and 64 margins; NaN where fewer are known.
  std::array<double, 4> slopes{
      std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
      std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

/// Fits the law to the least margins of `samples` samples: `given`, ascending. Numbers that are no positive
/// finite margins are left out; they may be as small as the least double.
///
/// Under the law the logarithms of x_(m)/x_(i), i < m, of the least m margins are an ordered sample of an
/// exponential law of rate k. So with T their sum, (m−2)/T is unbiased for k (Hill's maximum likelihood
/// estimate (m−1)/T, Ann. Stat. 3, 1975, freed of its bias), and 2 k T is χ² with 2(m−1) degrees of freedom,
/// which gives exact limits.
///
/// Bias check: the law holds as ε → 0 only. The spacings i·log(x_(i+1)/x_(i)) are independent with mean 1/k;
/// where the law bends, those of the greater half differ from those of the lesser half. The greatest of m =
/// 64, 32, 16 is used at which the ratio of their means lies within the central 90% of its F law. The limits
/// are those of this m and of all greater ones that the check refused, so that they cover a true power with
/// at least the confidence, although m was chosen by looking.
TailFit fit_tail(std::span<const double> given, std::uint64_t samples, double confidence);

/// The constant C of P(0 < margin < ε) ~ C ε^k when k is known, from the least `size` margins: an estimate
/// and limits. NaN also where C is beyond the range of doubles. The number of margins up to x_(m) is Poisson
/// with mean n C x_(m)^k, so 2 n C x_(m)^k is χ² with 2m degrees of freedom.
struct TailConstant {
  double constant = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};
TailConstant constant_at_exponent(std::span<const double> least, std::size_t size, std::uint64_t samples,
                                  double exponent, double confidence);

}  // namespace genericity
