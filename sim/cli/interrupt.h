#pragma once

namespace genericity {

/// From this call on, SIGINT, SIGTERM, SIGUSR1, SIGXCPU and, unless it was ignored (nohup), SIGHUP ask the
/// run to save and stop, however often they come: schedulers and GNU timeout signal a process and its group.
/// Only a second Ctrl-C at the terminal, more than a second after the first signal, ends the program at once.
/// A reader of its messages that went away (SIGPIPE) does not end it.
void watch_signals();

/// Whether a signal has asked to stop.
bool stop_requested();

}  // namespace genericity
