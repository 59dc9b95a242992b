#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/errors.h"
#include "sim/priors/plugin_library.h"
#include "sim/priors/registry.h"
#include "sim/random/variates.h"

namespace genericity {
namespace {

/// The numbers of one sample for a plug-in: each call takes the next blocks of the stream.
struct PluginRandom {
  const VariateGenerator* generator;
  VariateAddress next;

  /// The places of `count` further numbers.
  static VariateAddress take(void* state, int count) {
    VariateAddress& next = static_cast<PluginRandom*>(state)->next;
    VariateAddress taken = next;
    taken.coordinates = static_cast<std::size_t>(std::max(count, 0));
    next.first_pair += static_cast<std::uint32_t>((taken.coordinates + 1) / 2);
    return taken;
  }
  static const VariateGenerator& generator_of(void* state) {
    return *static_cast<PluginRandom*>(state)->generator;
  }

  static void uniforms(void* state, int count, double* out) {
    if (count <= 0) return;
    const VariateAddress address = take(state, count);
    generator_of(state).uniforms(address, {out, address.coordinates});
  }
  static void normals(void* state, int count, double* out) {
    if (count <= 0) return;
    const VariateAddress address = take(state, count);
    generator_of(state).normals(address, 1, {out, address.coordinates});
  }
  static void gammas(void* state, double shape, int count, double* out) {
    if (count <= 0) return;
    const VariateAddress address = take(state, count);
    const std::span<double> all(out, address.coordinates);
    if (!(shape > 0 && std::isfinite(shape))) {
      std::fill(all.begin(), all.end(), std::numeric_limits<double>::quiet_NaN());
    } else if (shape >= 1) {
      generator_of(state).gammas(address, shape, all);
    } else {
      generator_of(state).log_gammas(address, shape, all);
      generator_of(state).exp(all);
    }
  }
};

/// A law that a shared library draws (see plugin_interface.h). What is known of it is that its weights are
/// positive: each draw is looked at.
class Plugin final : public PriorFamily {
 public:
  using Law = std::unique_ptr<void, void (*)(void*)>;

  Plugin(PluginLibrary library, Law law, PriorParameters parameters, std::size_t profiles)
      : library_(std::move(library)),
        law_(std::move(law)),
        parameters_(std::move(parameters)),
        profiles_(profiles) {}

  [[nodiscard]] PriorParameters parameters() const override { return parameters_; }

  [[nodiscard]] bool has_density() const override { return false; }

  void draw(StreamKey key, std::uint64_t first, std::size_t count, std::span<double> weights,
            std::span<double> /*scratch*/) const override {
    for (std::size_t k = 0; k < count; ++k) {
      const auto row = weights.subspan(k * profiles_, profiles_);
      std::fill(row.begin(), row.end(), 0.0);
      PluginRandom state{&generator(), address_of(key, first + k, 1, 0)};
      const genericity_random random{&state, PluginRandom::uniforms, PluginRandom::normals,
                                     PluginRandom::gammas};
      const int failed = library_.plugin().draw(law_.get(), first + k, &random, row.data());
      if (failed != 0) fail(first + k, "cannot be drawn: the plug-in returned " + std::to_string(failed));
      check(first + k, row);
    }
  }

 private:
  void check(std::uint64_t sample, std::span<const double> row) const {
    double total = 0;
    for (std::size_t profile = 0; profile < row.size(); ++profile) {
      if (!(std::isnormal(row[profile]) && row[profile] > 0))
        fail(sample, "has the weight " + number_text(row[profile]) + " for type profile " +
                         std::to_string(profile + 1) +
                         "; weights must be positive, finite and at least 2^-1022");
      total += row[profile];
    }
    if (!std::isfinite(total)) fail(sample, "has weights whose sum is not finite");
  }

  [[noreturn]] void fail(std::uint64_t sample, const std::string& what) const {
    throw InvalidInput("sample " + std::to_string(sample) + " of the law " + name() + " " + what);
  }

  PluginLibrary library_;  ///< must outlive the law
  Law law_;
  PriorParameters parameters_;
  std::size_t profiles_;
};

/// Whether this is the program of a bundle (scripts/bundle), as its launcher says by this variable.
bool brings_own_c_library() {
  const char* const bundle = std::getenv("GENERICITY_BUNDLE");
  return bundle != nullptr && *bundle != '\0';
}

/// A text that stands in a law's name without being taken for something else there.
void check_text(const PriorSpec& spec, const std::string& key, const std::string& text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '(' && c != ')' && c != ',' && c != '=';
  });
  if (!is_plain)
    spec.fail(key,
              "must be a number, or a text of ASCII without the signs ( ) , =, found " + shown_text(text));
}

std::unique_ptr<PriorFamily> build_plugin(const PriorSpec& spec, const TypeSpace& space,
                                          const PriorLoader& load) {
  const std::string path = spec.text("library", "\"libmine.so\"");
  if (!path.ends_with(".so"))
    spec.fail("library", "must be the path of a .so file, found " + shown_text(path));
  if (!load) spec.fail("library", "cannot be loaded: no files can be read here");
  if (brings_own_c_library())
    spec.fail("library",
              "cannot be loaded: this program is a bundle that carries its own C library, and a plug-in is "
              "built for the system's; build the program to use plug-ins");
  PluginLibrary library(spec, "library", load(path, space).library);
  std::vector<std::string> known = library.keys();
  known.emplace_back("library");
  spec.check_keys("plugin " + library.name(), known);

  PriorParameters parameters{
      {"family", "plugin"}, {"plugin", library.name()}, {"version", library.version()}};
  std::vector<genericity_value> values;
  for (const std::string& key : library.keys()) {
    if (!spec.has(key)) continue;
    const nlohmann::json& value = spec.json()[key];
    if (value.is_string()) {
      const auto& text = value.get_ref<const std::string&>();
      check_text(spec, key, text);
      values.push_back({key.c_str(), std::numeric_limits<double>::quiet_NaN(), text.c_str()});
      parameters.push_back({"plugin_" + key, text});
    } else {
      constexpr double greatest = std::numeric_limits<double>::max();
      const double number =
          spec.real(key, std::nullopt, -greatest, greatest, "or a text, as the plug-in has it");
      values.push_back({key.c_str(), number, nullptr});
      parameters.push_back({"plugin_" + key, number});
    }
  }

  std::array<char, 400> message{};
  Plugin::Law law(library.plugin().make(space.sizes().data(), space.agents(), values.data(),
                                        static_cast<int>(values.size()), message.data(),
                                        static_cast<int>(message.size())),
                  library.plugin().destroy);
  if (!law) {
    message.back() = 0;
    const std::string said = message.data();
    const std::size_t colon = said.find(": ");
    const std::string at_fault = said.substr(0, std::min(colon, said.size()));
    const bool names_key =
        colon != std::string::npos && std::find(known.begin(), known.end(), at_fault) != known.end();
    if (names_key) spec.fail(at_fault, said.substr(colon + 2));
    spec.fail("library", "refuses to make a law: " + (said.empty() ? "it does not say why" : said));
  }
  return std::make_unique<Plugin>(std::move(library), std::move(law), std::move(parameters),
                                  space.profiles());
}

}  // namespace

PriorFamilyEntry plugin_entry() {
  return {{"plugin", "library, the path of a plug-in, a .so file; and the plug-in's own",
           "a law that a shared library draws, of random numbers that it is given"},
          {"library"},
          build_plugin,
          {},
          true};
}

}  // namespace genericity
