#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "sim/cli/classification_json.h"
#include "sim/priors/nearest_name.h"
#include "sim/study/input_error.h"
#include "sim/study/shortened.h"

namespace genericity {

namespace {

using Document = nlohmann::json;

/// A value in a document, with the words that say where it stands: "a.json:3: certificate.levels[0]".
class Place {
 public:
  Place(const Document& json, std::string where) : json_(&json), where_(std::move(where)) {}

  [[noreturn]] void fail(const std::string& message) const { throw InputError(where_ + ": " + message); }
  [[nodiscard]] bool is_null() const { return json_->is_null(); }

  [[nodiscard]] Place operator[](const char* key) const {
    if (!json_->is_object()) fail("expected an object, found " + found());
    const auto entry = json_->find(key);
    if (entry == json_->end()) throw InputError(path(key) + ": expected, and missing");
    return {*entry, path(key)};
  }
  /// The entries of a list.
  [[nodiscard]] std::vector<Place> list() const {
    if (!json_->is_array()) fail("expected a list, found " + found());
    std::vector<Place> entries;
    for (std::size_t k = 0; k < json_->size(); ++k)
      entries.emplace_back((*json_)[k], where_ + "[" + std::to_string(k) + "]");
    return entries;
  }
  [[nodiscard]] std::string text() const {
    if (!json_->is_string()) fail("expected a text, found " + found());
    return json_->get<std::string>();
  }
  [[nodiscard]] bool flag() const {
    if (!json_->is_boolean()) fail("expected true or false, found " + found());
    return json_->get<bool>();
  }
  [[nodiscard]] std::uint64_t whole() const {
    if (!json_->is_number_integer() || (json_->is_number_integer() && !json_->is_number_unsigned()))
      fail("expected a whole number of 0 or more, found " + found());
    return json_->get<std::uint64_t>();
  }
  [[nodiscard]] int small(int least, int most) const {
    const std::uint64_t number = whole();
    if (number < static_cast<std::uint64_t>(least) || number > static_cast<std::uint64_t>(most)) {
      fail("expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
           ", found " + found());
    }
    return static_cast<int>(number);
  }
  [[nodiscard]] double number() const {
    if (!json_->is_number()) fail("expected a number, found " + found());
    return json_->get<double>();
  }
  [[nodiscard]] mpq_class rational() const {
    try {
      return parse_rational(text());
    } catch (const InvalidInput& error) {
      fail(error.what());
    }
  }
  [[nodiscard]] mpz_class integer() const {
    const mpq_class value = rational();
    if (value.get_den() != 1) fail("expected a whole number, found " + found());
    return value.get_num();
  }
  /// A whole number below 2^64 as a text, since programs that read JSON may keep 53 bits of a number.
  [[nodiscard]] std::uint64_t long_whole() const {
    const mpz_class value = integer();
    if (value < 0 || !value.fits_ulong_p())
      fail("expected a whole number from 0 to 2^64 - 1, found " + found());
    return value.get_ui();
  }
  [[nodiscard]] Coalition coalition(int agents) const {
    try {
      return Coalition::parse(text(), agents);
    } catch (const InvalidInput& error) {
      fail(error.what());
    }
  }

 private:
  [[nodiscard]] std::string path(const char* key) const {
    return where_ + (where_.ends_with(':') ? " " : ".") + key;
  }
  [[nodiscard]] std::string found() const {
    return json_->is_null() ? "null"
                            : shortened(json_->dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
  }

  const Document* json_;
  std::string where_;
};

std::vector<ScoringLevel::Score> read_scores(const Place& place, int agents) {
  std::vector<ScoringLevel::Score> scores;
  for (const Place& entry : place.list()) {
    scores.push_back({entry["coalition"].coalition(agents), entry["given"].coalition(agents),
                      entry["about"].small(1, agents) - 1, entry["weight"].rational()});
  }
  return scores;
}

IntegerWeights read_weights(const Place& place, const TypeSpace& space) {
  IntegerWeights weights;
  for (const Place& entry : place.list()) weights.push_back(entry.integer());
  if (weights.size() != space.profiles()) {
    place.fail("expected " + std::to_string(space.profiles()) + " weights, one a type profile, found " +
               std::to_string(weights.size()));
  }
  return weights;
}

std::optional<RankAtPrior> read_rank(const Place& place, const TypeSpace& space) {
  if (place.is_null()) return std::nullopt;
  return RankAtPrior{read_weights(place["prior"], space), place["prime"].long_whole(), place["rank"].whole()};
}

EliminationProof read_elimination(const Place& place, const TypeSpace& space) {
  const int agents = space.agents();
  EliminationProof proof;
  for (const Place& entry : place["levels"].list()) {
    ScoringLevel& level = proof.scoring.levels.emplace_back();
    for (const Place& term : entry["terms"].list()) {
      level.terms.push_back(
          {term["agent"].small(1, agents) - 1, term["of"].coalition(agents), term["factor"].rational()});
    }
    level.scores = read_scores(entry["scores"], agents);
  }
  for (const Place& step : place["steps"].list())
    proof.balanced.push_back({read_scores(step["scores"], agents), read_rank(step["structural"], space)});
  proof.full_rank = read_rank(place["full_rank"], space);
  return proof;
}

std::uint32_t read_joint_type(const Place& place, const TypeSpace& space, Coalition coalition) {
  const std::string text = place.text();
  const std::size_t count = CoalitionSplit(space, coalition).inside.size();
  for (std::uint32_t type = 0; type < count; ++type) {
    if (joint_type_text(space, coalition, type) == text) return type;
  }
  place.fail("expected a joint type of coalition " + coalition.to_string() + " such as " +
             joint_type_text(space, coalition, 0) + ", found '" + shortened(text) + "'");
}

WitnessProof read_witnesses(const Place& place, const TypeSpace& space) {
  const Place holds = place["holds"];
  OpenSuccess success{read_weights(holds["prior"], space), {}};
  for (const Place& row : holds["psi"].list()) {
    for (const Place& value : row.list()) success.certificate.psi.push_back(value.integer());
  }
  const Place fails = place["fails"];
  OpenFailure failure{
      read_weights(fails["prior"], space), {}, fails["prime"].long_whole(), fails["rank"].whole()};
  for (const Place& entry : fails["deviations"].list()) {
    const Coalition coalition = entry["coalition"].coalition(space.agents());
    if (coalition.size() == 0 || coalition == Coalition::grand(space.agents()))
      entry["coalition"].fail("expected a coalition of some agents, but not all");
    failure.certificate.entries.push_back({coalition, read_joint_type(entry["truth"], space, coalition),
                                           read_joint_type(entry["report"], space, coalition),
                                           entry["weight"].integer()});
  }
  return {std::make_shared<const OpenSuccess>(std::move(success)),
          std::make_shared<const OpenFailure>(std::move(failure))};
}

ConditionGProof read_condition_g(const Place& place, const TypeSpace& space) {
  ConditionGProof proof{place["part"].coalition(space.agents()), {}};
  for (const Place& entry : place["weights"].list())
    proof.weights.emplace_back(entry["coalition"].coalition(space.agents()), entry["weight"].rational());
  return proof;
}

Pattern read_pattern(const Place& place, const TypeSpace& space) {
  try {
    return Pattern::parse(place.text(), space.agents());
  } catch (const InvalidInput& error) {
    place.fail(error.what());
  }
}

GenericProof read_proof(const Place& place, const TypeSpace& space, bool may_inherit) {
  if (place.is_null()) return {};
  const std::string kind = place["kind"].text();
  if (kind == "G") return read_condition_g(place, space);
  if (kind == "known_types") return KnownTypesProof{place["coalition"].coalition(space.agents())};
  if (kind == "L" || kind == "rank" || kind == "LR") return read_elimination(place, space);
  if (kind == "witnesses") return read_witnesses(place, space);
  if (kind == "inherited" && may_inherit) {
    return std::make_shared<const InheritedProof>(InheritedProof{
        read_pattern(place["pattern"], space), read_proof(place["certificate"], space, false)});
  }
  const std::vector<std::string> known{"G", "known_types", "L", "rank", "LR", "witnesses", "inherited"};
  place["kind"].fail("expected a kind of proof (G, known_types, L, rank, LR, witnesses, inherited), found '" +
                     shortened(kind) + "'" + did_you_mean(kind, known));
}

TypeSpace read_types(const Place& place) {
  std::vector<int> sizes;
  for (const Place& entry : place.list()) sizes.push_back(entry.small(1, 1 << 20));
  try {
    return TypeSpace::with_uninformed(std::move(sizes));
  } catch (const InvalidInput& error) {
    place.fail(error.what());
  }
}

GenericVerdict read_verdict(const Place& place) {
  const std::string text = place.text();
  std::vector<std::string> known;
  for (const GenericVerdict verdict : {GenericVerdict::never, GenericVerdict::almost_always,
                                       GenericVerdict::between, GenericVerdict::open}) {
    if (text == to_string(verdict)) return verdict;
    known.emplace_back(to_string(verdict));
  }
  place.fail("expected never, almost_always, between or open, found '" + shortened(text) + "'" +
             did_you_mean(text, known));
}

ClaimedClassification read_classification(const Document& json, const std::string& where) {
  const Place place(json, where);
  TypeSpace space = read_types(place["types"]);
  Pattern pattern = read_pattern(place["pattern"], space);
  const Place name = place["proof"];
  GenericProof proof = read_proof(place["certificate"], space, true);
  return {std::move(space),
          std::move(pattern),
          read_verdict(place["verdict"]),
          place["all_type_counts"].flag(),
          place["chance"].number(),
          name.is_null() ? std::string() : name.text(),
          std::move(proof)};
}

std::size_t line_at(const std::string& text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

Document parse(const std::string& path, const std::string& text, std::size_t first_line) {
  try {
    return Document::parse(text);
  } catch (const Document::parse_error& error) {
    const std::size_t line = first_line - 1 + line_at(text, error.byte > 0 ? error.byte - 1 : 0);
    throw InputError(path + ":" + std::to_string(line) +
                     ": this is not JSON; expected what genericity classify --json prints");
  }
}

}  // namespace

std::vector<ClaimedClassification> read_classifications(const std::string& path, const std::string& text) {
  std::vector<ClaimedClassification> claims;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    throw InputError(path + ": it is empty; expected what genericity classify --json prints");
  const std::size_t line_end = std::min(text.find('\n', first), text.size());
  const bool one_a_line = text[first] == '{' && Document::accept(text.substr(first, line_end - first));
  if (!one_a_line) {
    const Document whole = parse(path, text, 1);
    if (!whole.is_array()) return {read_classification(whole, path + ":")};
    for (std::size_t k = 0; k < whole.size(); ++k)
      claims.push_back(read_classification(whole[k], path + ": [" + std::to_string(k) + "]"));
    return claims;
  }
  std::size_t line = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string row = text.substr(begin, end - begin);
    if (row.find_first_not_of(" \t\r") != std::string::npos)
      claims.push_back(read_classification(parse(path, row, line), path + ":" + std::to_string(line) + ":"));
    begin = end + 1;
  }
  return claims;
}

}  // namespace genericity
