// The verbs that read results, on files that are not what they were. They are called in-process, so that the
// sanitizers watch; what a user sees of the same is tested in verify_test.py.
#include <doctest/doctest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "sim/cli/exit_code.h"
#include "sim/cli/verbs.h"
#include "sim/store/result_file.h"
#include "sim/store/science_digest.h"
#include "sim/store/store_error.h"
#include "sim/study/same_study.h"
#include "tests/sim/study/study_texts.h"

namespace genericity {
namespace {

/// What a verb did: its exit code as the program gives it, and its standard output.
struct Answer {
  int code = exit_internal;
  std::string output;

  friend bool operator==(const Answer&, const Answer&) = default;
};

/// A verb and the command line that has it read the file.
struct Line {
  std::string verb;
  std::vector<std::string> words;
};

/// Keeps what goes to a stream while it lives.
class Capture {
 public:
  explicit Capture(std::ostream& stream) : stream_(stream), before_(stream.rdbuf(text_.rdbuf())) {}
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { stream_.rdbuf(before_); }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::ostream& stream_;
  std::streambuf* before_;
};

/// Carries a command line out as the program does. Any exception but StoreError fails the test.
Answer answer(std::vector<std::string> words) {
  const Capture output(std::cout);
  const Capture messages(std::cerr);
  CLI::App program;
  VerbAction action;
  add_run_verb(program, action);
  add_show_verb(program, action);
  add_merge_verb(program, action);
  add_status_verb(program, action);
  add_verify_verb(program, action);
  add_replay_verb(program, action);
  add_export_verb(program, action);
  std::reverse(words.begin(), words.end());
  program.parse(words);
  try {
    const int code = action();
    return {code, output.text()};
  } catch (const StoreError&) {
    return {exit_io, output.text()};
  }
}

constexpr const char* study_text =
    "format = 1\nseed = 7\n[[ensemble]]\ntypes = [2, 2, 2]\nprior = { family = 'lattice', denominator = 12 "
    "}\n"
    "patterns = ['minimal', '{1,2}']\n[record]\nsamples = 'failures'\n[stop]\nsamples = 40\n";

/// A small result, the command lines that read it, and what they answer while it is whole.
class ReadingVerbs {
 public:
  ReadingVerbs() {
    write_bytes(folder_ / "s.toml", study_text);
    const Answer made = answer({"run", study(), "-q", "-o", file(), "--threads", "1"});
    REQUIRE(made.code == exit_done);
    whole_ = read_bytes(file());
    for (const Line& line : lines()) {
      answers_.push_back(answer(line.words));
      CAPTURE(line.verb);
      REQUIRE(answers_.back().code == exit_done);
    }
  }

  [[nodiscard]] const std::string& whole() const { return whole_; }

  /// Has every verb read these bytes. Each must refuse them, or answer as if they were whole; none may change
  /// the file or leave another.
  void check(const std::string& bytes) {
    const std::vector<Line> all = lines();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::string& verb = all[k].verb;
      CAPTURE(verb);
      std::filesystem::remove(merged());
      write_bytes(file(), bytes);
      const std::size_t entries = folder_.entries();
      const Answer found = answer(all[k].words);
      if (found == answers_[k]) {
        ++answered_;
        continue;
      }
      ++refused_;
      CHECK(read_bytes(file()) == bytes);
      // A run leaves its lock file, which says nothing.
      CHECK(folder_.entries() <= entries + (verb == "run" ? 1 : 0));
      if (verb == "verify") {
        CHECK(found.code == exit_fault_found);
        CHECK(contains(found.output, "fault: "));
        CHECK(!contains(found.output, "good: "));
      } else if (verb == "status") {
        CHECK(found.code != exit_done);
        CHECK(contains(found.output, "damaged"));
      } else {
        CHECK(found.code == exit_io);
        CHECK(found.output.empty());
      }
    }
  }

  [[nodiscard]] std::size_t refused() const { return refused_; }
  [[nodiscard]] std::size_t answered() const { return answered_; }

 private:
  [[nodiscard]] std::string study() const { return (folder_ / "s.toml").string(); }
  [[nodiscard]] std::string file() const { return (folder_ / "r.h5").string(); }
  [[nodiscard]] std::string merged() const { return (folder_ / "m.h5").string(); }
  [[nodiscard]] std::vector<Line> lines() const {
    return {{"show", {"show", file()}},
            {"merge", {"merge", merged(), file()}},
            {"verify", {"verify", file(), "--samples", "3", "--seed", "1"}},
            {"run", {"run", study(), "-q", "-o", file(), "--threads", "1"}},
            {"status", {"status", file()}},
            {"replay", {"replay", file(), "--cell", "0", "--sample", "0"}},
            {"export", {"export", file()}}};
  }

  TemporaryDirectory folder_;
  std::string whole_;
  std::vector<Answer> answers_;
  std::size_t refused_ = 0;
  std::size_t answered_ = 0;
};

TEST_CASE("whole files are answered: what follows does not refuse everything") {
  ReadingVerbs verbs;
  verbs.check(verbs.whole());
  CHECK(verbs.answered() == 7);
}

TEST_CASE("every verb refuses a truncated result") {
  ReadingVerbs verbs;
  const std::size_t size = verbs.whole().size();
  constexpr std::size_t places = 60;
  for (std::size_t k = 0; k < places; ++k) {
    // Not at round places only, where nothing but a padding may be missing.
    const std::size_t length = k * size / places + k % 7;
    CAPTURE(length);
    verbs.check(verbs.whole().substr(0, length));
  }
  for (const std::size_t cut : {1U, 2U, 8U, 40U, 64U, 100U}) verbs.check(verbs.whole().substr(0, size - cut));
  CHECK(verbs.answered() == 0);
  CHECK(verbs.refused() == 7 * (places + 6));
}

TEST_CASE("every verb refuses a result with a flipped bit") {
  constexpr std::uint64_t seed = 20261125;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  ReadingVerbs verbs;
  std::vector<std::size_t> offsets{0, 8, 9, 40, verbs.whole().size() - 1, verbs.whole().size() - 60};
  for (int i = 0; i < 74; ++i) offsets.push_back(engine() % verbs.whole().size());
  for (const std::size_t offset : offsets) {
    CAPTURE(offset);
    std::string flipped = verbs.whole();
    flipped[offset] = static_cast<char>(flipped[offset] ^ (1 << (engine() % 8)));
    verbs.check(flipped);
  }
  // The seal stands over every byte.
  CHECK(verbs.answered() == 0);
  CHECK(verbs.refused() == 7 * offsets.size());
}

TEST_CASE("older margins of ci are a fault, are not merged, and are counted again") {
  const TemporaryDirectory folder;
  std::string text = study_text;
  text.replace(text.find("[record]\n"), 9, "[record]\nmargins = 'all'\n");
  write_bytes(folder / "s.toml", text);
  const std::string file = (folder / "r.h5").string();
  const std::vector<std::string> run{"run", (folder / "s.toml").string(), "-q", "-o", file};
  REQUIRE(answer(run).code == exit_done);
  const StudyResult fresh = read_result(file);
  StudyResult older = fresh;
  older.identity = without_margins_version(older.identity);
  write_result(older, file);
  const Answer verified = answer({"verify", file});
  CHECK(verified.code == exit_fault_found);
  CHECK(verified.output.find("fault: its margins of ci are of another version than this program's") !=
        std::string::npos);
  CHECK(answer({"merge", (folder / "m.h5").string(), file}).code == exit_io);
  CHECK(answer({"replay", file, "--cell", "0", "--sample", "3"}).code == exit_done);
  CHECK(answer(run).code == exit_done);
  CHECK(science_digest(read_result(file)) == science_digest(fresh));
  CHECK(answer({"verify", file, "--recount"}).code == exit_done);
}

TEST_CASE("a stored theory that is not that of the study is a fault in every mode") {
  const TemporaryDirectory folder;
  const std::string file = (folder / "r.h5").string();
  const std::string ensemble =
      "[[ensemble]]\ntypes = [2, 2, 2]\nprior = 'dirichlet'\npatterns = ['minimal']\n";
  for (const std::string& text :
       {"format = 1\nseed = 7\nconditions = ['cbdp']\n" + ensemble + "[stop]\nsamples = 40\n",
        "format = 1\nseed = 7\nmode = 'tail'\n[tail]\ndraws = 100\nreplications = 2\nepsilons = [1e-2]\n" +
            ensemble}) {
    CAPTURE(text);
    write_bytes(folder / "s.toml", text);
    std::filesystem::remove(file);
    REQUIRE(answer({"run", (folder / "s.toml").string(), "-q", "-o", file}).code == exit_done);
    CHECK(answer({"verify", file}).code == exit_done);
    StudyResult changed = read_result(file);
    REQUIRE(changed.cells[0].theory[0].codimension == 3);
    changed.cells[0].theory[0].codimension = changed.cells[0].inferred[0].codimension = 2;
    write_result(changed, file);
    const Answer verified = answer({"verify", file});
    CHECK(verified.code == exit_fault_found);
    CHECK(verified.output == "fault: cell 0, cbdp: the theory of its margin is not that of its priors\n");
  }
}

}  // namespace
}  // namespace genericity
