// Prints decisions with their proofs, one JSON object a line, for an oracle in another language to judge:
//   types, pattern (lists of agents from 1), weights (integers as text), ci, cbdp, ci_margin [lower, upper],
//   cbdp_margin, and psi (integers as text, ψ_1 of all profiles first) or deviations ([coalition, θ̄_S, θ̂_S,
//   weight as text]).

#include <cstdio>
#include <string>
#include <vector>

#include "core/conditions/belief_separation.h"
#include "core/conditions/ci.h"
#include "tests/core/random_priors.h"

namespace genericity {
namespace {

using Weights = std::vector<double>;

std::string list_of(Coalition coalition) {
  std::string text = coalition.to_string();
  text.front() = '[';
  text.back() = ']';
  return text;
}

template <class Range, class Printer>
std::string joined(const Range& range, const Printer& print) {
  std::string text = "[";
  for (const auto& item : range) {
    if (text.size() > 1) text += ',';
    text += print(item);
  }
  return text + "]";
}

std::string quoted(const mpz_class& integer) {
  return '"' + integer.get_str() + '"';
}

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::string proof_of(const CiDecider& decider, const Prior& prior, Verdict verdict) {
  if (verdict == Verdict::undecided) return {};
  const auto proof = decider.certificate(prior);
  if (verdict == Verdict::holds)
    return ",\"psi\":" + joined(std::get<TransferCertificate>(proof).psi, quoted);
  const auto print = [](const DeviationCertificate::Entry& entry) {
    return "[" + list_of(entry.coalition) + "," + std::to_string(entry.truth) + "," +
           std::to_string(entry.report) + "," + quoted(entry.weight) + "]";
  };
  return ",\"deviations\":" + joined(std::get<DeviationCertificate>(proof).entries, print);
}

void print_case(const std::vector<int>& sizes, const std::string& text, const Weights& weights) {
  const TypeSpace space(sizes);
  const Pattern pattern = Pattern::parse(text, space.agents());
  const Prior prior{std::span<const double>(weights)};
  double separation = 1;
  for (const Coalition coalition : pattern.coalitions()) {
    separation = std::min(separation, BeliefSeparation(space, coalition).closest(prior).distance);
  }
  CiDecider decider(space, pattern);
  const Verdict verdict = decider.decide(prior, {}).verdict;
  const MarginBounds margin = verdict == Verdict::holds ? decider.margin(prior) : MarginBounds{0, 0};
  const std::string types = joined(sizes, [](int size) { return std::to_string(size); });
  std::string line = "{\"types\":" + types;
  line += ",\"pattern\":" + joined(pattern.coalitions(), list_of);
  line += ",\"weights\":" + joined(prior.exact(), quoted);
  line += ",\"ci\":\"" + std::string(to_string(verdict)) + "\"";
  line += ",\"cbdp\":\"" + std::string(to_string(decide_cbdp(separation).verdict)) + "\"";
  line += ",\"ci_margin\":[" + number(margin.lower) + "," + number(margin.upper) + "]";
  line += ",\"cbdp_margin\":" + number(separation) + proof_of(decider, prior, verdict) + "}";
  std::puts(line.c_str());
}

void print_cases() {
  test::RandomPriors random(2026);
  print_case({2, 2, 2, 2}, "{1,2},{2,3}", test::section_five_prior());
  print_case({2, 2, 2, 2}, "{1,2},{3,4}", test::section_five_prior());
  print_case({2, 2, 2, 2}, "{1,3}", test::section_five_prior());
  print_case({2, 2, 2}, "{1,2}", test::slides_prior());
  print_case({2, 2, 2}, "minimal", test::slides_prior());
  const std::vector<std::pair<std::vector<int>, std::string>> small{{{2, 2, 2}, "minimal"},
                                                                    {{3, 2, 4}, "minimal"},
                                                                    {{2, 2, 2, 2}, "{1,2},{1,3},{2,3}"},
                                                                    {{2, 3, 2, 2}, "{1,2},{2,3}"},
                                                                    {{2, 2, 2, 2}, "{1,2},{1,3},{1,4}"},
                                                                    {{2, 2, 2}, "{1,2}"},
                                                                    {{3, 2, 2}, "maximal"}};
  for (const auto& [sizes, pattern] : small) {
    const TypeSpace space(sizes);
    print_case(sizes, pattern, random.dirichlet(space.profiles()));
    print_case(sizes, pattern, random.lattice(space.profiles(), 3));
    print_case(sizes, pattern, random.near_independent(space, 0.01));
    print_case(sizes, pattern, random.independent(space, 5));
  }
  const std::vector<std::string> five{"{1,2,3},{1,2,4},{1,3,5},{2,4,5},{3,4,5}",
                                      "{1,2,4},{1,3,4},{2,3,4},{1,2,5},{1,3,5},{2,3,5}",
                                      "{1,2,3},{1,2,4},{1,2,5},{3,4,5}"};
  for (const std::string& pattern : five) {
    for (int trial = 0; trial < 6; ++trial) print_case({2, 2, 2, 2, 2}, pattern, random.dirichlet(32));
  }
}

}  // namespace
}  // namespace genericity

int main() {
  genericity::print_cases();
}
