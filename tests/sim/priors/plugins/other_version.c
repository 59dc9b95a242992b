#include <stddef.h>

#include "sim/priors/plugin_interface.h"

static const struct genericity_plugin plugin = {GENERICITY_PLUGIN_INTERFACE + 1, NULL, NULL, NULL, NULL, NULL, NULL};

const struct genericity_plugin* genericity_plugin_entry(void) { return &plugin; }
