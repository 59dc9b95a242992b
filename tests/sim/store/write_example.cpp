// Writes the example result for the tests that read it with other programs: write_example FILE HOST [EMPTY]
// HOST goes into the provenance. With a third argument the result is one cell without a single sample.
#include <exception>
#include <iostream>

#include "sim/store/result_file.h"
#include "tests/sim/store/example_result.h"

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    genericity::StudyResult result = genericity::example_result();
    result.provenance["host"] = argv[2];
    if (argc > 3) {
      result.cells.erase(result.cells.begin(), result.cells.end() - 1);
      result.samples.clear();
    }
    genericity::write_result(result, argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
