#include "sim/priors/mixture.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/priors/weights.h"
#include "sim/random/hash.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

double sum(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  return total;
}

/// Brings a sum far from 1 near it by a power of two, which changes no ratio. Given priors may have any
/// scale, and the noise added to them must neither overflow nor vanish.
double tame(std::span<double> weights, double total) {
  const int exponent = std::ilogb(total);
  if (std::abs(exponent) <= 64) return total;
  for (double& weight : weights) weight = std::scalbn(weight, -exponent);
  return std::scalbn(total, -exponent);
}

}  // namespace

Mixture::Mixture(std::unique_ptr<PriorFamily> base, std::size_t profiles, double epsilon)
    : base_(std::move(base)), profiles_(profiles), epsilon_(epsilon), noise_tag_(hash_text(base_->name())) {}

std::size_t Mixture::scratch_size() const {
  return std::max(samples_at_once(profiles_) * profiles_, base_->scratch_size());
}

void Mixture::use(InstructionSet set) {
  PriorFamily::use(set);
  base_->use(set);
}

void Mixture::draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
                   std::span<double> scratch) const {
  base_->draw(key, first, count, weights, scratch);
  const StreamKey noise_key = derive_stream_key(key, noise_tag_);
  const std::size_t portion = samples_at_once(profiles_);
  for (std::size_t done = 0; done < count; done += portion) {
    const std::size_t samples = std::min(portion, count - done);
    // The base has done with the scratch by now.
    const auto noise = scratch.first(samples * profiles_);
    generator().exponentials(address_of(noise_key, first + done, samples, profiles_), noise);
    for (std::size_t k = 0; k < samples; ++k)
      mix(noise.subspan(k * profiles_, profiles_), weights.subspan((done + k) * profiles_, profiles_));
  }
}

class Mixture::Form final : public GenerativeForm {
 public:
  Form(const Mixture& family, std::unique_ptr<GenerativeForm> base)
      : GenerativeForm(with_noise(*base, family.profiles_)),
        family_(&family),
        base_(std::move(base)),
        noise_(family.profiles_) {}

  void assemble(std::span<const double> inputs, std::span<double> weights) override {
    const std::size_t of_base = base_->laws().size();
    base_->assemble(inputs.first(of_base), weights);
    for (std::size_t k = 0; k < noise_.size(); ++k) noise_[k] = std::exp(inputs[of_base + k]);
    family_->mix(noise_, weights);
  }

  [[nodiscard]] double resolution() const override { return base_->resolution(); }

 private:
  static std::vector<InputLaw> with_noise(const GenerativeForm& base, std::size_t profiles) {
    std::vector<InputLaw> laws(base.laws().begin(), base.laws().end());
    laws.resize(laws.size() + profiles, {InputLaw::Kind::log_gamma, 1});
    return laws;
  }

  const Mixture* family_;
  std::unique_ptr<GenerativeForm> base_;
  std::vector<double> noise_;
};

std::unique_ptr<GenerativeForm> Mixture::generative_form() const {
  std::unique_ptr<GenerativeForm> base = base_->generative_form();
  if (!base) return nullptr;
  return std::make_unique<Form>(*this, std::move(base));
}

void Mixture::mix(std::span<const double> noise, std::span<double> row) const {
  if (epsilon_ == 1) {
    std::copy(noise.begin(), noise.end(), row.begin());
    return;
  }
  const double base_total = tame(row, sum(row));
  const double scale = epsilon_ / (1 - epsilon_) * (base_total / sum(noise));
  for (std::size_t profile = 0; profile < profiles_; ++profile) row[profile] += scale * noise[profile];
}

}  // namespace genericity
