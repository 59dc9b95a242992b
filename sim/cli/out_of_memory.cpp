#include "sim/cli/out_of_memory.h"

#include <flint/flint.h>
#include <gmp.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "sim/cli/exit_code.h"

namespace genericity {

namespace {

/// Takes no memory itself, and leaves no time to others.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view message = "genericity: out of memory\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  std::_Exit(exit_internal);
}

// Libraries written in C have no way to hand on that there is no memory, and abort: their memory is taken
// here.
extern "C" {

void* take_memory(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr && size > 0) end_without_memory();
  return memory;
}

void* take_zeros(std::size_t count, std::size_t size) {
  void* const memory = std::calloc(count, size);
  if (memory == nullptr && count > 0 && size > 0) end_without_memory();
  return memory;
}

void* take_more(void* old, std::size_t size) {
  void* const memory = std::realloc(old, size);
  if (memory == nullptr && size > 0) end_without_memory();
  return memory;
}

void* take_more_for_gmp(void* old, std::size_t /*old_size*/, std::size_t size) {
  return take_more(old, size);
}

void give_back(void* memory) {
  std::free(memory);
}

void give_back_for_gmp(void* memory, std::size_t /*size*/) {
  std::free(memory);
}

}  // extern "C"

/// What an exception ends in that nothing catches.
[[noreturn]] void end_of_last_resort() {
  try {
    if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "genericity: %s\n", error.what());
  } catch (...) {  // it has no words
  }
  std::abort();
}

}  // namespace

void report_lack_of_memory() {
  mp_set_memory_functions(take_memory, take_more_for_gmp, give_back_for_gmp);
  __flint_set_memory_functions(take_memory, take_zeros, take_more, give_back);
  (void)std::set_terminate(end_of_last_resort);
}

}  // namespace genericity
