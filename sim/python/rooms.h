#pragma once

#include <pybind11/pybind11.h>

#include <functional>

namespace genericity::python {

// Each adds its functions to the compiled module. What they take and give is plain: texts, numbers, arrays,
// and JSON; scripts/genericity makes it pleasant.

/// check, patterns, classify.
void add_structures(pybind11::module_& module);
/// design, counterexample, audit.
void add_mechanisms(pybind11::module_& module);
/// draw, decide.
void add_priors(pybind11::module_& module);
/// run.
void add_studies(pybind11::module_& module);

/// Whether Python has been interrupted, as by Ctrl-C; the interrupt is kept, to be raised by
/// raise_interrupt(). Takes the interpreter's lock, so it may be called without it.
bool is_interrupted();
/// Raises what is_interrupted() has seen, if it has.
void raise_interrupt();

}  // namespace genericity::python
