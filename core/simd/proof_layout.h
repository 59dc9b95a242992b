#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pattern.h"
#include "core/simd/proof_view.h"
#include "core/type_space.h"

namespace genericity::simd {

/// The inequalities of Lemma 1 as the proof kernel checks them: numbered here from the type space and the
/// pattern, without the lists that the solver uses. Immutable; may be shared by threads.
class ProofLayout {
 public:
  ProofLayout(const TypeSpace& space, const Pattern& pattern);
  ProofLayout(const ProofLayout&) = delete;
  ProofLayout& operator=(const ProofLayout&) = delete;

  [[nodiscard]] const ProofView& view() const { return view_; }

 private:
  std::vector<std::vector<std::uint32_t>> slices_;
  std::vector<ProofCoalition> coalitions_;
  ProofView view_;
};

}  // namespace genericity::simd
