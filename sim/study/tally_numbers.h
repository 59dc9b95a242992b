#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "sim/study/tally.h"

namespace genericity {

// The values of a tally's fields as numbers one after another, std::uint64_t and double: what is sent between
// processes and what digests are made of. A sink has `add` for both, a source `take<T>()`. Each take reads
// what its put wrote.

template <class Sink>
void put(Sink& sink, std::uint64_t count) {
  sink.add(count);
}

template <class Sink, class T, std::size_t size>
void put(Sink& sink, const std::array<T, size>& values) {
  for (const T& value : values) put(sink, value);
}

template <class Sink>
void put(Sink& sink, const std::vector<std::uint64_t>& counts) {
  sink.add(std::uint64_t{counts.size()});
  for (const std::uint64_t count : counts) sink.add(count);
}

template <class Sink>
void put(Sink& sink, const MarginHistogram& margins) {
  sink.add(margins.zeros());
  for (std::size_t bin = 0; bin < MarginHistogram::bins; ++bin) sink.add(margins.count(bin));
}

template <class Sink>
void put(Sink& sink, const LeastMargin& least) {
  sink.add(least.margin);
  sink.add(least.sample);
}

template <class Sink>
void put(Sink& sink, const ExtremeMargins& extremes) {
  sink.add(std::uint64_t{extremes.kept().size()});
  for (const ExtremeMargin& entry : extremes.kept()) {
    sink.add(entry.margin);
    sink.add(entry.sample);
  }
}

template <class Sink>
void put(Sink& sink, const SampleTrace& trace) {
  sink.add(std::uint64_t{trace.bins().size()});
  for (const SampleTrace::Verdicts& bin : trace.bins()) put(sink, bin);
}

template <class Sink>
void put(Sink& sink, const CountsByPrior& by_prior) {
  sink.add(std::uint64_t{by_prior.priors().size()});
  for (const CountsByPrior::Verdicts& counts : by_prior.priors()) put(sink, counts);
  put(sink, by_prior.first());
}

template <class Source>
void take(Source& source, std::uint64_t& count) {
  count = source.template take<std::uint64_t>();
}

template <class Source, class T, std::size_t size>
void take(Source& source, std::array<T, size>& values) {
  for (T& value : values) take(source, value);
}

// Sizes are not trusted: memory grows as the numbers come, and the source throws where they end.

template <class Source>
void take(Source& source, std::vector<std::uint64_t>& counts) {
  const auto size = source.template take<std::uint64_t>();
  for (std::uint64_t k = 0; k < size; ++k) take(source, counts.emplace_back());
}

template <class Source>
void take(Source& source, MarginHistogram& margins) {
  const auto zeros = source.template take<std::uint64_t>();
  std::array<std::uint64_t, MarginHistogram::bins> counts{};
  take(source, counts);
  margins.set(zeros, counts);
}

template <class Source>
void take(Source& source, LeastMargin& least) {
  least.margin = source.template take<double>();
  take(source, least.sample);
}

template <class Source>
void take(Source& source, ExtremeMargins& extremes) {
  const auto size = source.template take<std::uint64_t>();
  for (std::uint64_t k = 0; k < size; ++k) {
    const auto margin = source.template take<double>();
    extremes.add(margin, source.template take<std::uint64_t>());
  }
}

template <class Source>
void take(Source& source, SampleTrace& trace) {
  const auto size = source.template take<std::uint64_t>();
  for (std::uint64_t bin = 0; bin < size; ++bin) {
    SampleTrace::Verdicts counts{};
    take(source, counts);
    trace.add(bin, counts);
  }
}

template <class Source>
void take(Source& source, CountsByPrior& by_prior) {
  const auto size = source.template take<std::uint64_t>();
  std::vector<CountsByPrior::Verdicts> priors;
  for (std::uint64_t count = 0; count < size; ++count) take(source, priors.emplace_back());
  CountsByPrior::Verdicts first{};
  take(source, first);
  by_prior.set(std::move(priors), first);
}

}  // namespace genericity
