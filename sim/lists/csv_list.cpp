#include "sim/lists/csv_list.h"

#include <set>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/exact/integers.h"
#include "sim/lists/csv_records.h"
#include "sim/priors/exact_list.h"
#include "sim/priors/list_checks.h"
#include "sim/study/shortened.h"

namespace genericity {
namespace {

/// A number without the blanks around it.
std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

class CsvListReader {
 public:
  CsvListReader(const std::string& name, std::string_view text, const TypeSpace& space)
      : records_(name, text), space_(space), list_(space) {
    read_header();
  }

  LoadedPriors read() {
    std::vector<mpq_class> weights(space_.profiles());
    while (records_.next()) {
      const std::vector<std::string>& fields = records_.fields();
      if (fields.size() != names_.size()) {
        records_.fail("expected " + std::to_string(names_.size()) +
                      " values, as the first line has names, found " + std::to_string(fields.size()));
      }
      if (list_.count() == most_list_priors(space_))
        records_.fail("more than " + std::to_string(most_list_weights) + " weights before this line");
      for (std::size_t column = 0; column < fields.size(); ++column)
        read_field(column, without_blanks(fields[column]), weights);
      list_.add(weights);
    }
    if (list_.count() == 0) records_.fail("no priors after this line");
    return list_.finish(std::move(coordinates_));
  }

 private:
  [[nodiscard]] std::string column_text(std::size_t column) const {
    return names_[column].empty() ? "column " + std::to_string(column + 1) : shortened(names_[column]);
  }

  void read_header() {
    if (!records_.next()) records_.fail("expected a line with the names of the columns");
    names_ = records_.fields();
    const std::string wanted =
        std::to_string(space_.profiles()) + " columns of weights for the types " + space_.to_string();
    if (names_.size() < space_.profiles()) {
      const bool has_others = names_.size() == 1 && names_[0].find_first_of(";\t") != std::string::npos;
      records_.fail("expected at least " + wanted + ", found " + std::to_string(names_.size()) +
                    (has_others ? "; columns are separated by commas" : ""));
    }
    std::set<std::string_view> seen;
    for (const std::string& name : names_) {
      if (!name.empty() && !seen.insert(name).second)
        records_.fail("two columns have the name '" + shortened(name) +
                      "'; expected a line with the names of the columns");
    }
    refuse_numbers();
    for (std::size_t column = 0; column < names_.size() - space_.profiles(); ++column) {
      try {
        check_coordinate_name(names_[column]);
      } catch (const ListFault& fault) {
        records_.fail("column " + std::to_string(column + 1) + ": " + fault.what() + "; the last " + wanted +
                      (names_[column].empty()
                           ? ". In R, row.names = FALSE leaves out the numbers of rows, in "
                             "pandas index=False"
                           : ""));
      }
      coordinates_.push_back({names_[column], {}});
    }
  }

  /// Whole numbers are names that programs give to columns; other numbers are a prior.
  void refuse_numbers() const {
    for (const std::string& name : names_) {
      if (name.find_first_of("./") == std::string::npos) continue;
      try {
        (void)parse_rational(without_blanks(name));
      } catch (const InvalidInput&) {
        continue;
      }
      records_.fail("expected the names of the columns, found the number " + shortened(name));
    }
  }

  void read_field(std::size_t column, std::string_view text, std::vector<mpq_class>& weights) {
    const auto fail = [&](const std::string& message) {
      records_.fail(column_text(column) + ": " + message);
    };
    if (text.empty()) fail("expected a number, found nothing");
    const std::size_t beside = coordinates_.size();
    try {
      if (column < beside) {
        coordinates_[column].values.push_back(nearest_to_written(text));
        return;
      }
      mpq_class& weight = weights[column - beside];
      weight = parse_rational(text);
      if (weight > 0) return;
    } catch (const InvalidInput& error) {
      fail(error.what());
    }
    fail("expected a positive weight (the prior has full support), found " + shortened(text));
  }

  CsvRecords records_;
  TypeSpace space_;
  ExactList list_;
  std::vector<std::string> names_;
  std::vector<PriorCoordinate> coordinates_;
};

}  // namespace

LoadedPriors read_csv_list(const std::string& name, std::string_view text, const TypeSpace& space) {
  return CsvListReader(name, text, space).read();
}

}  // namespace genericity
