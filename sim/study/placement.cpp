#include "sim/study/placement.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "core/conditions/condition.h"
#include "sim/priors/spec.h"
#include "sim/study/same_study.h"

namespace genericity {

namespace {

class Placement {
 public:
  Placement(StudyResult empty, const StudyResult& stored,
            const std::function<void(const std::string&)>& refuse)
      : fresh_(std::move(empty)), stored_(stored), refuse_(refuse) {}

  StudyResult take() {
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
    for (PieceRecord piece : stored_.pieces) {
      piece.condition = conditions_[piece.condition];
      piece.cell = cells_[piece.cell];
      fresh_.pieces.push_back(piece);
    }
    if (fresh_.mode == StudyMode::tail) take_tail();
    return std::move(fresh_);
  }

 private:
  /// Whether what the file says of this condition is out of date.
  [[nodiscard]] bool is_counted_again(std::size_t condition) const {
    return ci_is_old_ && condition_named(stored_.conditions[condition]) == Condition::ci;
  }

  void place_conditions() {
    for (const std::string& condition : stored_.conditions) {
      const auto place = std::find(fresh_.conditions.begin(), fresh_.conditions.end(), condition);
      if (place == fresh_.conditions.end())
        refuse_("it counts the condition " + condition + ", which the study does not ask for");
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
      text += (text.empty() ? " (it asks for " : ", ") + mine.law() + " on " + types_text(mine.types);
    }
    return text.empty() ? text : text + ")";
  }

  void place_ensembles() {
    for (std::size_t e = 0; e < fresh_.ensembles.size(); ++e) {
      const EnsembleResult& ensemble = fresh_.ensembles[e];
      // What a study excludes may be a part of an ensemble, and then stands beside it, with its stream.
      const auto [place, is_new] = ensembles_.try_emplace({ensemble.seed, ensemble.key}, e);
      if (!is_new && ensemble.stop_reason != StopReason::excluded) place->second = e;
      for (const CellResult& cell : cells_of(std::as_const(fresh_), e)) {
        place_of_key_.emplace(std::pair(ensemble.seed, cell_key(ensemble, cell)),
                              static_cast<std::size_t>(&cell - fresh_.cells.data()));
      }
    }
    for (std::size_t number = 0; number < stored_.ensembles.size(); ++number) {
      const EnsembleResult& ensemble = stored_.ensembles[number];
      const auto found = ensembles_.find({ensemble.seed, ensemble.key});
      EnsembleResult* const place = found == ensembles_.end() ? nullptr : &fresh_.ensembles[found->second];
      if (place == nullptr || place->types != ensemble.types || place->law() != ensemble.law()) {
        refuse_("it counts priors " + ensemble.law() + " on types " + types_text(ensemble.types) +
                of_seed(ensemble) + ", which the study does not ask for" + new_ensembles());
        continue;
      }
      add_coordinates(ensemble.coordinates, place->coordinates);
      if (!stored_.seconds.empty()) fresh_.seconds[found->second] += stored_.seconds[number];
      if (ensemble.stop_reason == StopReason::excluded || place->stop_reason == StopReason::excluded)
        continue;
      place->stop_reason = ensemble.stop_reason;
    }
  }

  /// Which of several replicates it is.
  [[nodiscard]] std::string of_seed(const EnsembleResult& ensemble) const {
    return ensemble.seed == stored_.seed ? "" : " with the seed " + std::to_string(ensemble.seed);
  }

  void take_cell(std::size_t number) {
    const CellResult& cell = stored_.cells[number];
    const EnsembleResult& ensemble = stored_.ensembles[cell.ensemble];
    const auto place = place_of_key_.find({ensemble.seed, cell_key(ensemble, cell)});
    if (place == place_of_key_.end() || fresh_.cells[place->second].coalitions != cell.coalitions) {
      refuse_("it counts the pattern " + cell.pattern + " for priors " + ensemble.law() + " on types " +
              types_text(ensemble.types) + of_seed(ensemble) + ", which the study does not ask for");
    }
    const std::uint64_t population = fresh_.ensembles[fresh_.cells[place->second].ensemble].population;
    if (population > 0 && greatest_end({&cell, 1}) > population) {
      refuse_("it counts more samples of " + ensemble.law() +
              " than that list has priors, as earlier versions "
              "of the program did");
    }
    cells_.push_back(place->second);
    take_theorem(cell.theorem, fresh_.cells[place->second].theorem);
    for (std::size_t c = 0; c < conditions_.size(); ++c) {
      if (is_counted_again(c)) continue;
      fresh_.cells[place->second].tallies[conditions_[c]] = cell.tallies[c];
      fresh_.cells[place->second].samples[conditions_[c]] = cell.samples[c];
    }
  }

  /// The theorem of a stored cell, whose conditions may stand in another order.
  void take_theorem(const CellTheorem& stored, CellTheorem& mine) const {
    CellTheorem moved = stored;
    moved.shares.assign(fresh_.conditions.size(), UnitInference::unknown);
    for (std::size_t c = 0; c < conditions_.size(); ++c) moved.shares[conditions_[c]] = stored.share(c);
    keep_stronger(moved, mine);
  }

  /// Replications are functions of their cell, condition, ε and number, and are found again by these. None of
  /// them is dropped.
  void take_tail() {
    const std::vector<double>& mine = fresh_.tail.settings.epsilons;
    const std::vector<double>& theirs = stored_.tail.settings.epsilons;
    const std::uint64_t replications = stored_.tail.settings.replications;
    if (replications > fresh_.tail.settings.replications) {
      refuse_("it holds " + std::to_string(replications) + " replications, and the study asks for " +
              std::to_string(fresh_.tail.settings.replications) + " only (tail.replications)");
    }
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      for (std::size_t c = 0; c < conditions_.size(); ++c) {
        for (std::size_t e = 0; e < theirs.size(); ++e) {
          const auto found = std::find(mine.begin(), mine.end(), theirs[e]);
          if (found == mine.end())
            refuse_("it estimates the tail at " + number_text(theirs[e]) +
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
  const StudyResult& stored_;
  const std::function<void(const std::string&)>& refuse_;
  bool ci_is_old_ = !fault_of_ci_margins(stored_).empty();
  std::vector<std::size_t> conditions_;  // place in fresh_ of each stored condition
  std::vector<std::size_t> cells_;       // of each stored cell
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> ensembles_;     // by seed and key
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> place_of_key_;  // by seed and cell_key
};

}  // namespace

StudyResult placed_in(StudyResult empty, const StudyResult& stored,
                      const std::function<void(const std::string&)>& refuse) {
  return Placement(std::move(empty), stored, refuse).take();
}

}  // namespace genericity
