/* bin/genericity of the bundle that scripts/bundle makes: starts the program by the bundle's own loader.
 *
 * A static program and no shell script: it needs no shell, readlink or dirname; the kernel tells it where it
 * lies, however it was called (AT_EXECFN: by a path, through PATH, where neither /proc nor the current folder
 * is there); and what the caller preloads into every program is never loaded. It becomes the program, so that
 * signals and exit codes are the program's own. */

#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { most_links = 40, own_words = 6, exit_io = 3 };

static void fail(const char* what, const char* path, const char* why) {
  fprintf(stderr, "genericity: %s%s: %s\n", what, path, why);
  exit(exit_io);
}

/* The folder of a file, with the slash at its end; "" for the current one. */
static char* folder_of(const char* path) {
  const char* const slash = strrchr(path, '/');
  char* const folder = strndup(path, slash == NULL ? 0 : (size_t)(slash + 1 - path));
  if (folder == NULL) fail("cannot start ", path, strerror(errno));
  return folder;
}

static char* joined(const char* folder, const char* name) {
  char* path = NULL;
  if (asprintf(&path, "%s%s", folder, name) < 0) fail("cannot start ", name, strerror(ENOMEM));
  return path;
}

/* The file itself where it was called by a symbolic link, such as one in ~/bin. Links among the folders are
 * left to the kernel. */
static const char* followed(const char* path) {
  static char target[PATH_MAX];
  for (int links = 0; links < most_links; ++links) {
    const ssize_t size = readlink(path, target, sizeof target - 1);
    if (size < 0) return path; /* no link */
    target[size] = 0;
    path = joined(target[0] == '/' ? "" : folder_of(path), target);
  }
  fail("cannot start ", path, strerror(ELOOP));
  return NULL;
}

int main(int argc, char** argv) {
  const unsigned long name = getauxval(AT_EXECFN);
  const char* const file = followed(name != 0 ? (const char*)name : argv[0]);
  const char* const folder = folder_of(file);
  /* The kernel names a process after the file that it executes: the loader has the program's name, for ps and
   * pkill. */
  char* const loader = joined(folder, "../lib/loader/genericity");
  char* const program = joined(folder, "../lib/genericity");

  /* Made for the system's C library; --inhibit-cache keeps the system's own libraries out. LD_LIBRARY_PATH
   * stays, for the programs that this one starts (scontrol): the bundle's libraries are found before it. */
  unsetenv("LD_PRELOAD");
  unsetenv("LD_AUDIT");
  /* HDF5 loads no plug-ins then, for the same reason. */
  setenv("HDF5_PLUGIN_PRELOAD", "::", 1);
  /* A library that HDF5 brings along would read the machine's settings, which may be of another version. */
  setenv("GNUTLS_NO_IMPLICIT_INIT", "1", 1);
  /* No plug-ins of its own either (sim/priors/plugin.cpp). */
  setenv("GENERICITY_BUNDLE", "1", 1);

  char** const words = calloc((size_t)argc + own_words, sizeof *words);
  if (words == NULL) fail("cannot start ", program, strerror(errno));
  size_t count = 0;
  words[count++] = loader;
  words[count++] = "--inhibit-cache";
  words[count++] = "--argv0";
  words[count++] = argc > 0 ? argv[0] : "genericity";
  words[count++] = program;
  for (int i = 1; i < argc; ++i) words[count++] = argv[i];
  execv(loader, words);
  const int error = errno;
  if (error == ENOENT) fail("the folder lib of the bundle is not beside bin: ", loader, strerror(error));
  fail("cannot start ", loader, strerror(error));
}
