#include "core/generic/balanced_scores.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "core/generic/small_rational.h"
#include "core/generic/structural_influences.h"
#include "core/programs/float_program.h"

namespace genericity {

namespace {

/// How many random members of N(p) at one prior give equations.
constexpr int members_a_prior = 12;
/// How many priors at most: the equations of one or two already say all.
constexpr int priors_at_most = 6;

/// Where the profiles of the space go when only the types of `agents` are read, numbered from 0.
std::vector<std::uint32_t> marginal_places(const TypeSpace& space, Coalition agents) {
  std::vector<std::uint32_t> places(space.profiles(), 0);
  for (std::size_t profile = 0; profile < space.profiles(); ++profile) {
    std::size_t place = 0;
    for (int agent = 0; agent < space.agents(); ++agent) {
      if (!agents.contains(agent)) continue;
      place = place * static_cast<std::size_t>(space.size(agent)) +
              static_cast<std::size_t>(space.type_of(profile, agent));
    }
    places[profile] = static_cast<std::uint32_t>(place);
  }
  return places;
}

/// Rows of a reduced matrix as equations of a linear program, if all their entries are small rationals.
bool add_equations(const ModularMatrix& reduced, std::size_t rank, FloatProgram& program) {
  std::vector<FloatProgram::Entry> row;
  for (std::size_t k = 0; k < rank; ++k) {
    row.clear();
    for (std::size_t j = 0; j < reduced.columns(); ++j) {
      if (reduced(k, j) == 0) continue;
      const auto value = rational_of(reduced(k, j), reduced.prime());
      if (!value) return false;
      row.push_back({j, value->get_d()});
    }
    program.add_row(row, 0, 0);
  }
  return true;
}

/// Adds to the entry of a column.
void add_to(std::vector<FloatProgram::Entry>& row, std::size_t column, double value) {
  const auto found = std::find_if(row.begin(), row.end(),
                                  [&](const FloatProgram::Entry& entry) { return entry.column == column; });
  if (found == row.end()) {
    row.push_back({column, value});
  } else {
    found->value += value;
  }
}

/// Equations that balanced scores satisfy, reduced; all of them, as far as further priors show.
std::pair<ModularMatrix, std::size_t> balance_equations(const TypeSpace& space,
                                                        std::span<const Coalition> coalitions,
                                                        std::span<const ScoreChoice> choices,
                                                        std::uint64_t seed) {
  ResidueStream stream(seed);
  const std::uint64_t prime = stream.prime();
  const std::size_t columns = count_columns(choices);
  ModularMatrix equations(0, columns, prime);
  std::size_t rank = 0;
  for (int k = 0; k < priors_at_most; ++k) {
    const DrawnInfluences drawn(space, coalitions, prime, stream);
    const std::size_t before = rank;
    for (int member = 0; member < members_a_prior && drawn.null_space.rows() > 0; ++member) {
      equations = equations.above(balance_rows(drawn.influences, choices, drawn.member(stream)));
      const std::size_t last = rank;
      rank = equations.reduce().size();
      equations = equations.first_rows(rank);
      if (rank == last) break;
    }
    if (rank == before || rank == columns) break;
  }
  return {std::move(equations), rank};
}

/// Of more agents the relabellings are not gone through.
constexpr int most_relabelled_agents = 8;

/// Of each agent the first one that exchanges of two agents lead to; `keeps` says whether an exchange is
/// allowed.
std::vector<int> exchangeable_agents(const TypeSpace& space,
                                     const std::function<bool(const std::vector<int>&)>& keeps) {
  std::vector<int> same(static_cast<std::size_t>(space.agents()));
  std::iota(same.begin(), same.end(), 0);
  std::vector<int> alike = same;
  for (int a = 0; a < space.agents(); ++a) {
    for (int b = a + 1; b < space.agents(); ++b) {
      if (space.size(a) != space.size(b)) continue;
      std::vector<int> exchange = same;
      std::swap(exchange[static_cast<std::size_t>(a)], exchange[static_cast<std::size_t>(b)]);
      if (!keeps(exchange)) continue;
      const int low = std::min(alike[static_cast<std::size_t>(a)], alike[static_cast<std::size_t>(b)]);
      const int high = std::max(alike[static_cast<std::size_t>(a)], alike[static_cast<std::size_t>(b)]);
      std::replace(alike.begin(), alike.end(), high, low);
    }
  }
  return alike;
}

/// Gives the same column to choices that symmetries turn into each other; columns are numbered 0, 1, ….
void share_columns(const TypeSpace& space, std::span<const Coalition> coalitions,
                   std::vector<ScoreChoice>& choices) {
  if (space.agents() > most_relabelled_agents) return;
  std::map<std::uint32_t, std::size_t> place_of;
  for (std::size_t k = 0; k < coalitions.size(); ++k) place_of[coalitions[k].mask()] = k;
  std::map<std::array<std::size_t, 3>, std::size_t> number_of;
  const auto key = [](std::size_t place, Coalition given, int about) {
    return std::array{place, std::size_t{given.mask()}, static_cast<std::size_t>(about)};
  };
  for (std::size_t j = 0; j < choices.size(); ++j)
    number_of[key(choices[j].coalition, choices[j].given, choices[j].about)] = j;
  std::vector<std::size_t> first(choices.size());
  std::iota(first.begin(), first.end(), 0);
  const auto root = [&](std::size_t j) {
    while (first[j] != j) j = first[j] = first[first[j]];
    return j;
  };
  const auto share = [&](const std::vector<int>& relabelling) {
    std::vector<std::size_t> images;
    for (const Coalition coalition : coalitions) {
      const auto found = place_of.find(coalition.relabelled(relabelling).mask());
      if (found == place_of.end()) return false;
      images.push_back(found->second);
    }
    for (std::size_t j = 0; j < choices.size(); ++j) {
      const ScoreChoice& choice = choices[j];
      const std::size_t image =
          number_of.at(key(images[choice.coalition], choice.given.relabelled(relabelling),
                           relabelling[static_cast<std::size_t>(choice.about)]));
      const std::size_t a = root(j);
      const std::size_t b = root(image);
      first[std::max(a, b)] = std::min(a, b);
    }
    return true;
  };
  // Exchanges of two agents generate all relabellings that keep every agent among those she can be exchanged
  // with.
  const std::vector<int> alike = exchangeable_agents(space, share);
  for (const std::vector<int>& relabelling : type_preserving_relabellings(space)) {
    bool is_generated = true;
    for (std::size_t agent = 0; agent < relabelling.size(); ++agent) {
      is_generated = is_generated && alike[agent] == alike[static_cast<std::size_t>(relabelling[agent])];
    }
    if (!is_generated) share(relabelling);
  }
  std::map<std::size_t, std::size_t> column_of;
  for (std::size_t j = 0; j < choices.size(); ++j)
    choices[j].column = column_of.emplace(root(j), column_of.size()).first->second;
}

}  // namespace

std::vector<ScoreChoice> score_choices(const TypeSpace& space, std::span<const Coalition> coalitions) {
  const std::uint32_t informed = informed_agents(space).mask();
  std::vector<ScoreChoice> choices;
  for (std::size_t k = 0; k < coalitions.size(); ++k) {
    const std::uint32_t outside = informed & ~coalitions[k].mask();
    std::uint32_t given = 0;
    do {
      for (int about = 0; about < space.agents(); ++about) {
        if ((outside & ~given & Coalition::single(about).mask()) != 0)
          choices.push_back({k, Coalition(given), about, choices.size()});
      }
      given = (given - outside) & outside;
    } while (given != 0);
  }
  share_columns(space, coalitions, choices);
  return choices;
}

std::size_t count_columns(std::span<const ScoreChoice> choices) {
  std::size_t count = 0;
  for (const ScoreChoice& choice : choices) count = std::max(count, choice.column + 1);
  return count;
}

DrawnInfluences::DrawnInfluences(const TypeSpace& space, std::span<const Coalition> coalitions,
                                 std::uint64_t prime, ResidueStream& stream)
    : influences(space, coalitions, stream.weights(space.profiles(), prime - 1), prime),
      null_space(influences.equations().left_null_space()) {}

std::vector<std::vector<std::uint64_t>> DrawnInfluences::member(ResidueStream& stream) const {
  ModularMatrix combination(1, null_space.rows(), null_space.prime());
  for (std::size_t k = 0; k < null_space.rows(); ++k) combination(0, k) = stream.below(null_space.prime());
  const ModularMatrix x = combination.times(null_space);
  std::vector<std::uint64_t> coefficients;
  coefficients.reserve(x.columns());
  for (std::size_t k = 0; k < x.columns(); ++k) coefficients.push_back(x(0, k));
  return influences.influences(coefficients);
}

ModularMatrix balance_rows(const InfluenceSpace& influences, std::span<const ScoreChoice> choices,
                           const std::vector<std::vector<std::uint64_t>>& nu) {
  const TypeSpace& space = influences.space();
  const std::uint32_t informed = informed_agents(space).mask();
  // The first row of each set U, and which choices touch it with which sign.
  std::map<std::uint32_t, std::vector<std::pair<std::size_t, bool>>> touched;
  for (std::size_t j = 0; j < choices.size(); ++j) {
    const std::uint32_t inside = influences.coalitions()[choices[j].coalition].mask() & informed;
    const std::uint32_t given = inside | choices[j].given.mask();
    touched[given].emplace_back(j, true);
    touched[given | Coalition::single(choices[j].about).mask()].emplace_back(j, false);
  }
  std::size_t rows = 0;
  for (const auto& [set, entries] : touched) rows += count_joint_types(space, Coalition(set));
  ModularMatrix result(rows, count_columns(choices), influences.equations().prime());
  std::size_t first = 0;
  for (const auto& [set, entries] : touched) {
    const std::vector<std::uint32_t> places = marginal_places(space, Coalition(set));
    for (const auto& [choice, negative] : entries) {
      const std::vector<std::uint64_t>& values = nu[choices[choice].coalition];
      for (std::size_t profile = 0; profile < places.size(); ++profile) {
        if (negative) {
          result.subtract(first + places[profile], choices[choice].column, values[profile]);
        } else {
          result.add(first + places[profile], choices[choice].column, values[profile]);
        }
      }
    }
    first += count_joint_types(space, Coalition(set));
  }
  return result;
}

std::vector<ScoringLevel::Score> search_balanced_scores(const TypeSpace& space,
                                                        std::span<const Coalition> coalitions,
                                                        std::uint64_t seed) {
  const std::vector<ScoreChoice> choices = score_choices(space, coalitions);
  const auto [equations, rank] = balance_equations(space, coalitions, choices, seed);
  const std::size_t columns = count_columns(choices);
  if (rank == columns) return {};
  FloatProgram program;
  for (std::size_t j = 0; j < columns; ++j) program.add_column(0, FloatProgram::infinity, 0);
  if (!add_equations(equations, rank, program)) return {};
  std::vector<std::vector<FloatProgram::Entry>> sums(coalitions.size());
  for (const ScoreChoice& choice : choices) add_to(sums[choice.coalition], choice.column, -1);
  std::vector<std::size_t> reached;
  for (std::vector<FloatProgram::Entry>& sum : sums) {
    reached.push_back(program.add_column(0, 1, -1));
    sum.push_back({reached.back(), 1});
    program.add_row(sum, -FloatProgram::infinity, 0);
  }
  const auto largest = program.minimise();
  if (!largest) return {};
  bool any = false;
  for (const std::size_t column : reached) {
    const bool scored = (*largest)[column] > 0.5;
    any = any || scored;
    program.set_cost(column, 0);
    program.set_bounds(column, scored ? 1 : 0, scored ? 1 : 0);
  }
  if (!any) return {};
  for (std::size_t j = 0; j < columns; ++j) program.set_cost(j, 1);
  const auto shortest = program.minimise();
  if (!shortest) return {};
  std::vector<ScoringLevel::Score> scores;
  mpz_class scale = 1;
  for (const ScoreChoice& choice : choices) {
    mpq_class weight = small_rational((*shortest)[choice.column]);
    if (weight <= 0) continue;
    mpz_lcm(scale.get_mpz_t(), scale.get_mpz_t(), weight.get_den_mpz_t());
    scores.push_back({coalitions[choice.coalition], choice.given, choice.about, std::move(weight)});
  }
  for (ScoringLevel::Score& score : scores) score.weight *= scale;
  return scores;
}

bool passes_balance_test(const TypeSpace& space, std::span<const Coalition> coalitions,
                         std::span<const ScoringLevel::Score> scores, std::uint64_t seed) {
  ResidueStream stream(seed);
  const std::uint64_t prime = stream.prime();
  const DrawnInfluences drawn(space, coalitions, prime, stream);
  if (drawn.null_space.rows() == 0) return true;
  std::vector<ScoreChoice> choices;
  ModularMatrix weights(scores.size(), 1, prime);
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const auto found = std::find(coalitions.begin(), coalitions.end(), scores[k].coalition);
    if (found == coalitions.end()) return false;
    choices.push_back(
        {static_cast<std::size_t>(found - coalitions.begin()), scores[k].given, scores[k].about, k});
    // The weights are whole numbers; anything else is refused before.
    weights(k, 0) = residue_of(scores[k].weight.get_num(), prime);
  }
  const ModularMatrix rows = balance_rows(drawn.influences, choices, drawn.member(stream));
  return rows.times(weights).rank() == 0;
}

bool balance_structurally(const TypeSpace& space, std::span<const Coalition> coalitions,
                          std::span<const ScoringLevel::Score> scores) {
  const std::uint32_t informed = informed_agents(space).mask();
  // κ_{S,U} by U, then place of S.
  std::map<std::uint32_t, std::vector<mpq_class>> kappa;
  const auto entry = [&](std::uint32_t set, std::size_t place) -> mpq_class& {
    std::vector<mpq_class>& row = kappa[set];
    row.resize(coalitions.size());
    return row[place];
  };
  for (const ScoringLevel::Score& score : scores) {
    const auto found = std::find(coalitions.begin(), coalitions.end(), score.coalition);
    if (found == coalitions.end()) return false;
    const auto place = static_cast<std::size_t>(found - coalitions.begin());
    const std::uint32_t given = (score.coalition.mask() & informed) | score.given.mask();
    entry(given, place) -= score.weight;
    entry(given | Coalition::single(score.about).mask(), place) += score.weight;
  }
  for (const StructuralFamily& family : structural_families(space, coalitions)) {
    for (const auto& [set, row] : kappa) {
      if (!family.shows_in(Coalition(set))) continue;
      for (const std::vector<mpz_class>& lambda : family.weights) {
        mpq_class sum = 0;
        for (std::size_t k = 0; k < family.members.size(); ++k) sum += row[family.members[k]] * lambda[k];
        if (sum != 0) return false;
      }
    }
  }
  return true;
}

}  // namespace genericity
