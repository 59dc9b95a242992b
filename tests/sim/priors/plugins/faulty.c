/* Gives the weights that it is told to, and 1 for the others. */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "sim/priors/plugin_interface.h"

struct law {
  int profiles;
  int result;
  double first;
};

static void destroy(void* law) { free(law); }

static void* make(const int* sizes, int agents, const struct genericity_value* values, int count, char* message,
                  int message_size) {
  struct law made = {1, 0, 1};
  for (int i = 0; i < agents; ++i) made.profiles *= sizes[i];
  for (int k = 0; k < count; ++k) {
    if (strcmp(values[k].key, "refuses") == 0) {
      strncpy(message, values[k].text, (size_t)message_size - 1);
      return NULL;
    }
    if (strcmp(values[k].key, "first") == 0) made.first = values[k].number;
    if (strcmp(values[k].key, "result") == 0) made.result = (int)values[k].number;
  }
  struct law* law = malloc(sizeof *law);
  *law = made;
  return law;
}

static int draw(const void* data, unsigned long long sample, const struct genericity_random* random, double* weights) {
  const struct law* law = data;
  (void)random;
  for (int profile = 0; profile < law->profiles; ++profile) weights[profile] = 1;
  if (sample >= 100) weights[0] = law->first;
  return law->result;
}

static const char* const parameters[] = {"first", "result", "refuses", NULL};
static const struct genericity_plugin plugin = {GENERICITY_PLUGIN_INTERFACE, "faulty", "0", parameters, make, draw,
                                                destroy};

const struct genericity_plugin* genericity_plugin_entry(void) { return &plugin; }
