#pragma once

#include <functional>
#include <string>

#include "sim/study/result.h"

namespace genericity {

/// `empty`, a result that counts nothing, with everything that `stored` counts: cells and conditions are
/// found again by what they mean and by the seed of their draws, wherever they stand in either. Both count by
/// the same stages, and differ in nothing by difference_of_counting(). Calls `refuse`, which throws, with
/// what `stored` has and `empty` has no place for.
StudyResult placed_in(StudyResult empty, const StudyResult& stored,
                      const std::function<void(const std::string&)>& refuse);

}  // namespace genericity
