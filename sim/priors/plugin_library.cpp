#include "sim/priors/plugin_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace genericity {
namespace {

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view key_signs = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view name_signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+";

bool is_of(std::string_view text, std::string_view signs) {
  return !text.empty() && text.find_first_not_of(signs) == std::string_view::npos;
}

}  // namespace

PluginLibrary::PluginLibrary(const PriorSpec& spec, const std::string& key, const std::string& path) {
  // Without a folder in its name the file would be looked for elsewhere.
  const std::filesystem::path file = std::filesystem::absolute(path);
  const std::string shown = shown_text(path);
  if (!std::filesystem::exists(file)) spec.fail(key, "is not there: " + shown);
  void* const handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* const reason = dlerror();
    spec.fail(key, "cannot be loaded: " + shown_text(reason == nullptr ? path : reason));
  }
  handle_ = std::shared_ptr<void>(handle, [](void* library) { dlclose(library); });
  void* const symbol = dlsym(handle, "genericity_plugin_entry");
  if (symbol == nullptr)
    spec.fail(key, "is no plug-in: " + shown + " has no function genericity_plugin_entry");
  decltype(&genericity_plugin_entry) entry = nullptr;
  static_assert(sizeof entry == sizeof symbol);
  std::memcpy(&entry, &symbol, sizeof entry);

  plugin_ = entry();
  if (plugin_ == nullptr)
    spec.fail(key, "is no plug-in: genericity_plugin_entry of " + shown + " returns null");
  if (plugin_->interface_version != GENERICITY_PLUGIN_INTERFACE)
    spec.fail(key, "is made for version " + std::to_string(plugin_->interface_version) +
                       " of the interface, this program has " + std::to_string(GENERICITY_PLUGIN_INTERFACE) +
                       "; compile " + shown + " with this program's plugin_interface.h");
  const auto broken = [&](const std::string& what) {
    spec.fail(key, "is a faulty plug-in: " + shown + " " + what);
  };
  if (plugin_->make == nullptr || plugin_->draw == nullptr || plugin_->destroy == nullptr ||
      plugin_->parameters == nullptr)
    broken("lacks a function, or its list of parameters");
  for (const char* text : {plugin_->name, plugin_->version})
    if (text == nullptr || !is_of(text, name_signs))
      broken("needs a name and a version of letters, digits and the signs . _ - +");
  for (const char* const* next = plugin_->parameters; *next != nullptr; ++next) {
    const std::string parameter = *next;
    if (!is_of(parameter, key_signs) || small_letters.find(parameter.front()) == std::string_view::npos)
      broken("has the parameter " + shown_text(parameter) +
             "; parameters are of small letters, digits and _, a letter first");
    if (parameter == "family" || parameter == "library" ||
        std::find(keys_.begin(), keys_.end(), parameter) != keys_.end())
      broken("has the parameter " + parameter + ", which is taken");
    keys_.push_back(parameter);
  }
}

}  // namespace genericity
