#include "sim/priors/generative_form.h"

#include <algorithm>
#include <cmath>

#include "sim/priors/weights.h"

namespace genericity {

namespace {

/// Beyond these the weights of a draw differ by so much, or by so little, that the floor or rounding shows.
constexpr double least_form_alpha = 0.1;
constexpr double greatest_form_alpha = 1000;
constexpr double greatest_form_sigma = 10;

class CellsForm final : public GenerativeForm {
 public:
  CellsForm(std::size_t profiles, InputLaw law, double scale)
      : GenerativeForm(std::vector<InputLaw>(profiles, law)), scale_(scale) {}

  void assemble(std::span<const double> inputs, std::span<double> weights) override {
    for (std::size_t k = 0; k < weights.size(); ++k) weights[k] = scale_ * inputs[k];
    exponentiate_group(weights, weight_floor);
  }

 private:
  double scale_;
};

class OnePriorForm final : public GenerativeForm {
 public:
  explicit OnePriorForm(std::vector<double> weights) : GenerativeForm({}), weights_(std::move(weights)) {}

  void assemble(std::span<const double> /*inputs*/, std::span<double> weights) override {
    std::copy(weights_.begin(), weights_.end(), weights.begin());
  }

 private:
  std::vector<double> weights_;
};

}  // namespace

std::unique_ptr<GenerativeForm> form_of_cells(std::size_t profiles, InputLaw law, double scale) {
  return std::make_unique<CellsForm>(profiles, law, scale);
}

std::unique_ptr<GenerativeForm> form_of_one_prior(std::vector<double> weights) {
  return std::make_unique<OnePriorForm>(std::move(weights));
}

std::vector<InputLaw> gamma_laws(std::size_t count, double shape) {
  return std::vector<InputLaw>(count, InputLaw{InputLaw::Kind::log_gamma, shape});
}

bool gammas_have_form(double alpha, double least) {
  // P(G(α) < x) < x^α / Γ(α+1), which is below 1.2 x^α.
  return alpha >= least_form_alpha && alpha <= greatest_form_alpha &&
         (alpha >= 1 || alpha * std::log2(1 / least) >= 25);
}

bool normals_have_form(double sigma) {
  return sigma <= greatest_form_sigma;
}

void exponentiate_group(std::span<double> logs, double least) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  for (double& log : logs) log = std::max(std::exp(log - largest), least);
}

}  // namespace genericity
