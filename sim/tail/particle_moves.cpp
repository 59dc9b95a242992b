#include "sim/tail/particle_moves.h"

#include <algorithm>
#include <cmath>

#include "sim/random/variates.h"
#include "sim/tail/variates.h"

namespace genericity::tail {

namespace {

/// Steps of wide moves reach so far, in units of the law's width.
constexpr double widest_step = 2;
constexpr std::size_t most_moved = 4;

/// Log-uniform from `least` to `greatest`.
double step_between(Stream& stream, double least, double greatest) {
  return least * std::exp(uniform(stream) * std::log(greatest / least));
}

}  // namespace

ParticleMoves::ParticleMoves(const GenerativeForm& form)
    : laws_(form.laws().begin(), form.laws().end()), tilts_(form.tilts()) {
  for (const InputLaw& law : laws_) {
    // The logarithm of a gamma variate has about the deviation 1/√shape, and more for small shapes.
    units_.push_back(law.kind == InputLaw::Kind::log_gamma ? 1 / std::sqrt(law.shape) : 1);
  }
}

void ParticleMoves::draw(Stream& stream, std::span<double> inputs) const {
  for (std::size_t k = 0; k < laws_.size(); ++k) {
    inputs[k] =
        laws_[k].kind == InputLaw::Kind::normal ? normal(stream) : log_gamma_variate(stream, laws_[k].shape);
  }
}

double ParticleMoves::log_ratio(std::size_t input, double from, double to) const {
  const InputLaw& law = laws_[input];
  if (law.kind == InputLaw::Kind::normal) return (from - to) * (from + to) / 2;
  return law.shape * (to - from) - std::exp(from) * std::expm1(to - from);
}

std::size_t ParticleMoves::any_primary(Stream& stream) const {
  return static_cast<std::size_t>(uniform_integer(stream, 0, laws_.size() - 1));
}

void ParticleMoves::move_few(Stream& stream, double step, std::span<double> to) const {
  if (!tilts_.empty() && uniform(stream) < 0.5) {
    const auto chosen = static_cast<std::size_t>(uniform_integer(stream, 0, tilts_.size() - 1));
    const double change = step * normal(stream);
    for (std::size_t k = 0; k < to.size(); ++k) to[k] += change * tilts_[chosen][k];
    return;
  }
  // Two most often. An input that comes twice moves twice, or not at all.
  const double place = uniform(stream);
  const std::size_t count = place < 0.25 ? 1 : place < 0.75 ? 2 : place < 0.875 ? 3 : most_moved;
  const double change = step * normal(stream);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t k = any_primary(stream);
    to[k] += uniform(stream) < 0.5 ? change * units_[k] : -change * units_[k];
  }
}

double ParticleMoves::propose(Stream& stream, double width, bool wide, std::span<const double> from,
                              std::span<double> to) const {
  std::copy(from.begin(), from.end(), to.begin());
  if (wide) {
    move_few(stream, step_between(stream, width / 4, widest_step), to);
  } else {
    const double step = step_between(stream, width / 16, width * 2);
    for (std::size_t k = 0; k < to.size(); ++k) to[k] += step * units_[k] * normal(stream);
  }
  double ratio = 0;
  for (std::size_t k = 0; k < to.size(); ++k)
    if (to[k] != from[k]) ratio += log_ratio(k, from[k], to[k]);
  return ratio;
}

}  // namespace genericity::tail
