#pragma once

#include <cstdint>
#include <optional>

#include "sim/study/driver.h"
#include "sim/study/stopwatch.h"
#include "sim/study/uncounted.h"

namespace genericity {

/// Carries out a study chunk by chunk until nothing remains to be done, it is interrupted or out of time:
/// what all modes have in common. Modes differ in what is to be done next.
class StudyRunner {
 public:
  StudyRunner(const Study& study, StudyResult& result, const DriverOptions& options, WorkerPool& pool);
  StudyRunner(const StudyRunner&) = delete;
  StudyRunner& operator=(const StudyRunner&) = delete;
  virtual ~StudyRunner() = default;

  /// See run_study().
  bool run();

 protected:
  /// What remains to be done of an ensemble, the first part of it. If nothing does, its stop reason is
  /// written.
  virtual std::optional<Uncounted> next(std::size_t ensemble) = 0;
  /// Works out what follows from all that was counted of an ensemble.
  virtual void infer(std::size_t /*ensemble*/) {}
  /// Completes a report after some of this group's work: how much is done. Its rate counts samples or
  /// replications.
  virtual void measure(const UnitGroup& group, DriverOptions::Progress& progress) const = 0;

  [[nodiscard]] const Study& study() const { return study_; }
  [[nodiscard]] StudyResult& result() const { return result_; }

 private:
  /// False when the run is to end.
  bool run_ensemble(std::size_t number);
  /// How long the next chunk should take: no longer than until a checkpoint or the time limit is due.
  [[nodiscard]] double seconds_of_chunk() const;
  void save(Saving occasion);
  /// What the pool makes of this work. Before a fault is passed on, what was counted until then is saved.
  RangeOutcome outcome_of(std::size_t number, const Uncounted& work);

  const Study& study_;
  StudyResult& result_;
  const DriverOptions& options_;
  WorkerPool& pool_;
  Stopwatch since_start_;
  Stopwatch since_save_;
  double until_save_;  ///< seconds between the last save, or its failure, and the next
  double retry_ = 0;   ///< seconds after the last failure; 0 after a success
};

}  // namespace genericity
