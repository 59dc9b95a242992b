#pragma once

#include <atomic>
#include <cstddef>
#include <exception>

namespace genericity {

/// Calls work(k) for k = 0 … count−1 on several threads, in any order. An exception must not leave a parallel
/// region: after the first one no further work begins, and it is thrown on when all threads have ended.
template <class Work>
void for_each_in_parallel(std::size_t count, int threads, const Work& work) {
  std::exception_ptr failure;
  std::atomic<bool> failed = false;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::size_t k = 0; k < count; ++k) {
    try {
      if (!failed) work(k);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
    }
  }
  if (failed) std::rethrow_exception(failure);
}

}  // namespace genericity
