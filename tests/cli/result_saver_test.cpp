#include "sim/cli/result_saver.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <numeric>
#include <sstream>
#include <vector>

#include "tests/sim/store/example_result.h"
#include "tests/sim/store/temporary_directory.h"

namespace genericity {
namespace {

/// Cannot rename for the first so many times.
class LameOperations : public FileOperations {
 public:
  explicit LameOperations(int failures, int error = EIO) : failures_(failures), error_(error) {}
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (failures_ <= 0) return FileOperations::rename(from, to);
    --failures_;
    errno = error_;
    return -1;
  }

 private:
  int failures_;
  int error_;
};

struct Setting {
  TemporaryDirectory directory;
  std::ostringstream log;
  std::vector<double> pauses;
  SaverOptions options;

  explicit Setting(LameOperations& operations, double patience) {
    options.output = directory / "r.h5";
    options.operations = &operations;
    options.patience = [patience] { return patience; };
    // Pauses are the only time that passes, however slow the machine is.
    options.sleep = [this](double seconds) { pauses.push_back(seconds); };
    options.clock = [this] { return std::accumulate(pauses.begin(), pauses.end(), 0.0); };
    options.say = [this](const std::string& line) { log << line << '\n'; };
    options.go_on = [](const std::filesystem::path& place) { return "go on from " + place.string(); };
  }
  [[nodiscard]] bool is_saved() const {
    return difference(example_result(), read_result(options.output)).empty();
  }
};

/// $TMPDIR while it lives.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& folder) {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    (void)::setenv("TMPDIR", folder.c_str(), 1);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    if (before_.empty())
      (void)::unsetenv("TMPDIR");
    else
      (void)::setenv("TMPDIR", before_.c_str(), 1);
  }

 private:
  std::string before_;
};

TEST_CASE("a checkpoint that fails is said, and the next one says that it succeeded") {
  LameOperations operations(2, ENOSPC);
  Setting setting(operations, 0);
  ResultSaver saver(setting.options);
  CHECK_FALSE(saver.save(example_result(), Saving::checkpoint));
  CHECK(contains(setting.log.str(), "No space left on device; the counts are kept in memory"));
  CHECK_FALSE(saver.save(example_result(), Saving::checkpoint));
  CHECK(setting.directory.entries() == 0);
  CHECK(saver.save(example_result(), Saving::checkpoint));
  CHECK(contains(setting.log.str(), "Saved, after 2 failures"));
  CHECK(setting.is_saved());
  CHECK(setting.pauses.empty());
}

TEST_CASE("the last save goes on trying with growing pauses") {
  LameOperations operations(4);
  Setting setting(operations, 60);
  CHECK(ResultSaver(setting.options).save(example_result(), Saving::last));
  CHECK(setting.is_saved());
  // 1, 2, 4 and 8 seconds, in steps of one.
  CHECK(setting.pauses == std::vector<double>(15, 1.0));
}

TEST_CASE("when its patience ends the last save goes elsewhere, and says where") {
  LameOperations operations(3);
  Setting setting(operations, 2);
  const TemporaryDirectory refuge;
  const TemporaryFolder folder(refuge.path());
  const std::string error =
      message_of<StoreError>([&] { ResultSaver(setting.options).save(example_result(), Saving::last); });
  REQUIRE(refuge.entries() == 1);
  const std::filesystem::path place = std::filesystem::directory_iterator(refuge.path())->path();
  CHECK(difference(example_result(), read_result(place)).empty());
  CHECK(contains(error, "Input/output error; what was counted is in '" + place.string() + "'"));
  CHECK(contains(error, "to go on from it: go on from " + place.string()));
  CHECK(setting.directory.entries() == 0);
  CHECK(setting.pauses == std::vector<double>{1.0, 1.0});

  // Another one does not write over it.
  LameOperations again(1);
  setting.options.operations = &again;
  setting.options.patience = [] { return 0.0; };
  CHECK(!message_of<StoreError>([&] {
           ResultSaver(setting.options).save(example_result(), Saving::last);
         }).empty());
  CHECK(refuge.entries() == 2);
}

TEST_CASE("a signal that comes while it waits ends its patience") {
  LameOperations operations(1'000'000);
  Setting setting(operations, 0);
  setting.options.patience = [&] { return setting.pauses.size() < 5 ? 1000.0 : 0.0; };
  const std::string error =
      message_of<StoreError>([&] { ResultSaver(setting.options).save(example_result(), Saving::last); });
  CHECK(setting.pauses.size() == 5);
  CHECK(contains(error, "is lost"));  // here no folder can be written
}

TEST_CASE("a lock that another process has is a failure like others") {
  LameOperations operations(0);
  Setting setting(operations, 0);
  const TemporaryDirectory refuge;
  const TemporaryFolder folder(refuge.path());
  setting.options.require_held = [] { throw StoreError("process 17 on host is writing it"); };
  ResultSaver saver(setting.options);
  CHECK_FALSE(saver.save(example_result(), Saving::checkpoint));
  CHECK(contains(message_of<StoreError>([&] { saver.save(example_result(), Saving::last); }), "process 17"));
  CHECK(setting.directory.entries() == 0);
  CHECK(refuge.entries() == 1);
}

TEST_CASE("a file system that cannot sync is noted once") {
  class Unsynced : public FileOperations {
   public:
    int sync(int /*descriptor*/) override {
      errno = EOPNOTSUPP;
      return -1;
    }
  };
  Unsynced operations;
  LameOperations none(0);
  Setting setting(none, 0);
  setting.options.operations = &operations;
  ResultSaver saver(setting.options);
  CHECK(saver.save(example_result(), Saving::checkpoint));
  CHECK(saver.save(example_result(), Saving::last));
  CHECK(setting.is_saved());
  const std::string said = setting.log.str();
  CHECK(said.find("Note:") == said.rfind("Note:"));
  CHECK(contains(said, "Note: this file system cannot"));
}

}  // namespace
}  // namespace genericity
