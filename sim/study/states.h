#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace genericity {

/// How a study looks at its priors: draws them and counts verdicts; estimates how likely tiny margins are,
/// from draws that have them; or goes through all of finitely many.
enum class StudyMode : std::uint8_t { sample, tail, enumerate };

/// Which margins are computed and kept: none; those that come with a verdict (cbdp, bdp); or besides t* of
/// ci, which costs about as much as deciding a hard prior.
enum class RecordMargins : std::uint8_t { none, cheap, all };

/// Which verdicts are kept one by one.
enum class RecordSamples : std::uint8_t { none, undecided, failures, all };

/// Which verdicts must carry a proof: all; or certificates that CI fails at every proof_interval-th sample
/// only. Whatever comes without is counted as not certified.
enum class Proofs : std::uint8_t { all, sample };
constexpr std::uint64_t proof_interval = 64;

/// Why an ensemble was counted no further: not yet; it has its samples; its cells are narrow enough by one
/// width or each by one of both; it has been through all its priors or replications; the time was over;
/// somebody interrupted the run; or the study excludes it now, and it is kept as it was.
enum class StopReason : std::uint8_t {
  none,
  samples,
  half_width,
  relative_half_width,
  widths,
  all,
  replications,
  time,
  interrupted,
  excluded
};

/// The names of a state's values in studies and files, in their order.
template <class State>
inline constexpr std::array<std::string_view, 0> state_names{};
template <>
inline constexpr std::array state_names<StudyMode> = std::to_array<std::string_view>({"sample", "tail",
                                                                                      "enumerate"});
template <>
inline constexpr std::array state_names<RecordMargins> = std::to_array<std::string_view>({"false", "true",
                                                                                          "all"});
template <>
inline constexpr std::array state_names<RecordSamples> = std::to_array<std::string_view>({"none", "undecided",
                                                                                          "failures", "all"});
template <>
inline constexpr std::array state_names<Proofs> = std::to_array<std::string_view>({"all", "sample"});
template <>
inline constexpr std::array state_names<StopReason> =
    std::to_array<std::string_view>({"", "samples", "half_width", "relative_half_width", "widths", "all",
                                     "replications", "time", "interrupted", "excluded"});

/// Whether the last value of a state has the last name: a value without a name does not compile.
template <class State>
constexpr bool ends_with(State last) {
  return state_names<State>.size() == static_cast<std::size_t>(last) + 1;
}
static_assert(ends_with(StudyMode::enumerate) && ends_with(RecordMargins::all) &&
              ends_with(RecordSamples::all) && ends_with(Proofs::sample) && ends_with(StopReason::excluded));

template <class State>
requires(!state_names<State>.empty()) std::string to_string(State state) {
  return std::string(state_names<State>.at(static_cast<std::size_t>(state)));
}

/// The state of this name; nothing if there is none.
template <class State>
std::optional<State> state_named(std::string_view name) {
  const auto found = std::find(state_names<State>.begin(), state_names<State>.end(), name);
  if (found == state_names<State>.end()) return {};
  return static_cast<State>(found - state_names<State>.begin());
}

}  // namespace genericity
