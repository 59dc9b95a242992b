#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/store/hdf5_reader.h"
#include "sim/store/result_columns.h"

namespace genericity {

/// Reads the columns of a result file as they are described. Everything throws StoreError with the name of
/// what is missing or wrong.
class ColumnReader {
 public:
  /// Scales define the sizes that everything else must have; `sizes` are those that are known before.
  ColumnReader(const Hdf5Handle& file, std::int64_t version, std::map<std::string, std::size_t> sizes)
      : file_(file), version_(version), sizes_(std::move(sizes)) {}

  /// Reads a table, if the file has it. Tables come in the file's order.
  void read(ResultTable table);
  /// The entries of a dimension that was read.
  [[nodiscard]] std::size_t size_of(const std::string& dimension) const { return sizes_.at(dimension); }
  /// Puts all that was read into a result.
  void put_into(StudyResult& result) const;
  /// What was read must be what the result implies: whatever is derived (shares, names repeated along cells,
  /// sizes) follows from the rest.
  void compare_with(const StudyResult& result) const;

 private:
  void define(const Hdf5Handle& group, const std::string& name);
  void read(const Hdf5Handle& group, StoredColumn& column);

  const Hdf5Handle& file_;
  std::int64_t version_;
  std::map<std::string, std::size_t> sizes_;
  std::vector<ResultTable> found_;
  std::vector<ResultTable> absent_;
};

}  // namespace genericity
