#include "sim/priors/exact_list.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "core/exact/nearest_double.h"
#include "sim/random/hash.h"

namespace genericity {
namespace {

std::string in_hexadecimal(std::uint64_t word) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), word, 16);
  (void)error;  // 16 digits hold 64 bits
  return {digits.data(), end};
}

}  // namespace

void ExactList::add(const std::vector<mpq_class>& weights) {
  InformationStructure prior(list_.space, weights);
  const IntegerWeights& exact = prior.exact();
  const bool fits = std::all_of(exact.begin(), exact.end(), [](const mpz_class& weight) {
    return mpz_sizeinbase(weight.get_mpz_t(), 2) <= 53;
  });
  for (const mpz_class& weight : exact) digested_ += weight.get_str() + ",";
  std::vector<double> doubles;
  if (fits) {
    doubles.reserve(exact.size());
    for (const mpz_class& weight : exact) doubles.push_back(weight.get_d());
  } else {
    doubles.assign(prior.approximate().begin(), prior.approximate().end());
    // Both are divided by all powers of two that they have in common, and differ by no other factor.
    if (!is_rounded_ && integer_weights(doubles) != exact) {
      is_rounded_ = true;
      // The priors until now are the doubles that stand for them.
      for (const std::vector<double>& earlier : list_.priors)
        list_.exact.emplace_back(list_.space, std::span<const double>(earlier));
    }
  }
  list_.priors.push_back(std::move(doubles));
  if (is_rounded_) list_.exact.push_back(std::move(prior));
}

LoadedPriors ExactList::finish(std::vector<PriorCoordinate> coordinates) {
  for (const PriorCoordinate& coordinate : coordinates) {
    digested_ += "\n" + coordinate.key + "=";
    for (const double value : coordinate.values)
      digested_ += in_hexadecimal(std::bit_cast<std::uint64_t>(value)) + ",";
  }
  list_.digest = in_hexadecimal(hash_text(list_.space.to_string() + digested_));
  list_.coordinates = std::move(coordinates);
  return std::move(list_);
}

double nearest_to_written(std::string_view text) {
  const double value = nearest_double(parse_rational(text));
  if (!std::isfinite(value)) throw InvalidInput("the number is beyond all doubles");
  return value;
}

}  // namespace genericity
