#include "sim/store/science_digest.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "sim/study/tally_fields.h"
#include "tests/sim/store/example_result.h"

namespace genericity {
namespace {

// Values that are not those of a new tally.

void change(std::uint64_t& count) {
  ++count;
}
void change(MarginHistogram& margins) {
  margins.add(0.5);
}
void change(CountsByPrior& by_prior) {
  by_prior.add({1, 1, 0}, 0, 2);
}
template <class Value>
void change(Value& /*value*/) {
  FAIL("an optional field of a type that this test does not know");
}

TEST_CASE("of fields that older files lack a digest holds what they say, and which of them says it") {
  const StudyResult without = example_result();
  std::set<std::string> digests{science_digest(without)};
  std::size_t fields = 1;
  for_each_field([&](const auto& field) {
    if (!field.is_optional) return;
    CAPTURE(std::string(field.phrase));
    const Tally& tally = without.cells[0].tallies[0];
    CHECK(tally.*field.member == decltype(Tally{}.*field.member){});
    StudyResult with = without;
    change(with.cells[0].tallies[0].*field.member);
    ++fields;
    CHECK(digests.insert(science_digest(with)).second);
    // Of another unit the same is something else.
    StudyResult elsewhere = without;
    change(elsewhere.cells[0].tallies[1].*field.member);
    ++fields;
    CHECK(digests.insert(science_digest(elsewhere)).second);
  });
  CHECK(fields > 1);
}

// Files hold digests: with another one for the same science, no file that there is could be read.
TEST_CASE("the digest of the example stays as it is") {
  CHECK(science_digest(example_result()) ==
        "fd58b673b44b7c729f0370d2156ed9d6e873792b3d978093532fd0222d9aeb5a");
}

}  // namespace
}  // namespace genericity
