#include "sim/study/stop_file.h"

#include <charconv>
#include <cmath>
#include <map>

namespace genericity {

namespace {

/// "90s", "45min", "2h", "1.5d": seconds.
std::optional<double> parse_duration(const std::string& text) {
  double amount = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc{} || !(amount > 0) || !std::isfinite(amount)) return std::nullopt;
  const std::map<std::string, double> units{{"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  const auto unit = units.find(std::string(end, text.data() + text.size()));
  if (unit == units.end() || !std::isfinite(amount * unit->second)) return std::nullopt;
  return amount * unit->second;
}

void read_widths(const TomlReader& reader, const toml::table& stop, StopRule& rule) {
  if (const auto width = reader.number(stop, "half_width", "stop.half_width")) {
    if (!(*width > 0 && *width < 0.5)) {
      reader.fail(stop.get("half_width"), "stop.half_width", "expected a number between 0 and 0.5");
    }
    rule.half_width = width;
  }
  if (const auto width = reader.number(stop, "relative_half_width", "stop.relative_half_width")) {
    if (!(*width > 0 && *width < 1)) {
      reader.fail(stop.get("relative_half_width"), "stop.relative_half_width",
                  "expected a number between 0 and 1, a part of the share of the rarer side");
    }
    if (!stop.contains("samples") && !stop.contains("half_width") && !stop.contains("time")) {
      reader.fail(
          stop.get("relative_half_width"), "stop.relative_half_width",
          "needs samples, half_width or time beside it: a condition that always holds never meets it");
    }
    rule.relative_half_width = width;
  }
  if (const auto least = reader.integer(stop, "minimum_samples", "stop.minimum_samples")) {
    const toml::node* node = stop.get("minimum_samples");
    if (*least < 0 || static_cast<std::uint64_t>(*least) > rule.samples) {
      reader.fail(node, "stop.minimum_samples", "expected a number from 0 to stop.samples");
    }
    if (!rule.looks_at_data()) {
      reader.fail(node, "stop.minimum_samples",
                  "has no meaning without half_width or relative_half_width, which alone stop earlier");
    }
    rule.minimum_samples = static_cast<std::uint64_t>(*least);
  }
}

}  // namespace

StopRule read_stop(const TomlReader& reader, const toml::table& root) {
  StopRule rule;
  const toml::table* stop = reader.table(root, "stop", "stop");
  if (stop == nullptr) return rule;
  reader.require_known(
      *stop, "stop.",
      {"samples", "half_width", "relative_half_width", "minimum_samples", "confidence", "time"});
  if (const auto samples = reader.integer(*stop, "samples", "stop.samples")) {
    if (*samples < 1 || static_cast<std::uint64_t>(*samples) > StopRule::unlimited_samples) {
      reader.fail(stop->get("samples"), "stop.samples", "expected at least 1 sample");
    }
    rule.samples = static_cast<std::uint64_t>(*samples);
  } else if (stop->contains("half_width") || stop->contains("time")) {
    // Another rule ends the run; the number of samples does not.
    rule.samples = StopRule::unlimited_samples;
  }
  read_widths(reader, *stop, rule);
  if (const auto confidence = reader.number(*stop, "confidence", "stop.confidence")) {
    if (!(*confidence >= 0.5 && *confidence <= 0.999999)) {
      reader.fail(stop->get("confidence"), "stop.confidence",
                  "expected a number from 0.5 to 0.999999, such as 0.95");
    }
    rule.confidence = *confidence;
  }
  if (const toml::node* time = stop->get("time")) {
    const std::string expected = R"(expected a time such as "90s", "45min" or "2h")";
    const auto* text = time->as_string();
    rule.seconds = text == nullptr ? std::nullopt : parse_duration(**text);
    if (!rule.seconds) reader.fail(time, "stop.time", expected);
  }
  return rule;
}

}  // namespace genericity
