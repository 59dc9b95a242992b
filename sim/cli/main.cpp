#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <new>

#include "core/errors.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/help_format.h"
#include "sim/cli/verbs.h"
#include "sim/cli/version.h"
#include "sim/store/store_error.h"
#include "sim/study/input_error.h"

namespace {

int run(int argc, char** argv) {
  using namespace genericity;
  CLI::App program{
      "How often can mechanism design resist coalitions? Decides Coalitional Identifiability (CI) and "
      "Coalitional\n"
      "Beliefs Determine Preferences (CBDP), with proof, for one prior or for the share of many.",
      "genericity"};
  program.set_version_flag("--version", std::string(program_version()));
  program.require_subcommand(1);
  program.formatter(help_format());
  program.footer(
      "Exit codes: 0 done, 1 internal failure, 2 usage or input, 3 input/output, 4 stopped early with a "
      "good\n"
      "result, 5 a verification found a fault.");
  VerbAction action;
  add_run_verb(program, action);
  add_plan_verb(program, action);
  add_show_verb(program, action);
  add_merge_verb(program, action);
  add_status_verb(program, action);
  add_verify_verb(program, action);
  add_replay_verb(program, action);
  add_export_verb(program, action);
  add_check_verb(program, action);
  add_patterns_verb(program, action);
  add_design_verb(program, action);
  add_audit_verb(program, action);
  add_counterexample_verb(program, action);
  add_manual_verb(program, action);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return program.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "genericity: " << error.what() << " (see genericity --help)\n";
    return exit_input;
  }
  const int code = action();
  std::cout.flush();
  if (!std::cout) throw StoreError("standard output: could not be written");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const auto report = [](const char* message) { std::cerr << "genericity: " << message << '\n'; };
  try {
    return run(argc, argv);
  } catch (const genericity::UnreadableInput& error) {
    report(error.what());
    return genericity::exit_io;
  } catch (const genericity::InputError& error) {
    report(error.what());
    return genericity::exit_input;
  } catch (const genericity::InvalidInput& error) {
    report(error.what());
    return genericity::exit_input;
  } catch (const genericity::StoreError& error) {
    report(error.what());
    return genericity::exit_io;
  } catch (const std::bad_alloc&) {
    report("out of memory");
    return genericity::exit_internal;
  } catch (const std::exception& error) {
    report(error.what());
    return genericity::exit_internal;
  }
}
