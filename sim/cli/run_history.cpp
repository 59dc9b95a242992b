#include "sim/cli/run_history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "sim/cli/version.h"

namespace genericity {

std::string utc_text(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  (void)std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string utc_now() {
  return utc_text(std::time(nullptr));
}

std::uint64_t total_samples(const StudyResult& result) {
  std::uint64_t samples = 0;
  for (const EnsembleResult& ensemble : result.ensembles) samples += ensemble.samples;
  return samples;
}

std::string samples_of_study(const StudyResult& result) {
  // Lists that end before the others say nothing of those; where there is nothing else, the longest does.
  const auto drawn_from = [](const EnsembleResult& ensemble) { return ensemble.population == 0; };
  const bool any_drawn = std::any_of(result.ensembles.begin(), result.ensembles.end(), drawn_from);
  std::uint64_t samples = any_drawn ? StopRule::unlimited_samples : 0;
  std::uint64_t most = 0;
  for (const EnsembleResult& ensemble : result.ensembles) {
    most = std::max(most, asked_samples(result, ensemble));
    if (!any_drawn) samples = std::max(samples, ensemble.samples);
    if (drawn_from(ensemble)) samples = std::min(samples, ensemble.samples);
  }
  const std::string asked = result.stop.limits_samples() ? " of " + std::to_string(most) : "";
  return std::to_string(samples) + asked;
}

RunHistory::RunHistory(const std::map<std::string, std::string>& stored, Shard shard, int threads)
    : shard_(shard), threads_(threads), started_(utc_now()) {
  const auto lines = stored.find("shards");
  if (lines != stored.end()) earlier_ = lines->second;
}

std::string RunHistory::lines(const StudyResult& result) const {
  nlohmann::ordered_json line;
  line["shard"] = shard_.to_string();
  line["started"] = started_;
  line["saved"] = utc_now();
  line["samples"] = total_samples(result);
  nlohmann::ordered_json seconds = nlohmann::ordered_json::array();
  for (const double spent : result.seconds) seconds.push_back(std::round(spent * 1e3) / 1e3);
  line["ensemble_seconds"] = seconds;
  line["threads"] = threads_;
  for (const auto& [name, value] : build_and_host()) {
    if (name == "host" || name == "cpu" || name == "program" || name.starts_with("SLURM")) line[name] = value;
  }
  return earlier_ + line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace genericity
