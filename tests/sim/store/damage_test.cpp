// What happens to files that are not what they were: every kind of damage is refused with a reason, and
// nothing crashes.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "sim/store/hdf5_writer.h"
#include "sim/store/result_columns.h"
#include "sim/store/result_file.h"
#include "sim/store/seal.h"
#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

std::string reading_error(const std::filesystem::path& path, StudyResult& result) {
  return message_of<StoreError>([&] { result = read_result(path); });
}

std::string reading_error(const std::filesystem::path& path) {
  StudyResult ignored;
  return reading_error(path, ignored);
}

/// Seals bytes as a result file is sealed, so that they reach the checks behind the seal.
std::string sealed(const std::string& file) {
  std::vector<std::byte> bytes(file.size());
  std::transform(file.begin(), file.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  append_seal(bytes);
  std::string result(bytes.size(), '\0');
  std::transform(bytes.begin(), bytes.end(), result.begin(),
                 [](std::byte b) { return static_cast<char>(b); });
  return result;
}

std::string sealed(const Hdf5Image& image) {
  const std::vector<std::byte> bytes = image.bytes();
  std::string file(bytes.size(), '\0');
  std::transform(bytes.begin(), bytes.end(), file.begin(), [](std::byte b) { return static_cast<char>(b); });
  return sealed(file);
}

TEST_CASE("files that are no results are refused with the reason") {
  const TemporaryDirectory directory;
  const auto error_of = [&](const std::string& bytes) {
    write_bytes(directory / "file", bytes);
    return reading_error(directory / "file");
  };
  CHECK(contains(reading_error(directory / "absent"), "No such file"));
  CHECK(contains(reading_error(directory.path()), "directory"));
  CHECK(contains(reading_error("/dev/null"), "not a regular file"));
  CHECK(contains(error_of(""), "empty"));
  CHECK(contains(error_of("types = [2, 2]\n"), "not an HDF5 file"));
  CHECK(contains(error_of(std::string(10000, '\0')), "not an HDF5 file"));
  CHECK(contains(error_of("\x89HDF\r\n\x1a\n"), "truncated"));

  const Hdf5Silence silence;
  Hdf5Image other;
  CHECK(contains(error_of(sealed(other)), "not a result"));
  write_attribute(other.file(), "format", std::string("a-format-of-another-program"));
  write_attribute<std::int64_t>(other.file(), "format_version", 1);
  CHECK(contains(error_of(sealed(other)), "not a result"));
  Hdf5Image hollow;
  write_attribute(hollow.file(), "format", std::string("genericity-result"));
  write_attribute<std::int64_t>(hollow.file(), "format_version", format_version);
  CHECK(contains(error_of(sealed(hollow)), "'results' is missing"));
}

TEST_CASE("a newer format version is refused as such, sealed or not") {
  const TemporaryDirectory directory;
  const Hdf5Silence silence;
  Hdf5Image image;
  write_attribute(image.file(), "format", std::string("genericity-result"));
  write_attribute<std::int64_t>(image.file(), "format_version", format_version + 1);
  std::string bytes = sealed(image);
  write_bytes(directory / "newer.h5", bytes);
  CHECK(contains(reading_error(directory / "newer.h5"), "format version 4 is newer than 3"));
  bytes.resize(bytes.size() - 10);
  write_bytes(directory / "newer.h5", bytes);
  CHECK(contains(reading_error(directory / "newer.h5"), "format version 4 is newer than 3"));
}

TEST_CASE("the first format version is refused as such") {
  const TemporaryDirectory directory;
  const Hdf5Silence silence;
  Hdf5Image image;
  write_attribute(image.file(), "format", std::string("genericity-result"));
  write_attribute<std::int64_t>(image.file(), "format_version", 1);
  write_bytes(directory / "older.h5", sealed(image));
  CHECK(contains(reading_error(directory / "older.h5"), "format version 1 is that of an earlier"));
}

TEST_CASE("every truncation is refused") {
  const TemporaryDirectory directory;
  write_result(example_result(), directory / "whole.h5");
  const std::string whole = read_bytes(directory / "whole.h5");
  const auto check_length = [&](std::size_t length) {
    write_bytes(directory / "part.h5", whole.substr(0, length));
    CAPTURE(length);
    const std::string error = reading_error(directory / "part.h5");
    CHECK((contains(error, "truncated") || (length == 0 && contains(error, "empty"))));
  };
  for (std::size_t length = 0; length < 200; ++length) check_length(length);
  for (std::size_t length = 200; length < whole.size(); length += whole.size() / 300) check_length(length);
  for (std::size_t cut = 1; cut < 200; ++cut) check_length(whole.size() - cut);
}

TEST_CASE("every flipped byte is refused") {
  const TemporaryDirectory directory;
  write_result(example_result(), directory / "whole.h5");
  const std::string whole = read_bytes(directory / "whole.h5");
  constexpr std::uint64_t seed = 5;
  CAPTURE(seed);
  std::mt19937_64 engine(seed);
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < 128; ++i) offsets.push_back(i);
  for (std::size_t i = 1; i < 128; ++i) offsets.push_back(whole.size() - i);
  for (int i = 0; i < 500; ++i) offsets.push_back(engine() % whole.size());
  for (const std::size_t offset : offsets) {
    CAPTURE(offset);
    std::string flipped = whole;
    flipped[offset] = static_cast<char>(flipped[offset] ^ (1 << (engine() % 8)));
    write_bytes(directory / "flipped.h5", flipped);
    CHECK(!reading_error(directory / "flipped.h5").empty());
  }
  write_bytes(directory / "longer.h5", whole + "x");
  CHECK(!reading_error(directory / "longer.h5").empty());
}

TEST_CASE("behind the seal stand the checks of the contents: what is changed is refused, or says the same") {
  // The seal is put right after the change, as a careless or ill-meaning program might. Only flips inside the
  // first block, the stored numbers and the texts: HDF5 1.10 itself is not safe against arbitrary structures.
  const TemporaryDirectory directory;
  const StudyResult result = example_result();
  write_result(result, directory / "whole.h5");
  std::string whole = read_bytes(directory / "whole.h5");
  whole.resize(whole.rfind("\n# genericity-seal"));
  const auto check_change = [&](const std::string& from, const std::string& to) {
    CAPTURE(from);
    std::size_t refused = 0;
    for (std::size_t at = whole.find(from); at != std::string::npos; at = whole.find(from, at + 1)) {
      std::string changed = whole;
      changed.replace(at, to.size(), to);
      write_bytes(directory / "changed.h5", sealed(changed));
      StudyResult read;
      const bool accepted = reading_error(directory / "changed.h5", read).empty();
      if (accepted) CHECK(difference(result, read).empty());
      if (!accepted) ++refused;
    }
    CHECK(refused > 0);
  };
  check_change("{1,2},{2,3}", "{1,2},{1,3}");
  check_change("dirichlet(alpha=1)", "dirichlet(alpha=2)");
  check_change("00000000000000ff", "00000000000000fe");
  check_change("undecided", "undecidex");
  check_change("seed = 18446744073709551614", "seed = 18446744073709551615");
}

}  // namespace
}  // namespace genericity
