#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// The union of results of one study: samples that several inputs count are taken once.
///
/// What an input counts for a unit (a cell and a condition) consists of pieces: ranges of samples with a
/// digest of what was counted in them. A piece comes from one run; a merged result keeps the list of its
/// pieces. An input whose samples are all in others adds nothing; where pieces have equal ranges their
/// digests must be equal, and where they have not the counts must be possible. Samples that two inputs share
/// only in part cannot be taken apart, and are refused. So the union depends neither on the order of the
/// inputs nor on how they are grouped, apart from groupings that are refused.
///
/// A study may have grown between two inputs: some ask for less than others, and count nothing of the other
/// cells. Then the first input must ask for all that any of them asks for; united() sees to that.
///
/// Inputs are given one after another, and again as long as `again` wants them: the first time to be added
/// up, then only if some were found to overlap. Memory holds the union and 32 bytes for a unit of an input.
class ResultMerger {
 public:
  /// Adds an input. `name` is its file, for messages. Throws StoreError if it is of another study, or
  /// conflicts with what was given before.
  void add(const StudyResult& input, const std::string& name);
  /// After the inputs were all given: whether they have to be given again, in the same order.
  [[nodiscard]] bool again();
  /// The union. Throws StoreError if there was no input.
  StudyResult finish();

 private:
  struct Piece {
    std::uint32_t unit = 0;
    std::uint32_t input = 0;
    SampleRange range;
    std::uint64_t digest = 0;
  };
  enum class Round { all, chosen, comparison };

  static void clear_counts(StudyResult& result);
  [[nodiscard]] bool has_layout_of(const StudyResult& input) const;
  [[nodiscard]] StudyResult placed(const StudyResult& input, const std::string& name);
  void note_pieces(const StudyResult& input);
  void require_same_study(const StudyResult& input, const std::string& name) const;
  void start(const StudyResult& first);
  void accumulate(const StudyResult& input, std::uint32_t number);
  void compare(const StudyResult& input, std::uint32_t number) const;
  void choose();
  void choose_unit(std::size_t begin, std::size_t end);
  [[nodiscard]] std::string unit_text(std::uint32_t unit) const;
  void set_reasons();

  struct Reason {
    std::uint64_t samples = 0;
    StopReason stop = StopReason::none;
    Shard shard;
  };

  Round round_ = Round::all;
  std::uint32_t next_input_ = 0;
  std::optional<StudyResult> sum_;
  std::optional<StudyResult> empty_;  // in which inputs that ask for less find their places
  std::vector<std::string> names_;
  std::vector<Piece> pieces_;                           // sorted by choose()
  std::vector<std::vector<bool>> left_out_;             // [input][unit]; empty where nothing is
  std::vector<std::vector<std::uint32_t>> to_compare_;  // [input]: units whose counts must be possible
  std::vector<Reason> reasons_;  // of each ensemble, from the input with the most samples
  std::vector<std::string> histories_;
};

/// "3-5,9" for the numbers 3, 4, 5 and 9, as Slurm's --array takes them. The numbers ascend.
std::string array_text(const std::vector<std::uint64_t>& numbers);

}  // namespace genericity
