#include "sim/study/enumeration.h"

#include <numeric>

namespace genericity {

std::string ExactShare::to_string() const {
  return denominator == 0 ? "" : std::to_string(numerator) + "/" + std::to_string(denominator);
}

ExactShare exact_share(const Tally& tally, std::uint64_t population) {
  const auto [holds, fails, undecided] = tally.verdicts;
  if (undecided > 0 || population == 0 || holds + fails != population) return {};
  const std::uint64_t common = std::gcd(holds, population);
  return {holds / common, population / common};
}

Interval certain_limits(const Tally& tally, std::uint64_t population) {
  const auto all = static_cast<double>(population);
  return {static_cast<double>(tally.verdicts[0]) / all,
          static_cast<double>(population - tally.verdicts[1]) / all};
}

}  // namespace genericity
