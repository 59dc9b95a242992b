#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <string>

#include "core/errors.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/help_format.h"
#include "sim/cli/out_of_memory.h"
#include "sim/cli/terminal.h"
#include "sim/cli/verbs.h"
#include "sim/cli/version.h"
#include "sim/cli/wrong_words.h"
#include "sim/store/store_error.h"
#include "sim/study/input_error.h"

namespace {

/// Throws StoreError if not all that was printed has arrived.
void finish_output() {
  std::cout.flush();
  if (!std::cout) throw genericity::StoreError("standard output: could not be written");
}

int run(int argc, char** argv) {
  using namespace genericity;
  CLI::App program{
      "How often can mechanism design resist coalitions? Decides Coalitional Identifiability (CI) and "
      "Coalitional Beliefs Determine Preferences (CBDP), with proof, for one prior or for the share of many.",
      "genericity"};
  program.set_version_flag("--version", std::string(program_version()));
  program.require_subcommand(1);
  program.formatter(help_format());
  program.footer(
      "Exit codes: 0 done, 1 internal failure, 2 usage or input, 3 input/output, 4 stopped early with a good "
      "result, 5 a verification found a fault.");
  VerbAction action;
  for (const auto add :
       {add_run_verb, add_plan_verb, add_show_verb, add_merge_verb, add_status_verb, add_verify_verb,
        add_replay_verb, add_export_verb, add_check_verb, add_patterns_verb, add_classify_verb,
        add_design_verb, add_audit_verb, add_counterexample_verb, add_manual_verb})
    add(program, action);
  try {
    if (argc > 1) require_verb(program, argv[1]);
    program.parse(argc, argv);
  } catch (const CLI::Success& success) {
    const int code = program.exit(success);
    finish_output();
    return code;
  } catch (const CLI::ParseError& error) {
    throw InputError(refusal(program, error));
  }
  const int code = action();
  finish_output();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace genericity;
  const TerminalLines lines;
  const auto report = [](const char* message, ExitCode code) {
    std::cerr << "genericity: " << message << '\n';
    return code;
  };
  // A file that reaches the limit of the shell's ulimit is to fail as on a full disk.
  (void)std::signal(SIGXFSZ, SIG_IGN);
  report_lack_of_memory();
  try {
    return run(argc, argv);
  } catch (const UnreadableInput& error) {
    return report(error.what(), exit_io);
  } catch (const InputError& error) {
    return report(error.what(), exit_input);
  } catch (const InvalidInput& error) {
    return report(error.what(), exit_input);
  } catch (const StoreError& error) {
    return report(error.what(), exit_io);
  } catch (const std::bad_alloc&) {
    return report("out of memory", exit_internal);
  } catch (const std::exception& error) {
    return report(error.what(), exit_internal);
  }
}
