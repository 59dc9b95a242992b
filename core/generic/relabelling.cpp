#include "core/generic/relabelling.h"

#include <algorithm>
#include <utility>

namespace genericity {

Relabelling::Relabelling(const TypeSpace& space, std::vector<int> image)
    : space_(&space), image_(std::move(image)) {
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    std::size_t to = 0;
    for (int agent = 0; agent < space.agents(); ++agent) {
      to += static_cast<std::size_t>(space.type_of(profile, agent)) *
            space.stride(image_[static_cast<std::size_t>(agent)]);
    }
    profile_.push_back(to);
  }
}

Coalition Relabelling::of(Coalition coalition) const {
  return coalition.relabelled(image_);
}

IntegerWeights Relabelling::of(const IntegerWeights& weights) const {
  IntegerWeights relabelled(weights.size());
  for (std::size_t profile = 0; profile < weights.size(); ++profile)
    relabelled[profile_[profile]] = weights[profile];
  return relabelled;
}

OpenSuccess Relabelling::of(const OpenSuccess& success) const {
  OpenSuccess relabelled{of(success.weights), {}};
  relabelled.certificate.psi.resize(success.certificate.psi.size());
  for (std::size_t agent = 0; agent < image_.size(); ++agent) {
    const std::size_t from = agent * space_->profiles();
    const std::size_t to = static_cast<std::size_t>(image_[agent]) * space_->profiles();
    for (std::size_t profile = 0; profile < space_->profiles(); ++profile)
      relabelled.certificate.psi[to + profile_[profile]] = success.certificate.psi[from + profile];
  }
  return relabelled;
}

std::uint32_t Relabelling::joint_type(Coalition coalition, std::uint32_t type) const {
  // The offset of a joint type is the profile where all others have their first type.
  const std::size_t offset = profile_[CoalitionSplit(*space_, coalition).inside[type]];
  const std::vector<std::uint32_t> inside = CoalitionSplit(*space_, of(coalition)).inside;
  return static_cast<std::uint32_t>(std::find(inside.begin(), inside.end(), offset) - inside.begin());
}

OpenFailure Relabelling::of(const OpenFailure& failure) const {
  OpenFailure relabelled{of(failure.weights), {}, failure.prime, failure.rank};
  for (const DeviationCertificate::Entry& entry : failure.certificate.entries) {
    relabelled.certificate.entries.push_back({of(entry.coalition), joint_type(entry.coalition, entry.truth),
                                              joint_type(entry.coalition, entry.report), entry.weight});
  }
  return relabelled;
}

}  // namespace genericity
