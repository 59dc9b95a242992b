#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/environments/sampled_environment.h"
#include "core/simd/variates.h"
#include "core/type_space.h"
#include "sim/priors/parameters.h"
#include "sim/random/stream.h"

namespace genericity {

/// How utilities are made of independent standard normal numbers Z. All have the variance 1 where the law is
/// gaussian, private or common.
enum class Utilities : std::uint8_t {
  gaussian,        ///< u_i(a, θ) = Z(i, a, θ): what others know matters as much as what one knows oneself
  private_values,  ///< u_i(a, θ) = Z(i, a, θ_i)
  common,          ///< u_i(a, θ) = Z(a, θ): all agents want the same
  sparse,          ///< u_i(a, θ) = Z(i, a, θ) with the probability `density`, else 0
  additive,        ///< u_i(a, θ) = Z(i, a, θ_i) + lambda Σ_{j≠i} Z(j, a, θ_j)
  count_
};

/// All that is said of a law of environments, once.
struct UtilitiesInfo {
  Utilities utilities;
  /// Its name in studies and results.
  std::string_view name;
  /// Its own parameter with its range, or nothing: "lambda from -10 to 10".
  std::string_view parameter;
  /// What it is, in a sentence for readers who do not know it.
  std::string_view summary;
};

/// One record a law, in the enumeration's order.
std::span<const UtilitiesInfo> environment_laws();

/// A law of environments on one type space: utilities, and an efficient rule made for them.
///
/// Draws are addressed as those of priors: environment number e of sample i of a stream is the same numbers
/// whatever was drawn before it.
class EnvironmentLaw {
 public:
  static constexpr std::int64_t most_outcomes = 10;

  /// The law that `spec` describes, an object such as {"utilities": "private", "outcomes": 3}. Throws
  /// PriorError, whose key is the parameter at fault, as make_prior_family does.
  EnvironmentLaw(const nlohmann::json& spec, TypeSpace space);

  /// Everything that tells this law from others, "utilities" first.
  [[nodiscard]] PriorParameters parameters() const;
  /// "private(outcomes=3)". Laws of one type space with equal names draw equal environments from equal
  /// streams.
  [[nodiscard]] std::string name() const { return canonical_name(parameters()); }
  /// What names the streams of its draws: what is drawn, and for how many outcomes, "additive(outcomes=3)".
  /// Laws that differ in lambda, density or the outside option alone make their environments of the same
  /// numbers.
  [[nodiscard]] std::string stream_name() const;

  [[nodiscard]] std::size_t outcomes() const { return outcomes_; }
  /// Doubles of scratch that draw() needs.
  [[nodiscard]] std::size_t scratch_size() const;
  /// Draws environment `number` of sample `sample` of the stream; returns at how many profiles several
  /// outcomes are best. Thread-safe.
  std::size_t draw(StreamKey stream, std::uint64_t sample, std::uint64_t number,
                   SampledEnvironment& environment, std::span<double> scratch) const;

 private:
  [[nodiscard]] std::size_t numbers_drawn() const;

  TypeSpace space_;
  Utilities utilities_ = Utilities::gaussian;
  std::size_t outcomes_ = 0;
  double parameter_ = 0;  // density or lambda
  double outside_ = 0;
  VariateGenerator generator_;
};

/// "dirichlet(alpha=1)", or "dirichlet(alpha=1) in private(outcomes=3,outside=0)" with an environment.
std::string law_text(const std::string& prior, const std::string& environment);

}  // namespace genericity
