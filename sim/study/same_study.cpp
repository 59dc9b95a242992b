#include "sim/study/same_study.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "core/conditions/ci_margin.h"
#include "core/conditions/condition.h"

namespace genericity {

namespace {

/// The line of an identity that starts with this word; empty if there is none.
std::string line_of(const std::string& identity, const std::string& word) {
  const std::size_t begin = identity.find("\n" + word + " ");
  return begin == std::string::npos ? ""
                                    : identity.substr(begin + 1, identity.find('\n', begin + 1) - begin - 1);
}

/// Compares one thing after another and keeps the first difference.
class Comparison {
 public:
  void require(bool same, const std::string& what) {
    if (!same && !found_) found_ = {what, "", ""};
  }
  void require(const std::string& name, const std::string& first, const std::string& second,
               const std::string& what) {
    if (first != second && !found_) found_ = {what, name + " " + first, name + " " + second};
  }
  [[nodiscard]] const std::optional<StudyDifference>& found() const { return found_; }

 private:
  std::optional<StudyDifference> found_;
};

/// What an identity asks for, each by itself.
struct Asked {
  std::set<std::string> parts;  // a pattern with the ensemble above it, or a condition
  std::set<std::string> ways;   // everything else
};

Asked asked_in(const std::string& identity) {
  Asked asked;
  std::istringstream lines(identity);
  std::string ensemble;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ensemble ")) {
      ensemble = line;
    } else if (line.starts_with("  ")) {
      asked.parts.insert(ensemble + line);
    } else if (line.starts_with("conditions ")) {
      std::istringstream conditions(line);
      for (std::string condition; conditions >> condition;) asked.parts.insert(condition);
    } else {
      asked.ways.insert(line);
    }
  }
  return asked;
}

bool same_cells(const StudyResult& first, const StudyResult& second) {
  for (std::size_t i = 0; i < first.cells.size(); ++i) {
    const CellResult& mine = first.cells[i];
    const CellResult& theirs = second.cells[i];
    if (mine.ensemble != theirs.ensemble || mine.coalitions != theirs.coalitions) return false;
  }
  return true;
}

bool same_theory(const StudyResult& first, const StudyResult& second) {
  for (std::size_t i = 0; i < first.cells.size(); ++i) {
    const std::vector<NullSetTheory>& theirs = second.cells[i].theory;
    if (!std::equal(first.cells[i].theory.begin(), first.cells[i].theory.end(), theirs.begin(), theirs.end(),
                    [](const NullSetTheory& a, const NullSetTheory& b) { return same_bits(a, b); }))
      return false;
  }
  return true;
}

}  // namespace

std::optional<StudyDifference> difference_of_counting(const StudyResult& first, const StudyResult& second) {
  const auto same_line = [&](const std::string& word) {
    return line_of(first.identity, word) == line_of(second.identity, word);
  };
  Comparison comparison;
  comparison.require("seed", std::to_string(first.seed), std::to_string(second.seed), "the seed");
  comparison.require("environments", std::to_string(first.environments), std::to_string(second.environments),
                     "how many environments are drawn for each prior");
  comparison.require("mode", to_string(first.mode), to_string(second.mode), "the mode");
  if (first.mode == StudyMode::tail && second.mode == StudyMode::tail) {
    comparison.require("tail.draws", std::to_string(first.tail.settings.draws),
                       std::to_string(second.tail.settings.draws), "the draws of a replication");
  }
  comparison.require("record.margins", to_string(first.margins), to_string(second.margins),
                     "the margins that they record");
  comparison.require("record.samples", to_string(first.recorded), to_string(second.recorded),
                     "the samples that they record");
  comparison.require("record.features or record.priors", first.described.text(), second.described.text(),
                     "what they keep of the priors of recorded samples");
  comparison.require(same_line("proofs"), "the proofs that they ask for (proofs = \"sample\")");
  comparison.require(same_line("draws"), "the version of their draws, which are other priors");
  return comparison.found();
}

bool asks_for_part_of(const std::string& first, const std::string& second) {
  const Asked part = asked_in(first);
  const Asked whole = asked_in(second);
  return part.ways == whole.ways &&
         std::includes(whole.parts.begin(), whole.parts.end(), part.parts.begin(), part.parts.end());
}

std::string without_margins_version(const std::string& identity) {
  const std::string line = line_of(identity, "ci_margins");
  if (line.empty()) return identity;
  std::string rest = identity;
  return rest.erase(identity.find("\n" + line), line.size() + 1);
}

std::string fault_of_ci_margins(const StudyResult& result) {
  const std::string ci = to_string(Condition::ci);
  const bool has_ci =
      std::find(result.conditions.begin(), result.conditions.end(), ci) != result.conditions.end();
  if (!has_ci || !records_margins(result, ci)) return {};
  const std::string wanted = "ci_margins " + std::to_string(ci_margins_version);
  const std::string found = line_of(result.identity, "ci_margins");
  if (found == wanted) return {};
  return "its margins of ci are of another version than this program's (" +
         (found.empty() ? "ci_margins 1" : found) + ", not " + wanted +
         "): some are other numbers now; running its study on it counts ci again";
}

std::optional<StudyDifference> difference_of_studies(const StudyResult& first, const StudyResult& second) {
  if (std::optional<StudyDifference> difference = difference_of_counting(first, second)) return difference;
  Comparison comparison;
  comparison.require(first.conditions == second.conditions, "the conditions that they count");
  comparison.require(line_of(first.identity, "ci_margins") == line_of(second.identity, "ci_margins"),
                     "the version of their margins of ci");
  comparison.require(first.identity == second.identity, "the ensembles and patterns of their studies");
  comparison.require(first.cells.size() == second.cells.size(), "the number of their cells");
  comparison.require(first.ensembles.size() == second.ensembles.size(), "the number of their ensembles");
  comparison.require(first.stop == second.stop, "how much their studies ask for ([stop])");
  comparison.require(first.title == second.title, "the title");
  if (!comparison.found()) comparison.require(same_cells(first, second), "their cells");
  if (!comparison.found()) {
    comparison.require(same_theory(first, second), "what theory says of the margins of their cells");
  }
  return comparison.found();
}

}  // namespace genericity
