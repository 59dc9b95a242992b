#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/priors/plugin_interface.h"
#include "sim/priors/spec.h"

namespace genericity {

/// A plug-in that is loaded, and stays so as long as this.
class PluginLibrary {
 public:
  /// Loads the file. Faults are PriorErrors of the parameter `key`: a file that is not there or no shared
  /// library, one without genericity_plugin_entry, one of another version of the interface, one that breaks
  /// its rules.
  PluginLibrary(const PriorSpec& spec, const std::string& key, const std::string& path);

  [[nodiscard]] const genericity_plugin& plugin() const { return *plugin_; }
  [[nodiscard]] std::string name() const { return plugin_->name; }
  [[nodiscard]] std::string version() const { return plugin_->version; }
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

 private:
  std::shared_ptr<void> handle_;
  const genericity_plugin* plugin_ = nullptr;
  std::vector<std::string> keys_;
};

}  // namespace genericity
