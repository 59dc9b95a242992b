#include "sim/cli/job_end.h"

#include <doctest/doctest.h>

namespace genericity {
namespace {

using std::chrono::seconds;
using Time = JobEnd::Clock::time_point;

constexpr Time start{seconds(1'000'000'000)};

TEST_CASE("a long job is stopped half a minute before its end") {
  const JobEnd end("1000003600", start);
  CHECK_FALSE(end.is_near(start));
  CHECK_FALSE(end.is_near(start + seconds(3569)));
  CHECK(end.is_near(start + seconds(3570)));
  CHECK(end.is_near(start + seconds(4000)));
  CHECK(end.why_ignored().empty());
  CHECK(end.to_string() == "the Slurm job ends at 2001-09-09T02:46:40Z (SLURM_JOB_END_TIME)");
}

TEST_CASE("a short one when nine tenths of its time have passed") {
  const JobEnd end("1000000100", start);
  CHECK_FALSE(end.is_near(start + seconds(89)));
  CHECK(end.is_near(start + seconds(90)));
}

TEST_CASE("a time that was over at the start is ignored, with the reason") {
  for (const char* text : {"1000000000", "999999999", "1"}) {
    CAPTURE(text);
    const JobEnd end(text, start);
    CHECK_FALSE(end.is_near(start));
    CHECK_FALSE(end.is_near(start + seconds(1'000'000)));
    CHECK(end.why_ignored().starts_with("SLURM_JOB_END_TIME is ignored: its time, "));
  }
}

TEST_CASE("what is no time means nothing") {
  for (const char* text : {static_cast<const char*>(nullptr), "", "soon", "-5", "0", "1000003600x",
                           "7258118401", "99999999999999999999"}) {
    const JobEnd end(text, start);
    CHECK_FALSE(end.is_near(start + seconds(1'000'000'000)));
    CHECK(end.why_ignored().empty());
  }
}

}  // namespace
}  // namespace genericity
