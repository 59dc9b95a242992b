#include "sim/study/sample_counter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "sim/study/inference.h"
#include "sim/study/tally_fields.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::run_whole;
using test::study_of;

/// Four agents whose patterns are nested in many ways, five of them with a share strictly between 0 and 1
/// under a prior that is sometimes tied.
Study nested_study(const std::string& prior, const std::string& record = "all") {
  return study_of("format = 1\nseed = 11\n[[ensemble]]\ntypes = [2, 2, 2, 2]\nprior = " + prior +
                  "\npatterns = ['minimal', '{1,2}', '{1,2},{2,3}', '{1,2},{1,3},{2,3}', '{1,3}', 'size<=2', "
                  "'maximal', '{1,2},{1,3},{1,4}']\n[record]\nsamples = '" +
                  record + "'\n");
}

Study five_agents() {
  return study_of(
      "format = 1\nseed = 12\nconditions = ['cbdp', 'ci']\n[[ensemble]]\ntypes = [2, 2, 2, 2, 2]\n"
      "prior = { family = 'dirichlet', alpha = 1 }\npatterns = ['minimal', '{1,2,3}', '{1,2,3},{1,2,4}', "
      "'{1,2,3},{1,2,4},{1,3,5}', '{1,2,3},{1,2,4},{1,3,5},{2,4,5}', "
      "'{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}']\n[record]\nsamples = 'all'\n");
}

struct Counted {
  SampleCounter::Tallies tallies;
  std::vector<SampleRecord> records;
};

/// Runs the ranges between consecutive `cuts` and adds them up.
Counted count(const Study& study, const std::vector<std::uint64_t>& cuts) {
  const EnsembleSetup setup(study.ensembles.at(0), study.conditions);
  SampleCounter trial(setup, study);
  Counted counted{trial.empty_tallies(), {}};
  for (std::size_t k = 0; k + 1 < cuts.size(); ++k) {
    trial.run(cuts[k], cuts[k + 1] - cuts[k], counted.tallies, counted.records);
  }
  return counted;
}

void require_equal(const Counted& a, const Counted& b) {
  REQUIRE(a.tallies.size() == b.tallies.size());
  for (std::size_t k = 0; k < a.tallies.size(); ++k) {
    CAPTURE(k);
    CHECK(a.tallies[k] == b.tallies[k]);
  }
  REQUIRE(a.records.size() == b.records.size());
  for (std::size_t k = 0; k < a.records.size(); ++k) {
    const SampleRecord& x = a.records[k];
    const SampleRecord& y = b.records[k];
    const bool same_margin = x.margin == y.margin || (std::isnan(x.margin) && std::isnan(y.margin));
    const bool same = x.cell == y.cell && x.sample == y.sample && x.condition == y.condition &&
                      x.verdict == y.verdict && x.certified == y.certified && same_margin;
    if (!same) FAIL_CHECK("record ", k, " differs");
  }
}

/// Verdict by (sample, pattern, condition).
using Verdicts = std::map<std::array<std::uint64_t, 3>, std::uint8_t>;

Verdicts verdicts_of(const std::vector<SampleRecord>& records) {
  Verdicts verdicts;
  for (const SampleRecord& record : records)
    verdicts[{record.sample, record.cell, record.condition}] = record.verdict;
  return verdicts;
}

TEST_CASE("any split of a range of samples counts the same") {
  const Study study = nested_study("{ family = 'lattice', denominator = 24 }");
  const Counted whole = count(study, {0, 150});
  require_equal(count(study, {0, 1, 2, 17, 18, 50, 149, 150}), whole);
  require_equal(count(study, {0, 16, 32, 150}), whole);
  constexpr std::uint64_t seed = 5;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  for (int repeat = 0; repeat < 5; ++repeat) {
    std::vector<std::uint64_t> cuts{0, 150};
    for (int k = 0; k < 6; ++k) cuts.push_back(engine() % 151);
    std::sort(cuts.begin(), cuts.end());
    require_equal(count(study, cuts), whole);
  }
}

TEST_CASE("a sample is the same whatever was run before it") {
  const Study study = nested_study("{ family = 'dirichlet', alpha = 1 }");
  const Counted far = count(study, {1'000'000, 1'000'020});
  const EnsembleSetup setup(study.ensembles.at(0), study.conditions);
  SampleCounter trial(setup, study);
  Counted unrelated{trial.empty_tallies(), {}};
  trial.run(7, 33, unrelated.tallies, unrelated.records);
  Counted again{trial.empty_tallies(), {}};
  trial.run(1'000'000, 20, again.tallies, again.records);
  require_equal(again, far);
}

TEST_CASE("patterns and conditions see the same draws whichever others are asked for") {
  const Study all = nested_study("{ family = 'dirichlet', alpha = 0.5 }");
  const Study one = study_of(
      "format = 1\nseed = 11\nconditions = ['cbdp']\n[[ensemble]]\ntypes = [2, 2, 2, 2]\n"
      "prior = { family = 'dirichlet', alpha = 0.5 }\npatterns = ['{1,2},{2,3}']\n[record]\nsamples = "
      "'all'\n");
  const Counted among = count(all, {0, 60});
  const Counted alone = count(one, {0, 60});
  REQUIRE(alone.records.size() == 60);
  std::size_t compared = 0;
  for (const SampleRecord& record : among.records) {
    if (record.cell != 2 || record.condition != 1) continue;
    CHECK(record.sample == alone.records[compared].sample);
    CHECK(record.margin == alone.records[compared].margin);
    ++compared;
  }
  CHECK(compared == 60);
}

TEST_CASE("CI and CBDP are monotone along nested patterns in every sample") {
  for (const Study& study : {nested_study("{ family = 'lattice', denominator = 24 }"),
                             nested_study("{ family = 'exchangeable' }"), five_agents()}) {
    const std::vector<Pattern>& patterns = study.ensembles[0].patterns;
    CAPTURE(study.ensembles[0].family->name());
    const std::uint64_t samples = 120;
    const Verdicts verdicts = verdicts_of(count(study, {0, samples}).records);
    const auto ci = static_cast<std::uint64_t>(
        std::find(study.conditions.begin(), study.conditions.end(), Condition::ci) -
        study.conditions.begin());
    bool differs = false;
    for (std::uint64_t sample = 0; sample < samples; ++sample) {
      for (std::uint64_t small = 0; small < patterns.size(); ++small) {
        // CI implies CBDP.
        if (verdicts.at({sample, small, ci}) == 0) CHECK(verdicts.at({sample, small, 1 - ci}) == 0);
        for (std::uint64_t large = 0; large < patterns.size(); ++large) {
          if (!patterns[small].is_subpattern_of(patterns[large])) continue;
          for (std::uint64_t condition = 0; condition < 2; ++condition) {
            const int of_small = verdicts.at({sample, small, condition});
            const int of_large = verdicts.at({sample, large, condition});
            if (of_large == 0) CHECK(of_small == 0);
            if (of_small == 1) CHECK(of_large == 1);
            differs = differs || of_small != of_large;
          }
        }
      }
    }
    // The test would say nothing if all patterns always agreed.
    CHECK(differs);
  }
}

TEST_CASE("with proofs = sample the verdicts are the same, and every 64th failure carries its certificate") {
  const std::string study =
      "[[ensemble]]\ntypes = [[2, 2, 2, 2, 2]]\nprior = 'dirichlet'\n"
      "patterns = ['{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}', "
      "'{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}', "
      "'{1,2,3},{1,4,5}', 'maximal']\n";
  const std::string head = "format = 1\nseed = 5\nconditions = ['ci']\n";
  constexpr std::uint64_t samples = 130;
  const auto run = [&](const std::string& proofs, std::vector<SampleRecord>& records) {
    const Study asked = study_of(head + proofs + study + "[record]\nsamples = 'all'\n");
    const EnsembleSetup setup(asked.ensembles.at(0), asked.conditions);
    SampleCounter trial(setup, asked);
    SampleCounter::Tallies tallies = trial.empty_tallies();
    trial.run(0, samples, tallies, records);
    return tallies;
  };
  std::vector<SampleRecord> proved;
  std::vector<SampleRecord> sampled;
  const SampleCounter::Tallies all = run("", proved);
  const SampleCounter::Tallies some = run("proofs = 'sample'\n", sampled);
  REQUIRE(proved.size() == sampled.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    CHECK(all[k].verdicts == some[k].verdicts);
    CHECK(all[k].certified == all[k].verdicts[0] + all[k].verdicts[1]);
  }
  bool withheld = false;
  for (std::size_t k = 0; k < proved.size(); ++k) {
    CHECK(sampled[k].verdict == proved[k].verdict);
    // The last pattern fails in closed form.
    const bool needed = sampled[k].verdict == 0 || sampled[k].cell == 3 || sampled[k].sample % 64 == 0;
    CHECK(sampled[k].certified == (needed ? 1 : 0));
    withheld = withheld || !needed;
  }
  CHECK(withheld);
}

TEST_CASE("inherited verdicts are those of deciding each pattern alone") {
  for (const Study& study :
       {nested_study("{ family = 'lattice', denominator = 20 }"), five_agents(),
        nested_study("{ family = 'near', base = { family = 'exchangeable' }, epsilon = 1e-6 }")}) {
    CAPTURE(study.ensembles[0].family->name());
    const std::uint64_t samples = 60;
    const Counted together = count(study, {0, samples});
    std::uint64_t inherited = 0;
    for (const Tally& tally : together.tallies)
      inherited += tally.stages[static_cast<std::size_t>(Stage::inherited)];
    CHECK(inherited > 0);
    Study alone = study;
    for (std::size_t pattern = 0; pattern < study.ensembles[0].patterns.size(); ++pattern) {
      alone.ensembles[0].patterns = {study.ensembles[0].patterns[pattern]};
      const Counted one = count(alone, {0, samples});
      for (std::size_t c = 0; c < 2; ++c) {
        const Tally& by_itself = one.tallies[c];
        const Tally& among = together.tallies[2 * pattern + c];
        CAPTURE(study.ensembles[0].patterns[pattern].to_string());
        CHECK(by_itself.verdicts == among.verdicts);
        CHECK(by_itself.certified == among.certified);
        CHECK(by_itself.margins == among.margins);
        CHECK(by_itself.stages[static_cast<std::size_t>(Stage::inherited)] == 0);
      }
      Verdicts expected;
      for (const SampleRecord& record : together.records) {
        if (record.cell == pattern) expected[{record.sample, 0, record.condition}] = record.verdict;
      }
      CHECK(verdicts_of(one.records) == expected);
    }
  }
}

TEST_CASE("what is recorded follows the mode") {
  const std::string prior = "{ family = 'lattice', denominator = 20 }";
  const Counted all = count(nested_study(prior, "all"), {0, 80});
  const Counted failures = count(nested_study(prior, "failures"), {0, 80});
  const Counted none = count(nested_study(prior, "none"), {0, 80});
  const Counted undecided = count(nested_study(prior, "undecided"), {0, 80});
  CHECK(all.records.size() == 80 * 8 * 2);
  CHECK(none.records.empty());
  const auto with = [&](std::initializer_list<int> verdicts) {
    return static_cast<std::size_t>(
        std::count_if(all.records.begin(), all.records.end(), [&](const SampleRecord& record) {
          return std::find(verdicts.begin(), verdicts.end(), record.verdict) != verdicts.end();
        }));
  };
  CHECK(failures.records.size() == with({1, 2}));
  CHECK(undecided.records.size() == with({2}));
  CHECK(with({0}) > 0);
  CHECK(with({1}) > 0);
  for (std::size_t k = 0; k < all.tallies.size(); ++k)
    CHECK(all.tallies[k].verdicts == none.tallies[k].verdicts);
}

TEST_CASE("margins are tallied where they are computed and wanted") {
  Study study = nested_study("{ family = 'lattice', denominator = 20 }");
  const Counted with = count(study, {0, 80});
  for (std::size_t pattern = 0; pattern < 8; ++pattern) {
    const Tally& ci = with.tallies[2 * pattern];
    const Tally& cbdp = with.tallies[2 * pattern + 1];
    CHECK(ci.margins.total() == 0);
    CHECK(cbdp.margins.total() == 80);
    // CBDP fails exactly where the margin is 0.
    CHECK(cbdp.margins.zeros() == cbdp.verdicts[1]);
    double least = 1;
    std::uint64_t sample = 0;
    for (const SampleRecord& record : with.records) {
      if (record.cell != pattern || record.condition != 1 || record.margin >= least) continue;
      least = record.margin;
      sample = record.sample;
    }
    CHECK(cbdp.least.margin == least);
    CHECK(cbdp.least.sample == sample);
  }
  study.record_margins = RecordMargins::none;
  const Counted without = count(study, {0, 80});
  for (const Tally& tally : without.tallies) {
    CHECK(tally.margins.total() == 0);
    CHECK(tally.least.margin == std::numeric_limits<double>::infinity());
  }
}

TEST_CASE("every field of a tally is counted") {
  Study study = nested_study("{ family = 'lattice', denominator = 20 }");
  study.record_margins = RecordMargins::all;
  const Counted counted = count(study, {0, 80});
  for_each_field([&](const auto& field) {
    CAPTURE(std::string(field.phrase));
    // Of environments: environments_test.cpp.
    if (field.scope == FieldScope::by_prior || field.scope == FieldScope::amounts) return;
    CHECK(std::any_of(counted.tallies.begin(), counted.tallies.end(),
                      [&](const Tally& tally) { return !(tally.*field.member == Tally{}.*field.member); }));
  });
}

TEST_CASE("margins near failure are t*, not the least number, and what cannot be known is counted") {
  const auto run = [](const std::string& types, const std::string& prior, int samples) {
    return run_whole(study_of("format = 1\nseed = 1\nconditions = ['ci']\n[[ensemble]]\ntypes = " + types +
                              "\nprior = " + prior + "\npatterns = ['minimal']\n[record]\nmargins = 'all'\n" +
                              "samples = 'all'\n[stop]\nsamples = " + std::to_string(samples) + "\n"));
  };
  // Sample 278 has t* = 1.710879248…e-7 by a linear program in rational arithmetic.
  const StudyResult near =
      run("[2, 2, 2]", "{ family = 'near', base = { family = 'independent' }, epsilon = 1e-6 }", 300);
  CHECK(near.samples[278].margin <= 1.71087925e-7);
  CHECK(near.samples[278].margin >= 1.71087924e-7 / 1.01);
  CHECK(unknown_margins(near, near.cells[0], 0) == 0);
  CHECK(near.cells[0].tallies[0].least.margin > 1e-9);
  // Weights far apart: margins down to 1e-40 and less.
  const StudyResult far = run("[2, 2, 2, 2]", "{ family = 'dirichlet', alpha = 0.01 }", 200);
  CHECK(far.cells[0].tallies[0].verdicts[0] == 200);
  CHECK(unknown_margins(far, far.cells[0], 0) + far.cells[0].tallies[0].margins.total() == 200);
  CHECK(unknown_margins(far, far.cells[0], 0) <= 2);
  CHECK(far.cells[0].tallies[0].least.margin > 1e-300);
  // A margin that is unknown is no margin: it leaves out the fit of the tail, and says why.
  StudyResult some = near;
  some.cells[0].tallies[0].verdicts[0] += 3;
  CHECK(unknown_margins(some, some.cells[0], 0) == 3);
  update_ensemble(some, 0);
  CHECK(std::isnan(some.cells[0].inferred[0].tail_exponent));
  REQUIRE(some.cells[0].inferred[0].missing.size() == 1);
  CHECK(some.cells[0].inferred[0].missing[0] ==
        "tail_exponent and constant_at_theory: 3 margins are unknown, and may be the least");
}

}  // namespace
}  // namespace genericity
