#include "sim/cluster/rank_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <utility>

#include "sim/cluster/worker_rank.h"
#include "sim/store/science_digest.h"
#include "sim/study/driver.h"
#include "sim/study/input_error.h"
#include "tests/sim/cluster/thread_cluster.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;
using test::ThreadCluster;

const std::string body =
    "format = 1\nseed = 3\n[[ensemble]]\ntypes = [[2, 2, 2], [3, 3, 3]]\n"
    "prior = [{ family = 'lattice', denominator = 30 }, 'exchangeable']\n"
    "patterns = ['minimal', '{1,2}', 'maximal']\n[record]\nsamples = 'failures'\n";

/// Three patterns under two conditions: all units of an ensemble of the study above.
const UnitGroup everything{{0, 1, 2}, {0, 1}};

/// A law of priors from which nothing can be drawn.
class Faulty final : public PriorFamily {
 public:
  [[nodiscard]] PriorParameters parameters() const override { return {{"family", "faulty"}}; }
  [[nodiscard]] bool has_density() const override { return false; }
  void draw(StreamKey /*key*/, std::uint64_t /*first*/, std::size_t /*count*/, std::span<double> /*weights*/,
            std::span<double> /*scratch*/) const override {
    throw std::runtime_error("no draw");
  }
};

Service service_of(const std::string& text, int threads = 1) {
  Service service;
  service.threads = threads;
  service.read_study = [text](const Begin&) { return study_of(text); };
  service.fingerprint = [](const Study& study) { return study.identity(); };
  return service;
}

/// The result of a run by `size` processes; `options` as for run_study().
StudyResult run_by(int size, const std::string& text, int threads = 1, const Service* other = nullptr,
                   DriverOptions options = {}) {
  const Study study = study_of(text);
  StudyResult result = start_result(study);
  ThreadCluster cluster(size);
  cluster.run(
      [&](Communicator& communicator) {
        const Leadership leadership(communicator);
        RankPool pool(communicator, study, threads, study.identity());
        options.pool = &pool;
        const auto interrupted = options.interrupted;
        options.interrupted = [&] { return interrupted() || pool.interrupted(); };
        (void)run_study(study, result, options);
      },
      [&](Communicator& communicator) {
        run_worker_rank(communicator, other != nullptr ? *other : service_of(text, threads));
      });
  return result;
}

TEST_CASE("the science does not depend on the number of processes, nor on their threads") {
  const std::string text = body + "[stop]\nsamples = 500\n";
  const std::string expected = science_digest(run_whole(study_of(text)));
  for (const int size : {1, 2, 3, 4}) {
    for (const int threads : {1, 2}) {
      CAPTURE(size);
      CAPTURE(threads);
      CHECK(science_digest(run_by(size, text, threads)) == expected);
    }
  }
}

/// Importance sampling, which is asked one ε at a time, and splitting, which is asked all together.
const std::string tails =
    "format = 1\nseed = 7\nmode = 'tail'\nconditions = ['cbdp', 'bdp']\n"
    "[tail]\nepsilons = [1e-1, 1e-3]\ndraws = 100\nreplications = 7\n[[ensemble]]\ntypes = [2, 2, 2]\n"
    "prior = [{ family = 'dirichlet', alpha = 0.5 }, { family = 'latent_class', classes = 2 }]\n"
    "patterns = ['minimal', '{1,2}']\n";

TEST_CASE("tails do not depend on the number of processes, nor on their threads") {
  const StudyResult one = run_whole(study_of(tails));
  CHECK(one.complete);
  for (const int size : {1, 2, 3, 4}) {
    for (const int threads : {1, 2}) {
      CAPTURE(size);
      CAPTURE(threads);
      const StudyResult many = run_by(size, tails, threads);
      CHECK(many.complete);
      CHECK(many.tail.probability == one.tail.probability);
      CHECK(many.tail.effective_share == one.tail.effective_share);
      CHECK(many.tail.multiplicity == one.tail.multiplicity);
      CHECK(science_digest(many) == science_digest(one));
    }
  }
}

TEST_CASE("every replication of a tail is made once, by more than one process") {
  const Study study = study_of(tails);
  ThreadCluster cluster(2);
  const auto leader = [&](Communicator& communicator) {
    const Leadership leadership(communicator);
    RankPool pool(communicator, study, 1, study.identity());
    // One ε at a time under the first law, both under the second.
    for (const UnitGroup& group : {UnitGroup{{1}, {0}, 1, 1}, UnitGroup{{1}, {0}, 0, 2}}) {
      const RangeOutcome outcome = pool.run(group.epsilons - 1, group, {2, 42});
      CHECK(outcome.tallies.empty());
      std::set<std::pair<std::size_t, std::uint64_t>> made;
      for (const TailRecord& record : outcome.replications)
        CHECK(made.insert({record.epsilon, record.replication}).second);
      CHECK(made.size() == 40 * group.epsilons);
      CHECK(*made.begin() == std::pair{group.epsilon, std::uint64_t{2}});
      CHECK(*made.rbegin() == std::pair{std::size_t{1}, std::uint64_t{41}});
    }
  };
  cluster.run(leader, [&](Communicator& communicator) { run_worker_rank(communicator, service_of(tails)); });
}

TEST_CASE("a process that is asked to stop stops a tail, which goes on to the same") {
  Service other = service_of(tails);
  std::atomic<int> asked = 0;
  other.interrupted = [&] { return ++asked >= 3; };
  StudyResult part = run_by(2, tails, 1, &other);
  CHECK_FALSE(part.complete);
  CHECK(part.ensembles[0].stop_reason == StopReason::interrupted);
  CHECK(part.ensembles[1].stop_reason == StopReason::none);
  CHECK(run_study(study_of(tails), part, {}));
  CHECK(part.tail.probability == run_whole(study_of(tails)).tail.probability);
}

TEST_CASE("a width stops processes together at the look where it stops one") {
  const std::string text =
      "format = 1\nseed = 4\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2]\n"
      "prior = { family = 'lattice', denominator = 8 }\npatterns = ['minimal']\n"
      "[stop]\nsamples = 1000000\nhalf_width = 0.02\n";
  const StudyResult one = run_whole(study_of(text));
  CHECK(one.ensembles[0].stop_reason == StopReason::half_width);
  CHECK(science_digest(run_by(3, text)) == science_digest(one));
}

TEST_CASE("every sample is counted once, by more than one process") {
  const Study study = study_of(body);
  ThreadCluster cluster(3);
  std::atomic<int> at_work = 0;
  cluster.run(
      [&](Communicator& communicator) {
        const Leadership leadership(communicator);
        RankPool pool(communicator, study, 1, "same");
        CHECK(pool.workers() == 3);
        for (const std::uint64_t count : {0U, 1U, 2U, 3U, 100U, 1000U}) {
          const RangeOutcome outcome = pool.run(0, everything, {50, 50 + count});
          CHECK(outcome.tallies.size() == 6);
          for (const Tally& tally : outcome.tallies) CHECK(tally.samples() == count);
          std::set<std::uint64_t> recorded;
          for (const SampleRecord& record : outcome.records) {
            if (record.cell != 2 || record.condition != 0) continue;
            CHECK(recorded.insert(record.sample).second);
          }
          // With every coalition CI fails at every prior, so that every sample is recorded.
          CHECK(recorded.size() == count);
          if (count > 0) CHECK((*recorded.begin() == 50 && *recorded.rbegin() == 49 + count));
        }
      },
      [&](Communicator& communicator) {
        Service service = service_of(body);
        service.fingerprint = [](const Study&) { return "same"; };
        // Asked once a range.
        service.interrupted = [&] { return ++at_work < 0; };
        run_worker_rank(communicator, service);
      });
  CHECK(at_work == 2 * 6);
}

TEST_CASE("a process that is asked to stop stops all, and the run can go on") {
  const std::string text = body + "[stop]\nsamples = 100000\n";
  Service other = service_of(text);
  std::atomic<int> asked = 0;
  other.interrupted = [&] { return ++asked >= 3; };
  const StudyResult part = run_by(2, text, 1, &other);
  CHECK_FALSE(part.complete);
  CHECK(part.ensembles[0].stop_reason == StopReason::interrupted);
  CHECK(part.ensembles[0].samples > 0);
  CHECK(part.ensembles[0].samples < 100000);
  for (const Tally& tally : part.cells[0].tallies) CHECK(tally.samples() == part.ensembles[0].samples);
}

TEST_CASE("a fault in a sample of another process reaches the leader with its number") {
  // Only the other's study is faulty, and and so many samples are more than the leader takes first.
  Service other = service_of(body);
  other.read_study = [](const Begin&) {
    Study study = study_of(body);
    study.ensembles[0].family = std::make_shared<Faulty>();
    return study;
  };
  other.fingerprint = [](const Study&) { return "same"; };
  const Study study = study_of(body);
  ThreadCluster cluster(2);
  const auto leader = [&](Communicator& communicator) {
    const Leadership leadership(communicator);
    RankPool pool(communicator, study, 1, "same");
    CHECK_THROWS_WITH_AS((void)pool.run(0, everything, {0, 20'000}), "process 1: no draw",
                         std::runtime_error);
    // The pool is as good as before: the other ensembles are not faulty.
    CHECK(pool.run(1, everything, {0, 100}).tallies[0].samples() == 100);
  };
  cluster.run(leader, [&](Communicator& communicator) { run_worker_rank(communicator, other); });
}

TEST_CASE("what a faultless process counted beside a fault is not counted later") {
  Service faulty = service_of(body);
  faulty.read_study = [](const Begin&) {
    Study study = study_of(body);
    study.ensembles[0].family = std::make_shared<Faulty>();
    return study;
  };
  const Study study = study_of(body);
  ThreadCluster cluster(3);
  faulty.fingerprint = [&](const Study&) { return study.identity(); };
  const auto leader = [&](Communicator& communicator) {
    const Leadership leadership(communicator);
    RankPool pool(communicator, study, 1, study.identity());
    CHECK_THROWS_WITH((void)pool.run(0, everything, {0, 20'000}), "process 1: no draw");
    CHECK(pool.run(1, everything, {0, 100}).tallies[0].samples() == 100);
  };
  cluster.run(leader, [&](Communicator& communicator) {
    run_worker_rank(communicator, communicator.rank() == 1 ? faulty : service_of(body));
  });
}

TEST_CASE("where all processes fail alike, the leader's own error is thrown") {
  Study study = study_of(tails);
  study.ensembles[1].family = std::make_shared<Faulty>();
  Service other = service_of(tails);
  other.read_study = [&](const Begin&) { return study; };
  ThreadCluster cluster(2);
  const auto leader = [&](Communicator& communicator) {
    const Leadership leadership(communicator);
    RankPool pool(communicator, study, 1, study.identity());
    CHECK_THROWS_AS((void)pool.run(1, UnitGroup{{0}, {0}, 0, 2}, {0, 7}), InputError);
    CHECK(pool.run(0, UnitGroup{{0}, {0}, 0, 1}, {0, 7}).replications.size() == 7);
  };
  cluster.run(leader, [&](Communicator& communicator) { run_worker_rank(communicator, other); });
}

TEST_CASE("a fault in a sample of the leader ends the range for all") {
  Study study = study_of(body);
  study.ensembles[0].family = std::make_shared<Faulty>();
  ThreadCluster cluster(3);
  const auto leader = [&](Communicator& communicator) {
    const Leadership leadership(communicator);
    RankPool pool(communicator, study, 1, study_of(body).identity());
    CHECK_THROWS_WITH_AS((void)pool.run(0, everything, {0, 20'000}), "no draw", std::runtime_error);
    CHECK(pool.run(1, everything, {0, 100}).tallies[0].samples() == 100);
  };
  cluster.run(leader, [&](Communicator& communicator) { run_worker_rank(communicator, service_of(body)); });
}

TEST_CASE("processes that have read different studies, or cannot read theirs, do not work together") {
  const auto meet_with = [&](const Service& other) {
    const Study study = study_of(body);
    ThreadCluster cluster(3);
    return message_of<InputError>([&] {
      cluster.run(
          [&](Communicator& communicator) {
            const Leadership leadership(communicator);
            const RankPool pool(communicator, study, 1, study.identity());
          },
          [&](Communicator& communicator) {
            run_worker_rank(communicator, communicator.rank() == 2 ? other : service_of(body));
          });
    });
  };
  CHECK(meet_with(service_of(body)).empty());
  CHECK(meet_with(service_of(body + "margins = 'all'\n")) ==
        "process 2: another program, or another text of the study, than process 0 has");
  Service blind = service_of(body);
  blind.read_study = [](const Begin&) -> Study { throw InputError("s.toml: no such file"); };
  CHECK(meet_with(blind) == "process 2: s.toml: no such file");
}

TEST_CASE("a leader that gives up before it has begun lets the others go") {
  ThreadCluster cluster(3);
  CHECK_THROWS_WITH(cluster.run(
                        [](Communicator& communicator) {
                          const Leadership leadership(communicator);
                          throw std::runtime_error("no study");
                        },
                        [&](Communicator& communicator) { run_worker_rank(communicator, service_of(body)); }),
                    "no study");
}

}  // namespace
}  // namespace genericity
