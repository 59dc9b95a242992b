#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace genericity {

/// The law of one of the independent numbers that a prior is made of.
struct InputLaw {
  enum class Kind : std::uint8_t {
    normal,     ///< standard normal
    log_gamma,  ///< the logarithm of a gamma variate with scale 1: density ∝ exp(shape·u − e^u)
  };
  Kind kind = Kind::normal;
  double shape = 1;  ///< of log_gamma
};

/// A family in another form: its prior as a function of independent numbers, the inputs. Priors assembled
/// from inputs that are drawn from laws() follow the law of PriorFamily::draw(). A Markov chain can move
/// in the inputs, where the density is known and the ends are far away.
///
/// May refer to the family it comes from, which must outlive it. Holds memory: one object per thread.
class GenerativeForm {
 public:
  explicit GenerativeForm(std::vector<InputLaw> laws) : laws_(std::move(laws)) {}
  GenerativeForm(const GenerativeForm&) = delete;
  GenerativeForm& operator=(const GenerativeForm&) = delete;
  virtual ~GenerativeForm() = default;

  [[nodiscard]] std::span<const InputLaw> laws() const { return laws_; }

  /// |Θ| positive finite weights from as many inputs as there are laws; a pure function.
  virtual void assemble(std::span<const double> inputs, std::span<double> weights) = 0;

  /// Up to this much posteriors of assembled priors differ from those of a law without rounding. Far above
  /// it distances of posteriors have no atoms that would show.
  [[nodiscard]] virtual double resolution() const { return 0x1p-40; }

  /// Directions along which equal posteriors stay equal: moving the inputs by s times one of them
  /// multiplies the weights by Π_i f(θ_i), whatever s. A chain on the set of nearly equal posteriors gets far
  /// along them. Others than single inputs and sums and differences of two of them, which are tried
  /// anyway.
  [[nodiscard]] virtual std::vector<std::vector<double>> tilts() const { return {}; }

 private:
  std::vector<InputLaw> laws_;
};

/// Weights that are independent: w = e^(scale·input), one input each.
std::unique_ptr<GenerativeForm> form_of_cells(std::size_t profiles, InputLaw law, double scale);

/// The same weights in every draw: no inputs.
std::unique_ptr<GenerativeForm> form_of_one_prior(std::vector<double> weights);

/// `count` inputs that are logarithms of Gamma(shape) variates.
std::vector<InputLaw> gamma_laws(std::size_t count, double shape);

/// Whether inputs can stand for the weights that GammaWeights draws with this floor: nearly none is at the
/// floor (a chance below 2^-24 each), and nearly none is told apart by rounding alone.
bool gammas_have_form(double alpha, double least);
inline constexpr const char* gammas_without_form =
    "alpha has to lie between 0.1 and 1000, and many agents need a larger one, or weights leave the range of "
    "doubles or agree in too many digits";

/// The same of log-normal families: no weight comes near the floor.
bool normals_have_form(double sigma);
inline constexpr const char* normals_without_form =
    "sigma has to be at most 10, or weights leave the range of doubles";

/// w = max(e^(l − max l), least) for one group of logarithms, in place.
void exponentiate_group(std::span<double> logs, double least);

}  // namespace genericity
