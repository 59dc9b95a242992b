#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace genericity {

/// What a verb does once the command line has been read: returns the exit code.
using VerbAction = std::function<int()>;

// Each adds its verb, with its options and help, to the program; `action` is set when the verb has been
// chosen. One file a verb.
void add_run_verb(CLI::App& program, VerbAction& action);
void add_plan_verb(CLI::App& program, VerbAction& action);
void add_show_verb(CLI::App& program, VerbAction& action);
void add_merge_verb(CLI::App& program, VerbAction& action);
void add_status_verb(CLI::App& program, VerbAction& action);
void add_verify_verb(CLI::App& program, VerbAction& action);
void add_replay_verb(CLI::App& program, VerbAction& action);
void add_export_verb(CLI::App& program, VerbAction& action);
void add_check_verb(CLI::App& program, VerbAction& action);
void add_patterns_verb(CLI::App& program, VerbAction& action);
void add_classify_verb(CLI::App& program, VerbAction& action);
void add_design_verb(CLI::App& program, VerbAction& action);
void add_audit_verb(CLI::App& program, VerbAction& action);
void add_counterexample_verb(CLI::App& program, VerbAction& action);
void add_manual_verb(CLI::App& program, VerbAction& action);

}  // namespace genericity
