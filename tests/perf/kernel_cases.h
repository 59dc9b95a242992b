#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/pattern.h"
#include "core/type_space.h"
#include "sim/priors/family.h"

namespace genericity::perf {

/// The patterns on which the kernel's speed is followed; all without complementary coalitions, CI in almost
/// every prior.
struct KernelCase {
  const char* name;
  std::vector<int> types;
  const char* pattern;
};

inline const std::array<KernelCase, 7>& kernel_cases() {
  static const std::array<KernelCase, 7> cases = {{
      {"a", {2, 2, 2}, "minimal"},
      {"b", {2, 2, 2, 2}, "{1,2},{2,3}"},
      {"c1", {2, 2, 2, 2}, "{1,2},{1,3},{1,4}"},
      {"c2", {2, 2, 2, 2}, "{1,2},{1,3},{2,3}"},
      {"d", {3, 3, 3, 3}, "{1,2},{2,3}"},
      {"e", {2, 2, 2, 2, 2}, "size<=2"},
      {"g", {2, 2, 2, 2, 2, 2}, "size<=2"},
  }};
  return cases;
}

/// Priors 0, 1, 2, … of a fixed stream of a family without files.
class PriorSource {
 public:
  PriorSource(const std::string& family, const TypeSpace& space)
      : family_(make_prior_family(nlohmann::json::parse(family), space,
                                  [](const std::string&, const TypeSpace&) -> LoadedPriors {
                                    throw std::invalid_argument("this benchmark reads no files");
                                  })),
        profiles_(space.profiles()),
        scratch_(family_->scratch_size()) {}

  /// The next `count` priors; valid until the next call.
  const std::vector<double>& draw(std::size_t count) {
    weights_.resize(count * profiles_);
    family_->draw(StreamKey{1}, next_, count, weights_, scratch_);
    next_ += count;
    return weights_;
  }

  /// The last draw once more.
  [[nodiscard]] const std::vector<double>& again() const { return weights_; }

 private:
  std::unique_ptr<PriorFamily> family_;
  std::size_t profiles_;
  std::vector<double> scratch_, weights_;
  std::uint64_t next_ = 0;
};

}  // namespace genericity::perf
