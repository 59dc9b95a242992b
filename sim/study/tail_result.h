#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/tail/tail_estimate.h"

namespace genericity {

/// What [tail] asks: P(margin < ε) for each of these ε, from `replications` independent estimates of `draws`
/// draws each.
struct TailSettings {
  std::vector<double> epsilons;  ///< descending
  std::uint64_t draws = 10000;
  std::uint64_t replications = 20;

  friend bool operator==(const TailSettings&, const TailSettings&) = default;
};

/// What one replication says of one ε; see TailResult.
struct TailReplication {
  double probability = 0;
  double effective_share = 0;
  double multiplicity = 0;
};

/// A finished replication of one cell and condition; ε by its place in the settings.
struct TailRecord {
  std::size_t epsilon = 0;
  std::uint64_t replication = 0;
  TailReplication found;
};

/// The estimates of a study in tail mode. Every number is a function of the study, its cell, condition, ε and
/// replication alone: draw i of replication r is draw r·draws + i of the cell's stream.
struct TailResult {
  TailSettings settings;
  /// [cell][condition][ε][replication], flat; NaN while not finished. Of one replication: its estimate of
  /// P(margin < ε); the effective share of its draws, (Σv)²/(n Σv²), near 1 when all count alike (under
  /// splitting the least share, over the pairs, of first particles with descendants within ε); and the mean
  /// number of pairs that are within ε, given that one is.
  std::vector<double> probability;
  std::vector<double> effective_share;
  std::vector<double> multiplicity;

  /// Makes room for so many cells and conditions; what is there is lost.
  void clear(std::size_t cells, std::size_t conditions);
  /// Position of replication 0.
  [[nodiscard]] std::size_t place(std::size_t cell, std::size_t condition, std::size_t conditions,
                                  std::size_t epsilon) const {
    return ((cell * conditions + condition) * settings.epsilons.size() + epsilon) * settings.replications;
  }
  /// Throws std::domain_error for an estimate that is no number: it would count as not finished.
  void set(std::size_t cell, std::size_t condition, std::size_t conditions, const TailRecord& record);
  [[nodiscard]] std::span<const double> replications(const std::vector<double>& values,
                                                     std::size_t first) const {
    return std::span(values).subspan(first, settings.replications);
  }
};

/// The mean of the numbers that are not NaN; NaN for none.
double mean_of_finished(std::span<const double> values);

}  // namespace genericity
