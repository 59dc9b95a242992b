#include <cmath>

#include "sim/store/result_columns.h"
#include "sim/store/table_tools.h"
#include "sim/store/utf8.h"

namespace genericity {
namespace {

void check_texts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts)
    require_of_result(is_storable_text(text), "a name is not valid UTF-8");
}

void check_tail(const StudyResult& result) {
  const TailResult& tail = result.tail;
  const std::size_t units = result.cells.size() * result.conditions.size();
  require_of_result(
      tail.probability.size() == units * tail.settings.epsilons.size() * tail.settings.replications &&
          tail.effective_share.size() == tail.probability.size() &&
          tail.multiplicity.size() == tail.probability.size(),
      "the estimates of the tail do not fit the study");
}

}  // namespace

void check_shape(const StudyResult& result) {
  require_of_result(!result.cells.empty(), "it has no cells");
  require_of_result(!result.conditions.empty(), "it has no conditions");
  require_of_result(result.conditions.size() <= 256, "it has more than 256 conditions");
  require_of_result(result.condition_labels.size() == result.conditions.size(),
                    "its conditions do not have one label each");
  require_of_result(result.seconds.empty() || result.seconds.size() == result.ensembles.size(),
                    "its timings do not match its ensembles");
  check_texts(result.conditions);
  check_texts(result.condition_labels);
  check_texts(result.stages);
  check_texts({result.title, result.identity});
  require_of_result(result.shard.index < result.shard.count, "its shard does not exist");
  for (const EnsembleResult& ensemble : result.ensembles) check_texts({ensemble.prior});
  const std::size_t conditions = result.conditions.size();
  const bool says_theorems = has_theorems(result);
  for (const CellResult& cell : result.cells) {
    require_of_result(cell.ensemble < result.ensembles.size(),
                      "a cell names an ensemble that does not exist");
    require_of_result(cell.tallies.size() == conditions && cell.samples.size() == conditions &&
                          cell.low.size() == conditions && cell.high.size() == conditions &&
                          cell.inferred.size() == conditions && cell.theory.size() == conditions,
                      "a cell does not have one tally and one interval per condition");
    require_of_result(!says_theorems || cell.theorem.shares.size() == conditions,
                      "a cell does not say of every condition whether its share is proved");
    require_of_result(&cell == result.cells.data() || (&cell)[-1].ensemble <= cell.ensemble,
                      "the cells of an ensemble do not stand together");
    check_texts({cell.pattern, cell.coalitions, cell.theorem.verdict, cell.theorem.reason});
    for (const Tally& tally : cell.tallies) {
      require_of_result(tally.stages.empty() || tally.stages.size() == result.stages.size(),
                        "a tally does not count every stage");
      require_of_result(!std::isnan(tally.least.margin), "a least margin is not a number");
    }
  }
  for (const SampleRecord& record : result.samples) {
    require_of_result(
        record.cell < result.cells.size() && record.condition < conditions && record.verdict < verdict_count,
        "a record names a cell, condition or verdict that does not exist");
    const std::vector<int>& types = result.ensembles[result.cells[record.cell].ensemble].types;
    require_of_result(record.description.size() == result.described.size(profiles_of(types)),
                      "a record does not describe its prior as the others do");
  }
  for (const PieceRecord& piece : result.pieces) {
    require_of_result(piece.cell < result.cells.size() && piece.condition < conditions &&
                          piece.range.begin < piece.range.end,
                      "a piece names a cell, condition or range that does not exist");
  }
  if (result.mode == StudyMode::tail) check_tail(result);
}

}  // namespace genericity
