#pragma once

/// What a plug-in is: a shared library with one family of priors, for the family `plugin`. C and C++ can read
/// this file; it includes nothing.
///
/// The library exports genericity_plugin_entry(). All texts and structures that it hands out must stay as
/// they are while it is loaded. No exception may leave its functions. Functions may be called from several
/// threads at once.

#ifdef __cplusplus
extern "C" {
#endif

/// Raised with every change of what follows.
#define GENERICITY_PLUGIN_INTERFACE 1

/// A parameter of the study's table: a number, or a text if `text` is not null.
struct genericity_value {
  const char* key;
  double number;
  const char* text;
};

/// The random numbers of one sample, which depend on the study's seed, the law's name and the sample's number
/// alone. Every call gives further ones. `out` has `count` places.
struct genericity_random {
  void* state;
  /// In (0, 1).
  void (*uniforms)(void* state, int count, double* out);
  /// With mean 0 and standard deviation 1.
  void (*normals)(void* state, int count, double* out);
  /// Gamma variates of scale 1; shape > 0, and below about 0.05 many are below the range of doubles, 0. NaN
  /// for any other shape.
  void (*gammas)(void* state, double shape, int count, double* out);
};

struct genericity_plugin {
  /// GENERICITY_PLUGIN_INTERFACE.
  int interface_version;
  /// The family's name and version, of letters, digits and the signs . _ - +. With the parameters' values
  /// they name the law, and its random numbers: a change of the draws is a new version.
  const char* name;
  const char* version;
  /// The keys of the parameters, of small letters, digits and _, in the order of the law's name; then null.
  const char* const* parameters;

  /// Makes the law on the type space where agent i has sizes[i] types, from those parameters that the study
  /// gives. Or returns null, and writes into `message`, which has `message_size` places, a text that ends
  /// with a zero and says why: it is shown to the user. A leading "KEY: " names the parameter at fault.
  void* (*make)(const int* sizes, int agents, const struct genericity_value* values, int count, char* message,
                int message_size);
  /// Draws one prior: a positive weight for each type profile, the last agent's type fastest. It must be a
  /// function of the law, the sample's number and the random numbers alone. Returns 0, or anything else if it
  /// cannot.
  int (*draw)(const void* law, unsigned long long sample, const struct genericity_random* random,
              double* weights);
  void (*destroy)(void* law);
};

const struct genericity_plugin* genericity_plugin_entry(void);

#ifdef __cplusplus
}
#endif
