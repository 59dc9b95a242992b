#pragma once

#include <ctime>
#include <map>
#include <string>

#include "sim/study/result.h"

namespace genericity {

/// A time as "2026-11-25T02:31:07Z".
std::string utc_text(std::time_t time);
/// The time now.
std::string utc_now();

/// The samples of all ensembles together.
std::uint64_t total_samples(const StudyResult& result);

/// The samples that every ensemble has, and how many the study asks for where it limits them: "100 of 300".
std::string samples_of_study(const StudyResult& result);

/// What one run contributed to a result, for its provenance: a line of JSON in the attribute `shards`, which
/// keeps the lines of all runs that a result comes from, through continuing and merging.
class RunHistory {
 public:
  /// `stored` is the provenance of the result that the run continues.
  RunHistory(const std::map<std::string, std::string>& stored, Shard shard, int threads);

  /// The lines as they stand now, with this run's last.
  [[nodiscard]] std::string lines(const StudyResult& result) const;

 private:
  std::string earlier_;
  Shard shard_;
  int threads_;
  std::string started_;
};

}  // namespace genericity
