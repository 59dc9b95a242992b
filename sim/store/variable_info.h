#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace genericity {

/// What a variable of a result file is called, over which dimensions it runs, and what readers should know of
/// it. A variable over one dimension of its own name is that dimension's scale.
struct VariableInfo {
  std::string name;
  std::vector<std::string> dimensions;
  std::string long_name;
  /// "1" for pure numbers, empty for texts and names.
  std::string units;
  /// The CF convention's list of auxiliary coordinates, which xarray shows as coordinates.
  std::string coordinates;
  /// The first version of the format that has it.
  int since = 2;
  /// Files may lack it. What it would be put into keeps its default then.
  bool is_optional = false;
  /// Its place in lists of coordinates: by rank, then in the file's order.
  int rank = 0;

  [[nodiscard]] bool is_scale() const { return dimensions.size() == 1 && dimensions.front() == name; }
};

}  // namespace genericity
