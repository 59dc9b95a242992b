#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "sim/study/result.h"
#include "sim/study/study.h"
#include "sim/study/worker_pool.h"

namespace genericity {

/// The occasion of a save.
enum class Saving { checkpoint, last };

/// How a run is carried out: none of it changes what is counted.
struct DriverOptions {
  int threads = 1;
  /// Who draws and decides; null for `threads` threads of this process.
  WorkerPool* pool = nullptr;
  /// Asked after every chunk of samples or replications (about two seconds of work); true ends the run after
  /// saving.
  std::function<bool()> interrupted = [] { return false; };
  /// Called with the result as it stands, now and then and, with `Saving::last`, at the end. False says that
  /// it could not be stored: it is asked again sooner, with growing pauses, and the counts stay in memory.
  std::function<bool(const StudyResult&, Saving)> save = [](const StudyResult&, Saving) { return true; };
  /// Least seconds between two saves.
  double save_interval = 60;
  /// Called after every chunk.
  struct Progress {
    std::size_t ensemble = 0;   ///< the one being sampled
    std::size_t ensembles = 0;  ///< how many there are
    std::uint64_t samples = 0;  ///< done in this ensemble; in mode tail, draws done in all
    double fraction = 0;  ///< of the whole study's samples, 0 to 1; an upper bound where a width may stop it
    double rate = 0;      ///< samples, or draws, per second in this ensemble
    double seconds = 0;   ///< since the run began
  };
  std::function<void(const Progress&)> progress = [](const Progress&) {};
};

/// The empty result of a study, or of a part of its samples. Throws InputError for a study without
/// conditions, and for a part of one that stops by a half-width: whether its samples suffice cannot be seen
/// from a part of them.
StudyResult start_result(const Study& study, Shard shard = {});

/// Whether an ensemble with this reason for its stop has all that the result is to hold. A shard, which is to
/// hold certain samples, and an enumeration have not when the time ended them; a study that samples has met
/// one of its rules then.
bool is_end(StopReason stop_reason, const StudyResult& result);

/// Draws and counts until every ensemble has met its stop rule; goes on from whatever `result` holds, which
/// start_result or continue_result made for this study. Units that lack samples which others have catch up
/// first. In mode tail it finishes the replications of `result.tail` that are not. True when the study is
/// complete (see is_end), false when it was interrupted, or the time of a shard, an enumeration or a tail was
/// over. Throws InputError if tail mode cannot treat an ensemble.
bool run_study(const Study& study, StudyResult& result, const DriverOptions& options);

}  // namespace genericity
