#include <pybind11/pybind11.h>

#include <exception>
#include <string>
#include <utility>

#include "core/errors.h"
#include "sim/cli/version.h"
#include "sim/python/rooms.h"
#include "sim/store/store_error.h"
#include "sim/study/input_error.h"

namespace genericity::python {

namespace {

/// Messages name options of the command line; here they are arguments.
std::string of_arguments(std::string message) {
  if (message.rfind("--", 0) == 0) message.erase(0, 2);
  return message;
}

/// The package's own classes of exceptions: genericity.errors.
void raise(const char* name, const std::string& message) {
  const pybind11::object type = pybind11::module_::import("genericity.errors").attr(name);
  PyErr_SetString(type.ptr(), of_arguments(message).c_str());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(std::move(thrown));
  } catch (const UnreadableInput& error) {
    raise("UnreadableInput", error.what());
  } catch (const InputError& error) {
    raise("InputError", error.what());
  } catch (const InvalidInput& error) {
    raise("InputError", error.what());
  } catch (const StoreError& error) {
    raise("StoreError", error.what());
  }
}

}  // namespace

bool is_interrupted() {
  const pybind11::gil_scoped_acquire lock;
  return PyErr_Occurred() != nullptr || PyErr_CheckSignals() != 0;
}

void raise_interrupt() {
  if (PyErr_Occurred() != nullptr) throw pybind11::error_already_set();
}

}  // namespace genericity::python

PYBIND11_MODULE(_compiled, module) {
  using namespace genericity;
  module.doc() = "The compiled part of genericity: plain functions, which the package's own call.";
  module.def(
      "version", [] { return std::string(program_version()); },
      "The version, and the commit it was built from.");
  pybind11::register_exception_translator(python::translate);
  python::add_structures(module);
  python::add_mechanisms(module);
  python::add_priors(module);
  python::add_studies(module);
}
