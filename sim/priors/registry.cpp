#include "sim/priors/registry.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/pattern.h"
#include "sim/priors/joined.h"
#include "sim/priors/nearest_name.h"

namespace genericity {
namespace {

const std::vector<PriorFamilyEntry>& entries() {
  static const std::vector<PriorFamilyEntry> all = [] {
    std::vector<PriorFamilyEntry> result;
    result.reserve(prior_family_entries.size());
    for (const auto& entry : prior_family_entries) result.push_back(entry());
    return result;
  }();
  return all;
}

[[noreturn]] void fail_unknown(const PriorSpec& spec, const std::string& wanted) {
  std::vector<std::string> known;
  for (const PriorFamilyEntry& entry : entries()) known.push_back(entry.info.name);
  spec.fail("family", "names no known family of priors: " + shown_text(wanted) + did_you_mean(wanted, known) +
                          " Known: " + joined(known, ", "));
}

}  // namespace

bool PriorFamily::is_free_of_ties(const TypeSpace& space) const {
  const Pattern all = Pattern::maximal(space.agents());
  return null_set_theory(space, all.coalitions()).codimension > 0;
}

std::unique_ptr<PriorFamily> build_prior_family(const PriorSpec& spec, const TypeSpace& space,
                                                const PriorLoader& load) {
  const std::string wanted = spec.text("family", "\"dirichlet\"");
  const auto entry = std::find_if(entries().begin(), entries().end(),
                                  [&](const PriorFamilyEntry& known) { return known.info.name == wanted; });
  if (entry == entries().end()) fail_unknown(spec, wanted);
  if (!entry->checks_keys) spec.check_keys(wanted, entry->parameters);
  return entry->build(spec, space, load);
}

std::unique_ptr<PriorFamily> make_prior_family(const nlohmann::json& spec, const TypeSpace& space,
                                               const PriorLoader& load) {
  return build_prior_family(PriorSpec(spec), space, load);
}

std::span<const PriorFamilyInfo> prior_families() {
  static const std::vector<PriorFamilyInfo> infos = [] {
    std::vector<PriorFamilyInfo> result;
    for (const PriorFamilyEntry& entry : entries()) result.push_back(entry.info);
    return result;
  }();
  return infos;
}

bool takes_list(std::string_view family, std::string_view key) {
  return std::any_of(entries().begin(), entries().end(), [&](const PriorFamilyEntry& entry) {
    return entry.info.name == family &&
           std::find(entry.list_keys.begin(), entry.list_keys.end(), key) != entry.list_keys.end();
  });
}

}  // namespace genericity
