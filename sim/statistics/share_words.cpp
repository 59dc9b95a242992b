#include "sim/statistics/share_words.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace genericity {
namespace {

/// Four significant digits.
std::string digits(double value) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string draws(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " draw" : " draws");
}

/// "7 draws", "all 7 draws".
std::string all_draws(std::uint64_t count) {
  return count == 1 ? "the one draw" : "all " + draws(count);
}

std::string of_undecided(const ShareCounts& counts) {
  return counts.undecided == 0 ? "" : "; " + draws(counts.undecided) + " undecided";
}

/// ", since CI does: singletons only"
std::string why(const ProvedShare& proved) {
  return (proved.other.empty() ? ": " : ", since " + proved.other + " does: ") + proved.reason;
}

/// Where it fails at every prior. Counts that say otherwise are at fault, or the theorem is.
std::string never_in_words(const ShareCounts& counts, const ProvedShare& proved) {
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  if (total == 0) return "nothing was drawn; fails at every " + proved.prior + why(proved);
  if (counts.holds > 0)
    return "held in " + std::to_string(counts.holds) + " of " + draws(total) +
           ", which cannot be: it fails at every " + proved.prior + why(proved);
  return (counts.undecided == 0 ? "failed in " + all_draws(total)
                                : "failed in all but the undecided of " + draws(total)) +
         ", as it does at every " + proved.prior + why(proved) + of_undecided(counts);
}

/// Where it holds at almost every prior, and the law has a density. Draws are rounded to doubles, and may
/// fail.
std::string almost_always_in_words(const ShareCounts& counts, const ProvedShare& proved) {
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  if (total == 0) return "nothing was drawn; holds at almost every " + proved.prior + why(proved);
  if (counts.fails > 0)
    return "failed in " + std::to_string(counts.fails) + " of " + draws(total) +
           ", which rounding to doubles must have brought about: it holds at almost every " + proved.prior +
           (proved.prior == "prior" ? ", and the law has a density" : "") + why(proved) +
           of_undecided(counts);
  return (counts.undecided == 0 ? "held in " + all_draws(total)
                                : "held in all but the undecided of " + draws(total)) +
         ", as it does at almost every " + proved.prior + why(proved) + of_undecided(counts);
}

}  // namespace

std::string share_in_words(const ShareCounts& counts, const Interval& limits, double confidence,
                           const ProvedShare& proved) {
  if (proved.share == 0) return never_in_words(counts, proved);
  if (proved.share == 1) return almost_always_in_words(counts, proved);
  const std::uint64_t total = counts.holds + counts.fails + counts.undecided;
  if (total == 0) return "nothing was drawn";
  if (std::isnan(limits.low) || std::isnan(limits.high))
    return draws(total) + ", whose limits could not be worked out";
  std::string text;
  const std::string at = " at confidence " + digits(confidence);
  if (counts.fails == 0 && counts.holds > 0) {
    text = (counts.undecided == 0 ? "held in all " : "did not fail in ") + draws(total) +
           ": exceptions have a probability of at most " + digits(1 - limits.low) + at +
           ", which does not show that it is 0";
  } else if (counts.holds == 0 && counts.fails > 0) {
    text = (counts.undecided == 0 ? "failed in all " : "did not hold in ") + draws(total) +
           ": it holds with a probability of at most " + digits(limits.high) + at +
           ", which does not show that it is 0";
  } else {
    text = "holds with a probability from " + digits(limits.low) + " to " + digits(limits.high) + at;
  }
  if (counts.undecided > 0) {
    text += "; " + draws(counts.undecided) + " undecided, which may be either and widen the limits";
  }
  return text;
}

std::string tail_in_words(const TailEvidence& evidence, double confidence) {
  const TailFit& fit = evidence.fit;
  const NullSetTheory& theory = evidence.theory;
  if (evidence.margins == 0) return "no margins were recorded";
  if (evidence.zeros == evidence.margins) {
    std::string text = "margin exactly 0 in every draw (" + std::to_string(evidence.margins) +
                       "): the draws lie in the failure set, so there is no exponent";
    if (theory.codimension == 0) text += ", as theory says of this family";
    return text;
  }
  std::string text;
  if (evidence.zeros > 0) {
    text = "margin exactly 0 in " + std::to_string(evidence.zeros) + " of " + draws(evidence.margins) +
           ": failure is no null set under this law; among the others ";
  }
  if (fit.size == 0) return text + "too few different positive margins for an exponent";
  text += "P(0 < margin < e) falls like e^" + digits(fit.exponent) + " (" + digits(fit.low) + " to " +
          digits(fit.high) + " at confidence " + digits(confidence) + ", from the least " +
          std::to_string(fit.size) + ")";
  if (!fit.straight) text += ", but the least margins do not follow a power well yet";
  if (!std::isnan(theory.exponent)) {
    text += "; theory: " + digits(theory.exponent);
    if (theory.exponent != theory.codimension) text += " (codimension " + digits(theory.codimension) + ")";
    const bool agrees = fit.low <= theory.exponent && theory.exponent <= fit.high;
    text += agrees ? ", inside" : ", outside";
  } else if (!std::isnan(theory.codimension)) {
    text += "; theory: codimension " + digits(theory.codimension) + ", up to logarithms";
  }
  return text;
}

}  // namespace genericity
