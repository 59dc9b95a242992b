#include "sim/study/skip_file.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/generic/generic_finding.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/drop_patterns.h"
#include "sim/study/generic_theorems.h"

namespace genericity {

namespace {

constexpr std::array skippable{GenericVerdict::never, GenericVerdict::almost_always};

GenericVerdict verdict_of(const TomlReader& reader, const toml::node& node) {
  std::vector<std::string> known;
  known.reserve(skippable.size());
  for (const GenericVerdict verdict : skippable) known.emplace_back(to_string(verdict));
  const auto* text = node.as_string();
  const auto found = text == nullptr ? known.end() : std::find(known.begin(), known.end(), **text);
  if (found != known.end()) return skippable[static_cast<std::size_t>(found - known.begin())];
  reader.fail(&node, "skip",
              (text == nullptr ? "" : "unknown verdict '" + **text + "'; ") + "expected a list of " +
                  joined(known, " or ") + (text == nullptr ? "" : did_you_mean(**text, known)));
}

using IsDropped = std::function<bool(const Ensemble&, const Pattern&)>;

/// Moves cells of the study to what it leaves out; how many.
std::size_t drop_cells(const IsDropped& is_dropped, Study& study) {
  std::size_t dropped = 0;
  for (Ensemble& ensemble : study.ensembles) {
    const auto is_kept = [&](const Pattern& pattern) { return !is_dropped(ensemble, pattern); };
    dropped += drop_patterns(ensemble, is_kept, study);
  }
  std::erase_if(study.ensembles, [](const Ensemble& ensemble) { return ensemble.patterns.empty(); });
  return dropped;
}

}  // namespace

void apply_skip(const TomlReader& reader, const toml::table& root, Study& study) {
  const toml::node* node = root.get("skip");
  if (node == nullptr) return;
  const toml::array* list = node->as_array();
  if (list == nullptr) reader.fail(node, "skip", "expected a list such as [\"never\"]");
  for (const toml::node& element : *list) {
    const GenericVerdict verdict = verdict_of(reader, element);
    if (std::find(study.skip.begin(), study.skip.end(), verdict) != study.skip.end())
      reader.fail(&element, "skip", "'" + std::string(to_string(verdict)) + "' is listed twice");
    study.skip.push_back(verdict);
  }
  for (const GenericVerdict verdict : study.skip) {
    const auto is_dropped = [&](const Ensemble& ensemble, const Pattern& pattern) {
      if (verdict == GenericVerdict::almost_always && !ensemble.family->has_density()) return false;
      return study.findings->of(ensemble.space, pattern).verdict == verdict;
    };
    study.grid.skipped.push_back({verdict, drop_cells(is_dropped, study)});
  }
  if (study.ensembles.empty()) reader.fail(node, "skip", "it drops every cell of the study");
}

void skip_as_in(const StudyResult& stored, Study& study) {
  const auto name = [](std::uint64_t seed, const std::string& types, const std::string& prior,
                       const std::string& coalitions) { return std::tuple(seed, types, prior, coalitions); };
  std::set<decltype(name(0, "", "", ""))> counted;
  for (const CellResult& cell : stored.cells) {
    const EnsembleResult& ensemble = stored.ensembles[cell.ensemble];
    if (ensemble.stop_reason != StopReason::excluded)
      counted.insert(name(ensemble.seed, types_text(ensemble.types), ensemble.law(), cell.coalitions));
  }
  const auto is_dropped = [&](const Ensemble& ensemble, const Pattern& pattern) {
    return !counted.contains(
        name(ensemble.seed, ensemble.space.to_string(), ensemble.law(), pattern.to_full_string()));
  };
  (void)drop_cells(is_dropped, study);
}

}  // namespace genericity
