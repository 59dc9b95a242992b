#include "sim/cli/generic_words.h"

#include <optional>

namespace genericity {

namespace {

/// Whether CI is at this prior other than at almost all; nothing where one of the two is not known.
std::optional<bool> is_exceptional(const GenericFinding& finding, Verdict here) {
  if (here == Verdict::undecided) return std::nullopt;
  if (finding.verdict == GenericVerdict::never) return false;
  if (finding.verdict == GenericVerdict::almost_always) return here == Verdict::fails;
  return std::nullopt;
}

std::string reach(const GenericFinding& finding) {
  return finding.all_type_counts ? "for all type counts" : "for these type counts";
}

}  // namespace

std::string generic_in_words(const GenericFinding& finding, Verdict here) {
  const std::string why = " (" + finding.reason + "; " + reach(finding) + ")";
  switch (finding.verdict) {
    case GenericVerdict::never:
      return "With this pattern CI fails at every prior" + why + ".";
    case GenericVerdict::almost_always: {
      const std::string text = "With this pattern CI holds at almost every prior" + why;
      if (here == Verdict::fails) return text + ": this prior is exceptional, one of a null set.";
      if (here == Verdict::holds) return text + ", and so it does here.";
      return text + "; whether this prior is exceptional is undecided.";
    }
    case GenericVerdict::between:
      return "With this pattern CI holds on a set of priors of positive measure, and fails on another" + why +
             ": neither is exceptional.";
    case GenericVerdict::open:
      break;
  }
  return "Whether CI holds at almost every prior with this pattern, or at none, or neither, is not known (" +
         finding.reason + ").";
}

nlohmann::ordered_json generic_json(const GenericFinding& finding, Verdict here) {
  const std::optional<bool> exceptional = is_exceptional(finding, here);
  return {{"verdict", std::string(to_string(finding.verdict))},
          {"all_type_counts", finding.all_type_counts},
          {"reason", finding.reason},
          {"exceptional", exceptional ? nlohmann::ordered_json(*exceptional) : nlohmann::ordered_json()}};
}

}  // namespace genericity
