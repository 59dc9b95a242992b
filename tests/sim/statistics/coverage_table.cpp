// Prints results/coverage.md: how often every kind of limits contained the truth in simulated studies. Exits
// with 1 if one that promises a confidence falls short of it.
//
//   coverage_table [STUDIES]

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/sim/statistics/coverage_studies.h"

namespace genericity::test {
namespace {

constexpr double confidence = 0.95;
/// Every entry has draws of its own.
std::uint64_t next_seed() {
  static std::uint64_t seed = 20261125;
  return seed++;
}
const std::vector<double> shares{0, 1e-4, 0.01, 0.5, 0.99, 1};

class Table {
 public:
  explicit Table(std::string heading) : heading_(std::move(heading)) {}

  void column(const std::string& name) { names_ += " " + name + " |"; }
  void begin_row(const std::string& name) {
    if (!begun_) {
      std::printf("\n| %s |%s\n|---|", heading_.c_str(), names_.c_str());
      for (const char sign : names_) {
        if (sign == '|') std::printf("---|");
      }
      begun_ = true;
    }
    std::printf("\n| %s |", name.c_str());
  }
  /// A rate; bold if it falls short of what is promised (0: nothing is).
  void rate(const Coverage& coverage, double promised) {
    const bool short_of = coverage.falls_short_of(promised);
    std::printf(short_of ? " **%.4f** |" : " %.4f |", coverage.rate());
    std::fflush(stdout);
    if (short_of) all_good = false;
  }
  void number(double value) { std::printf(" %.0f |", value); }

  inline static bool all_good = true;

 private:
  std::string heading_;
  std::string names_;
  bool begun_ = false;
};

void add_shares(Table& table, const char* prefix = "") {
  for (const double p : shares) {
    char text[32];
    (void)std::snprintf(text, sizeof text, "%sp = %g", prefix, p);
    table.column(text);
  }
}

void limits_of_shares(int studies) {
  Table table("limits");
  add_shares(table);
  for (const std::uint64_t n : {100U, 10000U}) {
    table.begin_row("Clopper-Pearson, " + std::to_string(n) + " samples");
    for (const double p : shares) {
      table.rate(fixed_number(FixedInterval::clopper_pearson, p, n, confidence, studies, next_seed()),
                 confidence);
    }
  }
  table.begin_row("confidence sequence, at every number of samples up to 1000 and every look up to 2^20");
  for (const double p : shares) {
    table.rate(sequence_over_time(p, std::uint64_t{1} << 20U, confidence, studies, next_seed()), confidence);
  }
  const auto row = [&](const std::string& name, const StopRule& rule, double undecided) {
    table.begin_row(name);
    for (const double p : shares) {
      double mean = 0;
      table.rate(stopped(rule, p, undecided, studies, next_seed(), mean), confidence);
    }
  };
  StopRule narrow{std::uint64_t{1} << 30U, 0.01, {}, 0, confidence, {}};
  row("at the stop, half_width = 0.01", narrow, 0);
  row("the same, one sample in 1000 undecided", narrow, 0.001);
  narrow.minimum_samples = 2000;
  row("the same with minimum_samples = 2000, none undecided", narrow, 0);
  row("at the stop, relative_half_width = 0.2, samples = 100000", {100000, {}, 0.2, 0, confidence, {}}, 0);
  row("at the stop, half_width = 0.001 or relative_half_width = 0.2, samples = 100000",
      {100000, 0.001, 0.2, 0, confidence, {}}, 0);
  std::printf("\n\nWithout a promise, to compare:\n");
  Table other("limits");
  add_shares(other);
  for (const std::uint64_t n : {100U, 10000U}) {
    other.begin_row("Wilson, " + std::to_string(n) + " samples");
    for (const double p : shares) {
      other.rate(fixed_number(FixedInterval::wilson, p, n, confidence, studies, next_seed()), 0);
    }
  }
}

void all_cells_together(int studies) {
  Table table("limits of all cells at once");
  table.column("covered");
  table.begin_row("simultaneous, 34 cells with these shares by turns, 10000 samples");
  table.rate(simultaneous(shares, 34, 10000, confidence, studies, next_seed()), confidence);
  table.begin_row("simultaneous, 34 cells with share 0.5, 10000 samples");
  table.rate(simultaneous({0.5}, 34, 10000, confidence, studies, next_seed()), confidence);
}

void exponents(int studies) {
  Table table("limits of the tail exponent");
  for (const int k : {2, 3, 4, 8}) table.column("exponent " + std::to_string(k - 1));
  for (const std::uint64_t n : {10000ULL, 100000ULL, 1000000ULL, 100000000ULL}) {
    table.begin_row(std::to_string(n) + " margins");
    // The law is a power as the margin goes to 0 only: so the promise is kept where the least margins are
    // small.
    for (const int k : {2, 3, 4, 8}) table.rate(tail_exponents(k, n, confidence, studies, next_seed()), 0);
  }
}

void mean_samples(int studies) {
  Table table("mean number of samples at the stop");
  add_shares(table);
  for (const double width : {0.05, 0.01, 0.005}) {
    char text[64];
    (void)std::snprintf(text, sizeof text, "half_width = %g", width);
    table.begin_row(text);
    for (const double p : shares) {
      double mean = 0;
      (void)stopped({std::uint64_t{1} << 30U, width, {}, 0, confidence, {}}, p, 0, studies, next_seed(),
                    mean);
      table.number(mean);
    }
  }
}

void print(int studies) {
  std::printf(
      "# Coverage\n\n"
      "How often limits at confidence 0.95 contained the truth, in %d simulated studies an entry. An entry "
      "is set in\n"
      "**bold** if so few would have a chance below one in a million at a coverage of 0.95. "
      "`scripts/coverage` writes\n"
      "this page.\n",
      studies);
  limits_of_shares(studies);
  std::printf("\n");
  all_cells_together(studies);
  std::printf(
      "\n\nMargins with the law Beta(k-1, k), that of one pair of posteriors over k points under uniform "
      "priors, whose\n"
      "exponent is k - 1. The law is a power as the margin goes to 0 only: with few samples and a large "
      "exponent the\n"
      "64 least margins are not small yet, and the limits lie too low.\n");
  exponents(studies);
  std::printf(
      "\n\nWhat a stop costs (a fixed number of samples needs about 384, 9604 and 38416 at p = 0.5):\n");
  mean_samples(std::min(studies, 1000));
  std::printf("\n");
}

}  // namespace
}  // namespace genericity::test

int main(int count, char** arguments) {
  const int studies = count > 1 ? std::atoi(arguments[1]) : 10000;
  if (studies < 100) {
    std::fprintf(stderr, "coverage_table: expected at least 100 studies\n");
    return 2;
  }
  genericity::test::print(studies);
  return genericity::test::Table::all_good ? 0 : 1;
}
