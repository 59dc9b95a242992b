// The inner loop of a study allocates nothing once it has its memory. This program counts them.

#include <doctest/doctest.h>
#include <gmpxx.h>

#include <Eigen/Core>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "sim/study/sample_counter.h"
#include "tests/sim/study/study_texts.h"

// With glibc the C functions are counted, and so what GMP and Eigen take as well; operator new comes down to
// malloc. A sanitizer has C functions of its own: there only operator new is counted.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GENERICITY_COUNTS_MALLOC 1
#else
#define GENERICITY_COUNTS_MALLOC 0
#endif

namespace {

std::atomic<std::uint64_t> allocations{0};

void count_one() {
  allocations.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

#if GENERICITY_COUNTS_MALLOC

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  count_one();
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  count_one();
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  count_one();
  return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count_one();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  count_one();
  *memory = __libc_memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
}

#else

namespace {

void* counted(std::size_t size, std::size_t alignment) {
  count_one();
  const std::size_t asked = (std::max(size, std::size_t{1}) + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, asked);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// The array forms and those without exceptions call these.
void* operator new(std::size_t size) {
  return counted(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, std::max(static_cast<std::size_t>(alignment), alignof(std::max_align_t)));
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

#endif

namespace genericity {
namespace {

/// Allocations of `samples` samples after a warm-up of `warm_up`.
std::uint64_t steady_state(const std::string& ensemble, const std::string& record, std::uint64_t warm_up,
                           std::uint64_t samples) {
  const Study study = test::study_of("format = 1\nseed = 3\nconditions = ['ci', 'cbdp']\n[[ensemble]]\n" +
                                     ensemble + "\n[record]\n" + record + "\n");
  const EnsembleSetup plan(study.ensembles.at(0), study.conditions);
  SampleCounter trial(plan, study);
  SampleCounter::Tallies tallies = trial.empty_tallies();
  std::vector<SampleRecord> records;
  trial.run(0, warm_up, tallies, records);
  const std::uint64_t before = allocations.load();
  trial.run(warm_up, samples, tallies, records);
  const std::uint64_t after = allocations.load();
  for (const Tally& tally : tallies) REQUIRE(tally.samples() == warm_up + samples);
  return after - before;
}

TEST_CASE("the counter counts") {
  const std::uint64_t before = allocations.load();
  const auto one = std::make_unique<std::vector<double>>(100);
  CHECK(allocations.load() == before + 2);
  struct alignas(64) Wide {
    double value = 0;
  };
  const auto wide = std::make_unique<Wide>();
  CHECK(allocations.load() == before + 3);
#if GENERICITY_COUNTS_MALLOC
  const Eigen::VectorXd three = Eigen::VectorXd::Zero(3);
  CHECK(allocations.load() == before + 4);
  CHECK(three.size() == 3);
  const mpz_class large = mpz_class(1) << 1000U;
  CHECK(allocations.load() > before + 4);
  CHECK(large > 1);
#endif
  CHECK(one->size() == 100);
  CHECK(wide->value == 0);
}

TEST_CASE("sampled priors that the batch stage proves cost no allocation") {
  CHECK(steady_state("types = [2, 2, 2, 2]\nprior = { family = 'dirichlet', alpha = 1 }\npatterns = "
                     "['{1,2},{2,3}']",
                     "margins = true", 320, 20'000) == 0);
  CHECK(steady_state("types = [2, 2, 2, 2]\nprior = { family = 'logistic_normal', sigma = 1 }\npatterns = "
                     "['minimal', '{1,2},{2,3}', '{1,2},{1,3},{2,3}', '{1,2},{1,3},{1,4}']",
                     "margins = true", 320, 5'000) == 0);
  CHECK(steady_state("types = [2, 2, 2]\nprior = { family = 'dirichlet', alpha = 1 }\npatterns = ['minimal', "
                     "'maximal']",
                     "margins = true", 320, 20'000) == 0);
}

TEST_CASE("margins of sampled priors cost no allocation") {
  CHECK(steady_state("types = [2, 2, 2, 2]\nprior = { family = 'dirichlet', alpha = 1 }\npatterns = "
                     "['{1,2},{2,3}']",
                     "margins = 'all'", 320, 640) == 0);
}

}  // namespace
}  // namespace genericity
