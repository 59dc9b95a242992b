#include "sim/grid/spaced_values.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

mpq_class number(const char* text) {
  return parse_rational(text);
}

TEST_CASE("equal steps are exact, with both ends") {
  CHECK(linspaced(0, 1, 3) == std::vector<mpq_class>{0, mpq_class(1, 2), 1});
  CHECK(linspaced(number("0.1"), number("0.7"), 4) ==
        std::vector<mpq_class>{number("0.1"), number("0.3"), number("0.5"), number("0.7")});
  CHECK(linspaced(1, -1, 2) == std::vector<mpq_class>{1, -1});
}

TEST_CASE("steps end where the last number is hit or passed") {
  CHECK(stepped(number("0.1"), number("0.5"), number("0.2")) ==
        std::vector<mpq_class>{number("0.1"), number("0.3"), number("0.5")});
  CHECK(stepped(number("0.1"), number("0.49"), number("0.2")).size() == 2);
  CHECK(stepped(3, 1, -1) == std::vector<mpq_class>{3, 2, 1});
  CHECK(stepped(2, 2, 5) == std::vector<mpq_class>{2});
}

TEST_CASE("equal factors are rounded once, with exact ends") {
  CHECK(logspaced(number("0.01"), 100, 5) == std::vector<double>{0.01, 0.1, 1, 10, 100});
  CHECK(logspaced(1, 2, 3) == std::vector<double>{1, std::sqrt(2.0), 2});
  CHECK(logspaced(8, 1, 4) == std::vector<double>{8, 4, 2, 1});
  const std::vector<double> values = logspaced(number("0.1"), number("0.3"), 1001);
  CHECK(values.front() == 0.1);
  CHECK(values.back() == 0.3);
  CHECK(std::is_sorted(values.begin(), values.end()));
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double expected = 0.1 * std::pow(3.0, static_cast<double>(k) / 1000);
    CHECK(std::abs(values[k] - expected) <= 1e-14 * expected);
  }
}

TEST_CASE("a finer list holds the coarser one bit for bit") {
  for (const std::size_t steps : {1U, 2U, 5U, 10U, 60U}) {
    const std::vector<double> coarse = logspaced(number("0.07"), number("13.3"), steps + 1);
    const std::vector<mpq_class> equal = linspaced(number("0.07"), number("13.3"), steps + 1);
    for (const std::size_t factor : {2U, 3U, 10U}) {
      const std::vector<double> fine = logspaced(number("0.07"), number("13.3"), factor * steps + 1);
      const std::vector<mpq_class> finer = linspaced(number("0.07"), number("13.3"), factor * steps + 1);
      for (std::size_t k = 0; k <= steps; ++k) {
        CHECK(coarse[k] == fine[factor * k]);
        CHECK(equal[k] == finer[factor * k]);
      }
    }
  }
}

TEST_CASE("lists that are none are refused") {
  const auto fault = [](const auto& make) { return message_of<InvalidInput>(make); };
  CHECK(contains(fault([] { (void)linspaced(0, 1, 1); }), "expected from 2 to 1000000"));
  CHECK(contains(fault([] { (void)linspaced(1, 1, 3); }), "two different"));
  CHECK(contains(fault([] { (void)logspaced(0, 1, 3); }), "not positive"));
  CHECK(contains(fault([] { (void)logspaced(1, 2, 10002); }), "expected from 2 to 10001"));
  CHECK(contains(fault([] { (void)stepped(0, 1, -1); }), "never gets"));
  CHECK(contains(fault([] { (void)stepped(0, 1, 0); }), "never gets"));
  CHECK(contains(fault([] { (void)stepped(0, 1, mpq_class(1, 10000000)); }), "more than"));
}

}  // namespace
}  // namespace genericity
