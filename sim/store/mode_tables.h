#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/study/result.h"

namespace genericity {

/// The columns of /tail, which results of mode tail have.
struct TailTables {
  std::vector<std::int64_t> cell, replication, step;
  std::vector<std::string> condition;
  std::vector<double> epsilon;
  std::vector<double> replication_probability, replication_effective_share, replication_multiplicity;
  std::vector<double> probability, standard_error, low, high, effective_share, multiplicity;
  std::vector<double> slope, slope_error, slope_low, slope_high;
  std::vector<double> codimension, exponent, constant;
  /// Why something could not be worked out from the replications, and is NaN; no column of the file.
  std::vector<std::string> missing;
};

/// The columns of /enumeration, which results of mode enumerate have.
struct EnumerationTables {
  std::vector<std::int64_t> ensemble, cell;
  std::vector<std::string> condition;
  std::vector<std::int64_t> population;
  std::vector<std::int64_t> share_numerator, share_denominator;
};

/// Everything derived is worked out from the replications and counts.
TailTables make_tail_tables(const StudyResult& result);
EnumerationTables make_enumeration_tables(const StudyResult& result);

/// Puts what was read into the result; the settings but epsilon are set already. Throws StoreError if the
/// sizes contradict.
void rebuild_tail(const TailTables& tables, StudyResult& result);
void rebuild_enumeration(const EnumerationTables& tables, StudyResult& result);

}  // namespace genericity
