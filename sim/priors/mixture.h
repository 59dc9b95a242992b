#pragma once

#include <memory>

#include "sim/priors/family.h"

namespace genericity {

/// The parameter epsilon of the mixtures: 1e-15 … 1.
inline constexpr double least_epsilon = 1e-15;
inline constexpr const char* epsilon_bounds_reason =
    "it is a share; below 1e-15 it is lost in the rounding of doubles";

/// p = (1−ε)·p_base + ε·η with η uniform on the simplex (Dirichlet(1)), independent of the base.
///
/// The weights are formed as base + c·noise with c = ε/(1−ε)·Σbase/Σnoise, on the base's own scale: the one
/// rounding of the sum is all that disturbs an exact tie or product of the base beside the noise, so margins
/// stay proportional to ε down to ε ~ 1e-13. With ε = 1 the weights are the noise alone.
///
/// The base is drawn from the stream itself, so it equals what the base family draws by itself from that
/// stream. The noise has a stream derived with the base's name, so that nested mixtures do not share their
/// noise; under one key and base it is the same for every ε.
class Mixture : public PriorFamily {
 public:
  Mixture(std::unique_ptr<PriorFamily> base, std::size_t profiles, double epsilon);

  [[nodiscard]] std::size_t scratch_size() const override;
  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> scratch) const override;
  void use(InstructionSet set) override;
  [[nodiscard]] std::string rounded_file() const override { return base_->rounded_file(); }
  /// The noise has a density.
  [[nodiscard]] bool is_free_of_ties(const TypeSpace& /*space*/) const override { return true; }
  [[nodiscard]] bool has_density() const override { return true; }
  /// The base's inputs, then the logarithms of the noise; for bases that have such a form.
  [[nodiscard]] std::unique_ptr<GenerativeForm> generative_form() const override;

 protected:
  [[nodiscard]] const PriorFamily& base() const { return *base_; }
  [[nodiscard]] double epsilon() const { return epsilon_; }

 private:
  class Form;

  /// Adds the noise to one draw of the base.
  void mix(std::span<const double> noise, std::span<double> row) const;

  std::unique_ptr<PriorFamily> base_;
  std::size_t profiles_;
  double epsilon_;
  std::uint64_t noise_tag_;
};

}  // namespace genericity
