#include "core/mechanisms/transfer_rule.h"

#include <utility>

#include "core/errors.h"

namespace genericity {

TransferRule::TransferRule(const TypeSpace& space)
    : profiles_(space.profiles()), values_(static_cast<std::size_t>(space.agents()) * space.profiles()) {}

TransferRule::TransferRule(const TypeSpace& space, std::vector<mpq_class> values)
    : profiles_(space.profiles()), values_(std::move(values)) {
  const std::size_t wanted = static_cast<std::size_t>(space.agents()) * profiles_;
  if (values_.size() != wanted) {
    throw InvalidInput("a transfer rule on " + space.to_string() + " needs " + std::to_string(wanted) +
                       " transfers, not " + std::to_string(values_.size()));
  }
}

mpq_class TransferRule::joint(Coalition coalition, std::size_t profile) const {
  mpq_class sum = 0;
  for (int agent = 0; agent < agents(); ++agent) {
    if (coalition.contains(agent)) sum += at(agent, profile);
  }
  return sum;
}

mpq_class TransferRule::greatest() const {
  mpq_class greatest = 0;
  for (const mpq_class& value : values_) {
    if (abs(value) > greatest) greatest = abs(value);
  }
  return greatest;
}

TransferRule& TransferRule::operator+=(const TransferRule& other) {
  for (std::size_t k = 0; k < values_.size(); ++k) values_[k] += other.values_[k];
  return *this;
}

TransferRule& TransferRule::operator*=(const mpq_class& factor) {
  for (mpq_class& value : values_) value *= factor;
  return *this;
}

mpq_class expected_transfer(const InformationStructure& structure, const CoalitionSplit& split,
                            Coalition coalition, const TransferRule& rule, std::size_t truth,
                            std::size_t report) {
  mpq_class sum = 0;
  mpz_class total = 0;
  for (const std::uint32_t rest : split.outside) {
    const mpz_class& weight = structure.exact()[split.inside[truth] + rest];
    sum += weight * rule.joint(coalition, split.inside[report] + rest);
    total += weight;
  }
  return sum / total;
}

std::vector<mpq_class> interim_transfers(const InformationStructure& structure, Coalition coalition,
                                         const TransferRule& rule) {
  const CoalitionSplit split(structure.space(), coalition);
  std::vector<mpq_class> expectations;
  for (std::size_t type = 0; type < split.inside.size(); ++type) {
    expectations.push_back(expected_transfer(structure, split, coalition, rule, type, type));
  }
  return expectations;
}

}  // namespace genericity
