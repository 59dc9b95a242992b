#include "sim/study/continuation.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/priors/spec.h"
#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "sim/study/same_study.h"
#include "sim/study/stage_names.h"

namespace genericity {

namespace {

class Continuation {
 public:
  Continuation(StudyResult fresh, StudyResult stored, const std::string& name)
      : fresh_(std::move(fresh)), stored_(std::move(stored)), name_(name) {}

  StudyResult take() {
    if (const auto difference = difference_of_counting(fresh_, stored_)) {
      refuse(difference->first.empty()
                 ? "they differ in " + difference->what
                 : "the study says '" + difference->first + "', the file '" + difference->second + "'");
    }
    if (!(fresh_.shard == stored_.shard)) {
      refuse("this run is shard " + fresh_.shard.to_string() + ", the file is shard " +
             stored_.shard.to_string());
    }
    const std::vector<std::string> stages = united_stages(fresh_.stages, stored_.stages);
    count_by_stages(fresh_, stages);
    count_by_stages(stored_, stages);
    place_conditions();
    place_ensembles();
    for (std::size_t number = 0; number < stored_.cells.size(); ++number) take_cell(number);
    for (SampleRecord record : stored_.samples) {
      if (is_counted_again(record.condition)) continue;
      record.condition = static_cast<std::uint8_t>(conditions_[record.condition]);
      record.cell = cells_[record.cell];
      fresh_.samples.push_back(record);
    }
    sort_records(fresh_.samples);
    if (fresh_.mode == StudyMode::tail) take_tail();
    return std::move(fresh_);
  }

 private:
  [[noreturn]] void refuse(const std::string& difference) const {
    throw InputError(name_ + " holds the result of another study: " + difference +
                     "; give another file with -o, or remove this one");
  }

  /// Whether what the file says of this condition is out of date.
  [[nodiscard]] bool is_counted_again(std::size_t condition) const {
    return ci_is_old_ && condition_named(stored_.conditions[condition]) == Condition::ci;
  }

  void place_conditions() {
    for (const std::string& condition : stored_.conditions) {
      const auto place = std::find(fresh_.conditions.begin(), fresh_.conditions.end(), condition);
      if (place == fresh_.conditions.end())
        refuse("it counts the condition " + condition + ", which the study does not ask for");
      conditions_.push_back(static_cast<std::size_t>(place - fresh_.conditions.begin()));
    }
  }

  /// What the study asks for and the file does not have, for a message; a few of it.
  [[nodiscard]] std::string new_ensembles() const {
    constexpr int most_named = 3;
    int named = 0;
    std::string text;
    for (const EnsembleResult& mine : fresh_.ensembles) {
      const auto is_mine = [&](const EnsembleResult& other) {
        return other.key == mine.key && other.seed == mine.seed;
      };
      if (std::any_of(stored_.ensembles.begin(), stored_.ensembles.end(), is_mine)) continue;
      if (++named > most_named) return text + ", …)";
      text += (text.empty() ? " (it asks for " : ", ") + mine.prior + " on " + types_text(mine.types);
    }
    return text.empty() ? text : text + ")";
  }

  void place_ensembles() {
    for (std::size_t number = 0; number < stored_.ensembles.size(); ++number) {
      const EnsembleResult& ensemble = stored_.ensembles[number];
      const auto place =
          std::find_if(fresh_.ensembles.begin(), fresh_.ensembles.end(), [&](const EnsembleResult& other) {
            return other.seed == ensemble.seed && other.key == ensemble.key &&
                   other.types == ensemble.types && other.prior == ensemble.prior;
          });
      if (place == fresh_.ensembles.end()) {
        refuse("it counts priors " + ensemble.prior + " on types " + types_text(ensemble.types) +
               ", which the study does not ask for" + new_ensembles());
      }
      const auto mine = static_cast<std::size_t>(place - fresh_.ensembles.begin());
      place->stop_reason = ensemble.stop_reason;
      if (!stored_.seconds.empty()) fresh_.seconds[mine] = stored_.seconds[number];
      for (const CellResult& cell : cells_of(std::as_const(fresh_), mine)) {
        place_of_key_.emplace(std::pair(place->seed, cell_key(*place, cell)),
                              static_cast<std::size_t>(&cell - fresh_.cells.data()));
      }
    }
  }

  void take_cell(std::size_t number) {
    const CellResult& cell = stored_.cells[number];
    const EnsembleResult& ensemble = stored_.ensembles[cell.ensemble];
    const auto place = place_of_key_.find({ensemble.seed, cell_key(ensemble, cell)});
    if (place == place_of_key_.end() || fresh_.cells[place->second].coalitions != cell.coalitions) {
      refuse("it counts the pattern " + cell.pattern + " for priors " + ensemble.prior + " on types " +
             types_text(ensemble.types) + ", which the study does not ask for");
    }
    cells_.push_back(place->second);
    const SampleRange part = fresh_.shard.of(fresh_.stop.samples);
    for (std::size_t c = 0; c < conditions_.size(); ++c) {
      if (!fresh_.shard.is_whole() && !SampleRanges(part).contains(cell.samples[c])) {
        refuse("shard " + fresh_.shard.to_string() + " of " + std::to_string(fresh_.stop.samples) +
               " samples is another part of the samples than the file's, of " +
               std::to_string(stored_.stop.samples) + "; merge the shards before asking for more");
      }
      if (is_counted_again(c)) continue;
      fresh_.cells[place->second].tallies[conditions_[c]] = cell.tallies[c];
      fresh_.cells[place->second].samples[conditions_[c]] = cell.samples[c];
    }
  }

  /// Replications are functions of their cell, condition, ε and number, and are found again by these. None of
  /// them is dropped.
  void take_tail() {
    const std::vector<double>& mine = fresh_.tail.settings.epsilons;
    const std::vector<double>& theirs = stored_.tail.settings.epsilons;
    const std::uint64_t replications = stored_.tail.settings.replications;
    if (replications > fresh_.tail.settings.replications) {
      refuse("it holds " + std::to_string(replications) + " replications, and the study asks for " +
             std::to_string(fresh_.tail.settings.replications) + " only (tail.replications)");
    }
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      for (std::size_t c = 0; c < conditions_.size(); ++c) {
        for (std::size_t e = 0; e < theirs.size(); ++e) {
          const auto found = std::find(mine.begin(), mine.end(), theirs[e]);
          if (found == mine.end())
            refuse("it estimates the tail at " + number_text(theirs[e]) +
                   ", which the study does not ask for (tail.epsilons)");
          const std::size_t from = stored_.tail.place(cell, c, stored_.conditions.size(), e);
          const std::size_t to = fresh_.tail.place(cells_[cell], conditions_[c], fresh_.conditions.size(),
                                                   static_cast<std::size_t>(found - mine.begin()));
          copy_replications(stored_.tail.probability, from, fresh_.tail.probability, to, replications);
          copy_replications(stored_.tail.effective_share, from, fresh_.tail.effective_share, to,
                            replications);
          copy_replications(stored_.tail.multiplicity, from, fresh_.tail.multiplicity, to, replications);
        }
      }
    }
  }

  static void copy_replications(const std::vector<double>& from, std::size_t first, std::vector<double>& to,
                                std::size_t place, std::uint64_t count) {
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(first), count,
                to.begin() + static_cast<std::ptrdiff_t>(place));
  }

  StudyResult fresh_;
  StudyResult stored_;
  const std::string& name_;
  bool ci_is_old_ = !fault_of_ci_margins(stored_).empty();
  std::vector<std::size_t> conditions_;  // place in fresh_ of each stored condition
  std::vector<std::size_t> cells_;       // of each stored cell
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> place_of_key_;  // by seed and cell_key
};

}  // namespace

StudyResult continue_result(const Study& study, Shard shard, StudyResult stored, const std::string& name) {
  return Continuation(start_result(study, shard), std::move(stored), name).take();
}

}  // namespace genericity
