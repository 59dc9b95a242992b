#include "sim/store/missing_inferences.h"

#include <cstdint>
#include <map>

#include "sim/store/mode_columns.h"

namespace genericity {

namespace {

struct Concerned {
  std::string first;
  std::uint64_t units = 0;
};

}  // namespace

std::vector<std::string> missing_inferences(const StudyResult& result) {
  std::map<std::string, Concerned> by_reason;
  for (std::size_t cell = 0; cell < result.cells.size(); ++cell) {
    const std::vector<UnitInference>& inferred = result.cells[cell].inferred;
    for (std::size_t c = 0; c < inferred.size(); ++c) {
      for (const std::string& reason : inferred[c].missing) {
        Concerned& concerned = by_reason[reason];
        if (concerned.units++ == 0)
          concerned.first = "cell " + std::to_string(cell) + ", " + result.conditions[c];
      }
    }
  }
  std::vector<std::string> lines;
  for (const auto& [reason, concerned] : by_reason) {
    const std::string others =
        concerned.units == 1 ? "" : " and " + std::to_string(concerned.units - 1) + " more";
    lines.push_back("not inferred for " + concerned.first + others + ": " + reason);
  }
  if (result.mode == StudyMode::tail) {
    for (const std::string& reason : tail_rows(result).missing) lines.push_back("not inferred: " + reason);
  }
  return lines;
}

}  // namespace genericity
