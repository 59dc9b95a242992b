#include "core/pattern_catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/condition_g.h"
#include "core/errors.h"

namespace genericity {

std::vector<Coalition> optional_coalitions(int agents) {
  std::vector<Coalition> list;
  for (std::uint32_t mask = 1; mask < Coalition::grand(agents).mask(); ++mask) {
    if (Coalition(mask).size() > 1) list.emplace_back(mask);
  }
  std::sort(list.begin(), list.end());
  return list;
}

namespace {

/// A pattern as a set of optional coalitions: the first one is the highest bit, so that among sets of one
/// size the greatest number is the lexicographically least list of coalitions, which is
/// Pattern::canonical_form.
using Bits = std::uint64_t;

Bits bit_of(std::size_t place, std::size_t coalitions) {
  return Bits{1} << (coalitions - 1 - place);
}

/// What one relabelling does to a set of optional coalitions, by table look-up, eight bits at a time.
class Relabelling {
 public:
  Relabelling(std::span<const int> image, std::span<const Coalition> coalitions) {
    for (std::size_t bit = 0; bit < coalitions.size(); ++bit) {
      const Coalition coalition = coalitions[coalitions.size() - 1 - bit];
      std::uint32_t mask = 0;
      for (std::size_t agent = 0; agent < image.size(); ++agent) {
        if (coalition.contains(static_cast<int>(agent))) mask |= Coalition::single(image[agent]).mask();
      }
      const auto place = std::lower_bound(coalitions.begin(), coalitions.end(), Coalition(mask));
      const Bits moved = bit_of(static_cast<std::size_t>(place - coalitions.begin()), coalitions.size());
      for (unsigned byte = 0; byte < 256; ++byte) {
        if (((byte >> (bit % 8)) & 1U) != 0) table_[bit / 8][byte] |= moved;
      }
    }
  }

  [[nodiscard]] Bits operator()(Bits set) const {
    Bits moved = 0;
    for (std::size_t i = 0; i < table_.size() && set != 0; ++i, set >>= 8U) moved |= table_[i][set & 255U];
    return moved;
  }

 private:
  std::array<std::array<Bits, 256>, 8> table_{};
};

/// Collects the sets that are canonical, one of each orbit.
class Classifier {
 public:
  explicit Classifier(const TypeSpace& space)
      : space_(space), coalitions_(optional_coalitions(space.agents())) {
    for (const std::vector<int>& image : type_preserving_relabellings(space)) {
      relabellings_.emplace_back(image, coalitions_);
    }
  }

  [[nodiscard]] std::span<const Coalition> coalitions() const { return coalitions_; }

  void offer(Bits set) {
    // The identity, which is first, fixes every set.
    std::uint64_t fixing = 1;
    for (std::size_t k = 1; k < relabellings_.size(); ++k) {
      const Bits image = relabellings_[k](set);
      if (image > set) return;
      if (image == set) ++fixing;
    }
    std::vector<Coalition> chosen;
    for (std::size_t bit = 0; bit < coalitions_.size(); ++bit) {
      if ((set & bit_of(bit, coalitions_.size())) != 0) chosen.push_back(coalitions_[bit]);
    }
    // Orbit and stabiliser: the class has (number of relabellings) / (number that fix the set) members.
    classes_.push_back({Pattern(space_.agents(), std::move(chosen)), relabellings_.size() / fixing});
  }

  std::vector<PatternClass> take() {
    const auto before = [](const PatternClass& a, const PatternClass& b) {
      const auto left = a.pattern.coalitions();
      const auto right = b.pattern.coalitions();
      if (left.size() != right.size()) return left.size() < right.size();
      return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
    };
    std::sort(classes_.begin(), classes_.end(), before);
    return std::move(classes_);
  }

 private:
  const TypeSpace& space_;
  std::vector<Coalition> coalitions_;
  std::vector<Relabelling> relabellings_;
  std::vector<PatternClass> classes_;
};

void require_agents(const TypeSpace& space, int most, const char* what) {
  if (space.agents() <= most) return;
  throw InvalidInput(std::string("listing ") + what + " is possible for at most " + std::to_string(most) +
                     " agents, not " + std::to_string(space.agents()));
}

/// Refuses listings that would be longer than anybody reads: at least (labelled patterns) / (relabellings)
/// classes.
void require_short(double labelled, const TypeSpace& space) {
  constexpr double longest = 1e6;
  const double classes = labelled / static_cast<double>(type_preserving_relabellings(space).size());
  if (classes <= longest) return;
  throw InvalidInput("on types " + space.to_string() + " there are over " +
                     std::to_string(std::llround(classes)) +
                     " patterns of this kind up to relabelling, too many to list");
}

/// Pairs of optional coalitions that are each other's complement, as single bits.
std::vector<std::array<Bits, 2>> complementary_pairs(std::span<const Coalition> coalitions, int agents) {
  std::vector<std::array<Bits, 2>> pairs;
  for (std::size_t a = 0; a < coalitions.size(); ++a) {
    for (std::size_t b = a + 1; b < coalitions.size(); ++b) {
      if (coalitions[a].complement(agents) == coalitions[b]) {
        pairs.push_back({bit_of(a, coalitions.size()), bit_of(b, coalitions.size())});
      }
    }
  }
  return pairs;
}

/// Offers every set that takes at most one (or, without `may_skip`, exactly one) coalition of every
/// complementary pair.
std::vector<PatternClass> one_of_each_pair(const TypeSpace& space, bool may_skip) {
  Classifier classifier(space);
  const auto pairs = complementary_pairs(classifier.coalitions(), space.agents());
  require_short(std::pow(may_skip ? 3 : 2, pairs.size()), space);
  const auto extend = [&](const auto& self, std::size_t pair, Bits set) -> void {
    if (pair == pairs.size()) {
      classifier.offer(set);
      return;
    }
    if (may_skip) self(self, pair + 1, set);
    for (const Bits choice : pairs[pair]) self(self, pair + 1, set | choice);
  };
  extend(extend, 0, 0);
  return classifier.take();
}

}  // namespace

std::vector<PatternClass> all_patterns(const TypeSpace& space) {
  require_agents(space, 5, "every coalition pattern");
  Classifier classifier(space);
  require_short(std::exp2(classifier.coalitions().size()), space);
  const Bits end = Bits{1} << classifier.coalitions().size();
  for (Bits set = 0; set < end; ++set) classifier.offer(set);
  return classifier.take();
}

std::vector<PatternClass> noncomplementary_patterns(const TypeSpace& space) {
  require_agents(space, 5, "every pattern without complementary coalitions");
  return one_of_each_pair(space, true);
}

std::vector<PatternClass> maximal_noncomplementary_patterns(const TypeSpace& space) {
  require_agents(space, 6, "the maximal patterns without complementary coalitions");
  return one_of_each_pair(space, false);
}

Pattern maximal_open_pattern(int agents, std::span<const Coalition> order) {
  std::vector<Coalition> kept;
  for (const Coalition coalition : order) {
    kept.push_back(coalition);
    if (prove_condition_g(Pattern(agents, kept))) kept.pop_back();
  }
  return {agents, kept};
}

}  // namespace genericity
