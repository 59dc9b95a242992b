#include "sim/store/column_reader.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "sim/store/store_error.h"

namespace genericity {
namespace {

bool same_values(const Texts& a, const Texts& b) {
  return a == b;
}

/// Bit by bit, so that NaN equals NaN.
template <class T>
bool same_values(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

}  // namespace

void ColumnReader::read(ResultTable table) {
  // A group that no other table is in is there for this one.
  const bool is_shared = !found_.empty() && found_.back().group == table.group;
  if (!table.key.empty() && (!has_link(file_, table.group) ||
                             (is_shared && !has_link(open_group(file_, table.group), table.key)))) {
    absent_.push_back(std::move(table));
    return;
  }
  const Hdf5Handle group = open_group(file_, table.group);
  for (ColumnBlock& block : table.blocks) {
    for (StoredColumn& column : block.columns) {
      column.is_absent =
          column.info.since > version_ || (column.info.is_optional && !has_link(group, column.info.name));
      if (!column.is_absent) read(group, column);
    }
  }
  found_.push_back(std::move(table));
}

void ColumnReader::define(const Hdf5Handle& group, const std::string& name) {
  const std::vector<std::size_t> shape = shape_of(open_dataset(group, name), name);
  if (shape.size() != 1) throw StoreError("the dimension '" + name + "' is not a list");
  const auto [known, is_new] = sizes_.emplace(name, shape.front());
  if (known->second != shape.front()) {
    throw StoreError("the dimension '" + name + "' has the size " + std::to_string(shape.front()) +
                     ", but should have " + std::to_string(known->second) + ", as everywhere else");
  }
}

void ColumnReader::read(const Hdf5Handle& group, StoredColumn& column) {
  const VariableInfo& info = column.info;
  if (info.is_scale()) define(group, info.name);
  std::vector<std::size_t> shape;
  for (const std::string& name : info.dimensions) shape.push_back(sizes_.at(name));
  read_dataset(group, info.name, shape, column.values);
  if (const auto* values = std::get_if<Integers>(&column.values)) {
    if (std::any_of(values->begin(), values->end(), [](std::int64_t value) { return value < 0; }))
      throw StoreError("the variable '" + info.name + "' has a negative number");
  }
}

void ColumnReader::put_into(StudyResult& result) const {
  for (const bool last : {false, true}) {
    for (const ResultTable& table : found_) {
      for (const ColumnBlock& block : table.blocks) {
        if (block.put && block.is_put_last == last && !block.columns.front().is_absent)
          block.put(block.columns, result);
      }
    }
  }
}

void ColumnReader::compare_with(const StudyResult& result) const {
  const auto contradiction = [](const ResultTable& table, const std::string& name) {
    return StoreError("the variable '" + table.group + "/" + name + "' contradicts the rest of the file");
  };
  for (const ResultTable& table : found_) {
    for (const ColumnBlock& block : table.blocks) {
      const std::vector<StoredColumn> expected = block.of(result);
      for (std::size_t c = 0; c < expected.size(); ++c) {
        const auto is_found = [&](const auto& values) {
          return same_values(std::get<std::decay_t<decltype(values)>>(block.columns[c].values), values);
        };
        if (!block.columns[c].is_absent && !std::visit(is_found, expected[c].values))
          throw contradiction(table, expected[c].info.name);
      }
    }
  }
  for (const ResultTable& table : absent_) {
    if (!is_left_out(table, result)) throw contradiction(table, table.key);
  }
}

}  // namespace genericity
