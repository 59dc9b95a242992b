/* A family of priors as a plug-in: gamma weights, and profiles in which all agents have equal types are likelier.

   cc -shared -fPIC -O2 -I "$PREFIX/include/genericity" affiliated.c -o affiliated.so -lm

   prior = { family = "plugin", library = "affiliated.so", shape = 2, tilt = 0.5 } */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/priors/plugin_interface.h"

struct law {
  double shape;
  int profiles;
  double* factors; /* e^tilt where all types are equal, else 1 */
};

static void destroy(void* law) {
  free(((struct law*)law)->factors);
  free(law);
}

static void* make(const int* sizes, int agents, const struct genericity_value* values, int count, char* message,
                  int message_size) {
  double shape = 1;
  double tilt = 0;
  for (int k = 0; k < count; ++k) {
    if (values[k].text != NULL) {
      snprintf(message, (size_t)message_size, "%s: must be a number", values[k].key);
      return NULL;
    }
    if (strcmp(values[k].key, "shape") == 0) shape = values[k].number;
    if (strcmp(values[k].key, "tilt") == 0) tilt = values[k].number;
  }
  if (!(shape >= 0.1 && shape <= 1000)) {
    snprintf(message, (size_t)message_size, "shape: must be a number from 0.1 to 1000, found %g", shape);
    return NULL;
  }
  struct law* law = malloc(sizeof *law);
  law->shape = shape;
  law->profiles = 1;
  for (int i = 0; i < agents; ++i) law->profiles *= sizes[i];
  law->factors = malloc((size_t)law->profiles * sizeof(double));
  for (int profile = 0; profile < law->profiles; ++profile) {
    int rest = profile;
    int equal = 1;
    const int last = profile % sizes[agents - 1];
    for (int i = agents - 1; i >= 0; --i) {
      equal = equal && rest % sizes[i] == last;
      rest /= sizes[i];
    }
    law->factors[profile] = equal ? exp(tilt) : 1;
  }
  return law;
}

static int draw(const void* data, unsigned long long sample, const struct genericity_random* random, double* weights) {
  const struct law* law = data;
  (void)sample;
  random->gammas(random->state, law->shape, law->profiles, weights);
  for (int profile = 0; profile < law->profiles; ++profile) weights[profile] *= law->factors[profile];
  return 0;
}

static const char* const parameters[] = {"shape", "tilt", NULL};
static const struct genericity_plugin plugin = {GENERICITY_PLUGIN_INTERFACE, "affiliated", "1.0", parameters, make,
                                                draw, destroy};

const struct genericity_plugin* genericity_plugin_entry(void) { return &plugin; }
