#include "sim/cluster/array_script.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace genericity {
namespace {

TEST_CASE("the script in the program is the one in scripts/slurm") {
  std::ifstream file(GENERICITY_ARRAY_SCRIPT);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  CHECK(array_script_template() == text.str());
}

/// The lines of `b` that `a` has otherwise, in order; both have as many.
std::vector<std::string> changed_lines(const std::string& a, const std::string& b) {
  std::istringstream left(a);
  std::istringstream right(b);
  std::vector<std::string> changed;
  std::string x;
  std::string y;
  while (std::getline(left, x)) {
    REQUIRE(std::getline(right, y));
    if (x != y) changed.push_back(y);
  }
  CHECK_FALSE(std::getline(right, y));
  return changed;
}

TEST_CASE("a job changes the lines that an operator would change, and no others") {
  ArrayJob job;
  job.study = "studies/it's mine.toml";
  job.shards = job.tasks = 7;
  job.threads = 4;
  job.seconds = 5000;
  job.bytes = 3e8;
  job.settings = {"--set", "stop.samples=10"};
  CHECK(changed_lines(std::string(array_script_template()), array_script(job)) ==
        std::vector<std::string>{
            "#SBATCH --array=0-6", "#SBATCH --cpus-per-task=4", "#SBATCH --time=01:24:00",
            "#SBATCH --mem=287M", R"(study='studies/it'\''s mine.toml')", "shards=7",
            "settings=('--set' 'stop.samples=10') # what every task passes to `genericity run` besides, such "
            "as --set stop.samples=1000000"});
}

TEST_CASE("tasks of several shards, and no array at all") {
  ArrayJob job;
  job.study = "s.toml";
  job.shards = 2500;
  job.tasks = 834;
  const auto has = [&](const std::string& line) {
    return ("\n" + array_script(job)).find("\n" + line) != std::string::npos;
  };
  CHECK(has("#SBATCH --array=0-833\n"));
  CHECK(has("shards=2500\n"));
  CHECK(has("tasks=834 # "));
  CHECK(has("#SBATCH --output=%x-%A_%a.log\n"));
  job.shards = 1;
  job.tasks = 0;
  CHECK_FALSE(has("#SBATCH --array"));
  CHECK(has("#SBATCH --ntasks=1\n"));
  CHECK(has("#SBATCH --output=%x-%j.log\n"));
  CHECK(has("shards=1\n"));
  CHECK(has("tasks=$shards # "));
}

TEST_CASE("times are whole minutes, never less than asked") {
  CHECK(slurm_time(0) == "00:00:00");
  CHECK(slurm_time(0.1) == "00:01:00");
  CHECK(slurm_time(60) == "00:01:00");
  CHECK(slurm_time(60.5) == "00:02:00");
  CHECK(slurm_time(86399) == "1-00:00:00");
  CHECK(slurm_time(86400 + 3600 + 61) == "1-01:02:00");
}

TEST_CASE("quoted words are what they were") {
  CHECK(shell_quoted("plain") == "'plain'");
  CHECK(shell_quoted("a b$c") == "'a b$c'");
  CHECK(shell_quoted("'") == R"(''\''')");
  CHECK(shell_quoted("").size() == 2);
}

}  // namespace
}  // namespace genericity
