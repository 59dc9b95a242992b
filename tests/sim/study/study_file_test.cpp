#include "sim/study/study_file.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/condition_g.h"
#include "sim/study/input_error.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

using test::study_fault;
using test::study_of;
using test::toml_priors_of;

const std::string head = "format = 1\nseed = 1\n";
const std::string dirichlet = "prior = { family = \"dirichlet\", alpha = 1 }\n";
const std::string minimal = "[[ensemble]]\ntypes = [[2, 2, 2]]\n" + dirichlet + "patterns = [\"minimal\"]\n";

/// The patterns that `names`, a TOML value, stands for on `types`.
std::vector<std::string> patterns_of(const std::string& types, const std::string& names) {
  const Study study =
      study_of(head + "[[ensemble]]\ntypes = " + types + "\n" + dirichlet + "patterns = " + names + "\n");
  std::vector<std::string> texts;
  for (const Pattern& pattern : study.ensembles.at(0).patterns) texts.push_back(pattern.to_string());
  return texts;
}

TEST_CASE("what a study leaves out has the documented defaults") {
  const Study study = study_of(head + minimal);
  CHECK(study.title.empty());
  CHECK(study.seed() == 1);
  CHECK(study.conditions == std::vector<Condition>{Condition::ci, Condition::cbdp});
  CHECK(study.stop.samples == 10000);
  CHECK_FALSE(study.stop.half_width.has_value());
  CHECK(study.stop.confidence == 0.95);
  CHECK_FALSE(study.stop.seconds.has_value());
  CHECK(study.record_samples == RecordSamples::none);
  CHECK(study.record_margins == RecordMargins::cheap);
  CHECK(study.cells() == 1);
}

TEST_CASE("what a study says is what is read") {
  const Study study =
      study_of("format = 1\ntitle = \"T\"\nseed = 9223372036854775807\nconditions = [\"cbdp\"]\n" + minimal +
               "[stop]\nsamples = 5\nhalf_width = 0.01\nconfidence = 0.99\ntime = \"1.5h\"\n"
               "[record]\nsamples = \"failures\"\nmargins = false\n");
  CHECK(study.title == "T");
  CHECK(study.seed() == 9223372036854775807U);
  CHECK(study.conditions == std::vector<Condition>{Condition::cbdp});
  CHECK(study.stop.samples == 5);
  CHECK(study.stop.half_width == 0.01);
  CHECK(study.stop.confidence == 0.99);
  CHECK(study.stop.seconds == 5400);
  CHECK(study.record_samples == RecordSamples::failures);
  CHECK(study.record_margins == RecordMargins::none);
}

TEST_CASE("a relative width and a minimum") {
  const Study study = study_of(head + minimal +
                               "[stop]\nsamples = 5000\nrelative_half_width = 0.1\nminimum_samples = 5000\n");
  CHECK(study.stop.relative_half_width == 0.1);
  CHECK(study.stop.minimum_samples == 5000);
  CHECK(study.stop.looks_at_data());
  CHECK_FALSE(study_of(head + minimal).stop.looks_at_data());
}

TEST_CASE("another rule than samples takes the default number of samples away") {
  CHECK(study_of(head + minimal + "[stop]\ntime = \"1s\"\n").stop.samples > 1'000'000'000'000U);
  CHECK(study_of(head + minimal + "[stop]\nhalf_width = 0.1\n").stop.samples > 1'000'000'000'000U);
  CHECK(study_of(head + minimal + "[stop]\nconfidence = 0.9\n").stop.samples == 10000);
}

TEST_CASE("durations have units") {
  const auto seconds = [](const std::string& text) {
    return study_of(head + minimal + "[stop]\ntime = \"" + text + "\"\n").stop.seconds;
  };
  CHECK(seconds("90s") == 90);
  CHECK(seconds("45min") == 2700);
  CHECK(seconds("45m") == 2700);
  CHECK(seconds("2h") == 7200);
  CHECK(seconds("1.5d") == 129600);
  for (const std::string wrong :
       {"", "90", "h", "-1h", "0s", "1 h", "1y", "infh", "nans", "1e308d", "1h30m"}) {
    CAPTURE(wrong);
    CHECK(study_fault(head + minimal + "[stop]\ntime = \"" + wrong + "\"\n")
              .starts_with("s.toml:8: stop.time: expected a time such as"));
  }
  CHECK(study_fault(head + minimal + "[stop]\ntime = 90\n").starts_with("s.toml:8: stop.time: "));
}

TEST_CASE("every combination of an ensemble's lists is there, once, in order") {
  const Study study = study_of(head +
                               "[[ensemble]]\ntypes = [[2, 2, 2], [3, 2, 2]]\n"
                               "prior = [{ family = \"dirichlet\", alpha = 1 }, \"independent\"]\n"
                               "patterns = [\"minimal\", \"{2,1}\", \"{1,2}\", \"\", \"{1,2},{1,2,3}\"]\n");
  REQUIRE(study.ensembles.size() == 4);
  CHECK(study.cells() == 8);
  CHECK(study.ensembles[0].space == TypeSpace({2, 2, 2}));
  CHECK(study.ensembles[0].family->name() == "dirichlet(alpha=1)");
  CHECK(study.ensembles[1].family->name().starts_with("independent"));
  CHECK(study.ensembles[2].space == TypeSpace({3, 2, 2}));
  for (const Ensemble& ensemble : study.ensembles) {
    CHECK(ensemble.patterns == std::vector<Pattern>{Pattern::minimal(3), Pattern::parse("{1,2}", 3)});
  }
}

TEST_CASE("several tables add up and ensembles named twice are one") {
  const Study study =
      study_of(head + minimal +
               "[[ensemble]]\ntypes = [2, 2, 2]\nprior = { alpha = 1.0, family = 'dirichlet' }\n"
               "patterns = [\"{1,2}\", \"minimal\"]\n"
               "[[ensemble]]\ntypes = [2, 2, 2]\nprior = { alpha = 2, family = 'dirichlet' }\n"
               "patterns = \"maximal\"\n");
  REQUIRE(study.ensembles.size() == 2);
  CHECK(study.ensembles[0].patterns.size() == 2);
  CHECK(study.ensembles[1].patterns == std::vector<Pattern>{Pattern::maximal(3)});
  CHECK(study.ensembles[0].key != study.ensembles[1].key);
}

TEST_CASE("an ensemble's stream depends on its types and its prior only") {
  const Study alone = study_of(head + minimal);
  const Study among =
      study_of("format = 1\nseed = 1\nconditions = [\"cbdp\"]\n[[ensemble]]\ntypes = [[2, 2], [2, 2, 2]]\n" +
               dirichlet + "patterns = [\"maximal\"]\n");
  CHECK(among.ensembles.at(1).key == alone.ensembles.at(0).key);
  CHECK(among.ensembles.at(0).key != alone.ensembles.at(0).key);
}

TEST_CASE("names of patterns are resolved on each type space") {
  using Names = std::vector<std::string>;
  CHECK(patterns_of("[2, 2, 2]", "'all'") == Names{"minimal", "{1,2}", "{1,2},{1,3}", "maximal"});
  CHECK(patterns_of("[2, 2, 3]", "'all'").size() == 6);
  CHECK(patterns_of("[2, 2, 2]", "'noncomplementary'") == Names{"minimal"});
  CHECK(patterns_of("[2, 2, 2, 2]", "'all'").size() == 90);
  CHECK(patterns_of("[2, 2, 2, 2]", "'all-noncomplementary'") ==
        Names{"minimal", "{1,2}", "{1,2},{1,3}", "{1,2},{1,3},{1,4}", "{1,2},{1,3},{2,3}"});
  CHECK(patterns_of("[2, 2, 2, 2]", "'noncomplementary'") == Names{"{1,2},{1,3},{1,4}", "{1,2},{1,3},{2,3}"});
  CHECK(patterns_of("[2, 2, 2]", "['size<=1', 'size<=2', 'size<=3']") == Names{"minimal", "maximal"});
  CHECK(patterns_of("[2, 2, 2, 2]", "'size<=2'") == Names{"{1,2},{1,3},{1,4},{2,3},{2,4},{3,4}"});
  const Study both =
      study_of(head + "[[ensemble]]\ntypes = [[2, 2], [2, 2, 2]]\n" + dirichlet + "patterns = ['maximal']\n");
  CHECK(both.ensembles[0].patterns == std::vector<Pattern>{Pattern::minimal(2)});
  CHECK(both.ensembles[1].patterns[0].coalitions().size() == 6);
}

TEST_CASE("random maximal patterns are new each, lack condition (G), and follow from the seed alone") {
  const auto drawn = [](int seed, int count) {
    return study_of("format = 1\nseed = " + std::to_string(seed) +
                    "\nconditions = [\"ci\"]\n[[ensemble]]\ntypes = [[2, 2, 2, 2, 2]]\n" + dirichlet +
                    "patterns = ['random-open(" + std::to_string(count) + ")']\n")
        .ensembles.at(0)
        .patterns;
  };
  const std::vector<Pattern> eight = drawn(7, 8);
  REQUIRE(eight.size() == 8);
  for (const Pattern& pattern : eight) CHECK_FALSE(prove_condition_g(pattern));
  const std::vector<Pattern> three = drawn(7, 3);
  CHECK(std::equal(three.begin(), three.end(), eight.begin()));
  CHECK(drawn(8, 3) != three);
  // There are just two of them on four agents.
  CHECK(patterns_of("[2, 2, 2, 2]", "'random-open(2)'").size() == 2);
  CHECK_THROWS_AS(patterns_of("[2, 2, 2, 2]", "'random-open(3)'"), InputError);
  CHECK_THROWS_AS(patterns_of("[2, 2, 2, 2]", "'random-open(0)'"), InputError);
  CHECK_THROWS_AS(patterns_of("[2, 2, 2, 2]", "'random-open'"), InputError);
}

TEST_CASE("every fault of a study names file, line and key") {
  struct Case {
    std::string text;
    std::string place;
    std::string says;
  };
  const std::string types = "[[ensemble]]\ntypes = [[2, 2, 2]]\n";
  const std::string patterns = "patterns = [\"minimal\"]\n";
  const std::vector<Case> cases{
      {"", "s.toml: format: ", "missing"},
      {"seed = 1\n" + minimal, "s.toml: format: ", "missing"},
      {"format = 2\nseed = 1\n" + minimal, "s.toml:1: format: ", "reads format 1, not 2"},
      {"format = \"1\"\nseed = 1\n" + minimal, "s.toml:1: format: ", "expected an integer"},
      {"format = 1\n" + minimal, "s.toml: seed: ", "missing"},
      {"format = 1\nseed = -1\n" + minimal, "s.toml:2: seed: ", "at least 0"},
      {"format = 1\nseed = 1.5\n" + minimal, "s.toml:2: seed: ", "expected an integer"},
      {"format = 1\nseed = 9223372036854775808\n" + minimal, "s.toml:2: not valid TOML: ", ""},
      {head + "sead = 1\n" + minimal, "s.toml:3: sead: ", "did you mean 'seed'?"},
      {head + "title = 1\n" + minimal, "s.toml:3: title: ", "expected a text"},
      {head + "conditions = []\n" + minimal, "s.toml:3: conditions: ", "ci, cbdp"},
      {head + "conditions = \"ci\"\n" + minimal, "s.toml:3: conditions: ", "expected a list"},
      {head + "conditions = [\"ci\",\n \"cbpd\"]\n" + minimal,
       "s.toml:4: conditions: ", "did you mean 'cbdp'?"},
      {head + "conditions = [1]\n" + minimal, "s.toml:3: conditions: ", "expected one of"},
      {head + "conditions = [\"ci\", \"ci\"]\n" + minimal, "s.toml:3: conditions: ", "listed twice"},
      {head, "s.toml: ensemble: ", "at least one [[ensemble]]"},
      {head + "ensemble = []\n", "s.toml:3: ensemble: ", "[[ensemble]]"},
      {head + "ensemble = [3]\n", "s.toml:3: ensemble: ", "[[ensemble]]"},
      {head + "[ensemble]\ntypes = [[2, 2]]\n", "s.toml:3: ensemble: ", "two brackets"},
      {head + types + "patern = []\n", "s.toml:5: ensemble.patern: ", "did you mean 'patterns'?"},
      {head + "[[ensemble]]\n" + dirichlet + patterns, "s.toml:3: ensemble.types: ", "missing"},
      {head + types + patterns, "s.toml:3: ensemble.prior: ", "missing"},
      {head + types + dirichlet, "s.toml:3: ensemble.patterns: ", "missing"},
      {head + "[[ensemble]]\ntypes = []\n", "s.toml:4: ensemble.types: ", "list of type counts"},
      {head + "[[ensemble]]\ntypes = 2\n", "s.toml:4: ensemble.types: ", "list of type counts"},
      {head + "[[ensemble]]\ntypes = [[2, 2],\n[2, 1]]\n", "s.toml:5: ensemble.types: ", ""},
      {head + "[[ensemble]]\ntypes = [[2]]\n", "s.toml:4: ensemble.types: ", "2 to 16 agents"},
      {head + "[[ensemble]]\ntypes = [[2, 2], 2]\n", "s.toml:4: ensemble.types: ", "list of integers"},
      {head + "[[ensemble]]\ntypes = [[1048576, 2]]\n", "s.toml:4: ensemble.types: ", "more than 1048576"},
      {head + types + patterns + "prior = []\n", "s.toml:6: ensemble.prior: ", "at least one value"},
      {head + types + patterns + "prior = 3\n", "s.toml:6: ensemble.prior: ", "expected a table"},
      {head + types + patterns + "prior = \"dirichelt\"\n",
       "s.toml:6: ensemble.prior.family: ", "did you mean"},
      {head + types + patterns + "prior = [\n\"independent\",\n{ family = \"dirichlet\", alfa = 1 }]\n",
       "s.toml:8: ensemble.prior.alfa: ", "alpha"},
      {head + types + patterns + "prior = { family = \"dirichlet\", alpha = 0 }\n",
       "s.toml:6: ensemble.prior.alpha: ", ""},
      {head + types + patterns + "prior = { family = \"dirichlet\", alpha = nan }\n",
       "s.toml:6: ensemble.prior.alpha: ", "finite"},
      {head + types + patterns + "prior = { alpha = 1 }\n", "s.toml:6: ensemble.prior.family: ", ""},
      {head + types + patterns + "prior = { family = \"lattice\", denominator = 7 }\n",
       "s.toml:6: ensemble.prior.denominator: ", "8"},
      {head + types + patterns + "prior = { family = \"file\", file = \"absent.toml\" }\n", "",
       "absent.toml"},
      {head + types + dirichlet + "patterns = []\n", "s.toml:6: ensemble.patterns: ", "at least one"},
      {head + types + dirichlet + "patterns = [1]\n", "s.toml:6: ensemble.patterns: ", "expected a text"},
      {head + types + dirichlet + "patterns = [\"minimal\",\n\"{1,4}\"]\n",
       "s.toml:7: ensemble.patterns: ", "names agent 4"},
      {head + types + dirichlet + "patterns = [\"{1,2\"]\n", "s.toml:6: ensemble.patterns: ", "expected"},
      {head + types + dirichlet + "patterns = [\"minmal\"]\n",
       "s.toml:6: ensemble.patterns: ", "did you mean 'minimal'?"},
      {head + types + dirichlet + "patterns = [\"size<=x\"]\n", "s.toml:6: ensemble.patterns: ", ""},
      {head + "[[ensemble]]\ntypes = [2, 2, 2, 2, 2]\n" + dirichlet + "patterns = [\"all\"]\n",
       "s.toml:6: ensemble.patterns: ", "at most 4 agents"},
      {head + minimal + "[stop]\nsamples = 0\n", "s.toml:8: stop.samples: ", "at least 1"},
      {head + minimal + "[stop]\nsamples = -5\n", "s.toml:8: stop.samples: ", "at least 1"},
      {head + minimal + "[stop]\nsamples = 1e6\n", "s.toml:8: stop.samples: ", "expected an integer"},
      {head + minimal + "[stop]\nsample = 5\n", "s.toml:8: stop.sample: ", "did you mean 'samples'?"},
      {head + minimal + "[stop]\nhalf_width = 0\n", "s.toml:8: stop.half_width: ", "between 0 and 0.5"},
      {head + minimal + "[stop]\nhalf_width = 0.5\n", "s.toml:8: stop.half_width: ", "between 0 and 0.5"},
      {head + minimal + "[stop]\nhalf_width = nan\n", "s.toml:8: stop.half_width: ", "finite"},
      {head + minimal + "[stop]\nrelative_half_width = 1\n",
       "s.toml:8: stop.relative_half_width: ", "between 0 and 1"},
      {head + minimal + "[stop]\nrelative_half_width = 0.1\n",
       "s.toml:8: stop.relative_half_width: ", "needs samples"},
      {head + minimal + "[stop]\nhalf_width = 0.1\nsamples = 10\nminimum_samples = 11\n",
       "s.toml:10: stop.minimum_samples: ", "from 0 to stop.samples"},
      {head + minimal + "[stop]\nminimum_samples = 11\n", "s.toml:8: stop.minimum_samples: ", "no meaning"},
      {head + minimal + "[stop]\nconfidence = 95\n", "s.toml:8: stop.confidence: ", "0.95"},
      {head + minimal + "[stop]\nconfidence = 1\n", "s.toml:8: stop.confidence: ", "0.95"},
      {"stop = 3\n" + head + minimal, "s.toml:1: stop: ", "expected a table"},
      {head + minimal + "[record]\nsamples = \"some\"\n",
       "s.toml:8: record.samples: ", "none, undecided, failures, all"},
      {head + minimal + "[record]\nsamples = true\n", "s.toml:8: record.samples: ", "expected a text"},
      {head + minimal + "[record]\nmargins = 1\n", "s.toml:8: record.margins: ", "true or false"},
      {head + minimal + "[record]\nmargin = true\n", "s.toml:8: record.margin: ", "did you mean 'margins'?"},
      {head + minimal + "seed = 2\n[x", "s.toml:8: not valid TOML: ", ""}};
  for (const Case& one : cases) {
    CAPTURE(one.text);
    const std::string message = study_fault(one.text);
    CAPTURE(message);
    CHECK_FALSE(message.empty());
    CHECK(message.starts_with(one.place));
    CHECK(contains(message, one.says));
    CHECK(message.find('\n') == std::string::npos);
  }
}

TEST_CASE("a fault in a file that a study names is located in that file") {
  const std::string text = head +
                           "[[ensemble]]\ntypes = [2, 2]\npatterns = ['minimal']\n"
                           "prior = { family = \"file\", file = \"g.toml\" }\n";
  CHECK(study_fault(text, {}, {{"g.toml", "types = [2, 2]\nprior = [1, 2, 3, 0]\n"}})
            .starts_with("g.toml:2: prior, weight 4: "));
  CHECK(study_fault(text, {}, {{"g.toml", "types = [2, 3]\nprior = [1, 2, 3, 1, 1, 1]\n"}})
            .starts_with("s.toml:6: ensemble.prior.file: "));
  CHECK(study_fault(text, {}, {{"g.toml", "types = [2, 2]\nprior = [1, 2, 3, 1]\n"}}).empty());
}

TEST_CASE("assignments of the command line are checked like the file") {
  CHECK(study_of(head + minimal, {"stop.samples=77", "seed=5"}).stop.samples == 77);
  CHECK(study_fault(head + minimal, {"stop.samples=0"}) ==
        "s.toml: stop.samples: expected at least 1 sample");
  CHECK(study_fault(head + minimal, {"stop.sampels=3"}) ==
        "s.toml: stop.sampels: unknown key; did you mean 'samples'?");
  CHECK(contains(study_fault(head + minimal, {"nonsense"}), "--set nonsense: expected key=value"));
}

TEST_CASE("a study's identity is what it asks, not how it is written or how much of it") {
  const std::string identity = study_of(head + minimal).identity();
  CHECK(
      study_of(head + "title = 'other'\n" + minimal + "[stop]\nsamples = 3\nhalf_width = 0.1\ntime = '1h'\n")
          .identity() == identity);
  CHECK(study_of("seed = 0x1 # the same\nformat = 1\n[[ensemble]]\npatterns = ['']\ntypes = [2, 2, 2]\n"
                 "prior = { alpha = 1.0, family = 'dirichlet' }\n")
            .identity() == identity);
  for (const std::string& other :
       {"format = 1\nseed = 2\n" + minimal, head + "conditions = ['ci']\n" + minimal,
        head + minimal + "[record]\nsamples = 'all'\n", head + minimal + "[record]\nmargins = false\n",
        head + "[[ensemble]]\ntypes = [2, 2, 3]\n" + dirichlet + "patterns = ['minimal']\n",
        head + "[[ensemble]]\ntypes = [2, 2, 2]\n" + dirichlet + "patterns = ['maximal']\n",
        head + "[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'independent'\npatterns = ['minimal']\n"}) {
    CAPTURE(other);
    CHECK(study_of(other).identity() != identity);
  }
}

TEST_CASE("every study of the project is valid") {
  for (const std::string name : {"quickstart", "paper", "sweep"}) {
    CAPTURE(name);
    const Study study =
        read_study(std::string(GENERICITY_CONFIGS) + "/" + name + ".toml", {}, toml_priors_of);
    CHECK(study.cells() > 1);
    CHECK_FALSE(study.title.empty());
  }
}

TEST_CASE("titles and paths that no result could hold are refused before anything runs") {
  const std::string rest = "seed = 1\n[[ensemble]]\ntypes = [2, 2]\npatterns = ['minimal']\n";
  for (const std::string title : {"a\\u0000b", "a\\nb", "\\u001b[31m"}) {
    CHECK(study_fault("format = 1\ntitle = \"" + title + "\"\n" + rest + "prior = 'dirichlet'\n") ==
          "s.toml:2: title: expected one line of text, without control characters");
  }
  CHECK(contains(study_fault("format = 1\n" + rest + "prior = { family = 'file', file = \"g\\u0000\" }\n"),
                 "ensemble.prior.file: expected one line"));
}

}  // namespace
}  // namespace genericity
