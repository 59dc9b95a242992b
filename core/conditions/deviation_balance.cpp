#include "core/conditions/deviation_balance.h"

#include <algorithm>
#include <utility>

namespace genericity {

DeviationBalance::DeviationBalance(TypeSpace space, const DeviationSystem& system)
    : space_(std::move(space)), system_(&system) {
  for (const DeviationSystem::Block& block : system.blocks()) {
    can_be_large_.push_back(block.split.inside.size() >= block.split.outside.size());
  }
}

bool DeviationBalance::applicable() const {
  return std::find(can_be_large_.begin(), can_be_large_.end(), true) != can_be_large_.end();
}

std::optional<DeviationCertificate> DeviationBalance::balance(std::span<const double> approximate,
                                                              const IntegerWeights& exact,
                                                              const Eigen::VectorXd& c) {
  std::vector<bool> large = can_be_large_;
  for (std::size_t k = 0; k < large.size(); ++k) {
    const DeviationSystem::Block& block = system_->blocks()[k];
    const auto rows = static_cast<Eigen::Index>(block.split.inside.size() * (block.split.inside.size() - 1));
    large[k] = large[k] && (c.segment(static_cast<Eigen::Index>(block.first_row), rows).array() > 0).all();
  }
  if (std::find(large.begin(), large.end(), true) == large.end()) return std::nullopt;
  const auto place = systems_.try_emplace(large, space_, *system_, large).first;
  return place->second.balance(approximate, exact, c);
}

}  // namespace genericity
