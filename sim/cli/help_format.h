#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace genericity {

/// How --help is laid out: at most 100 columns and those of the terminal, limits of numbers in words. A
/// program's verbs take it over if it is set before they are added.
std::shared_ptr<CLI::FormatterBase> help_format();

}  // namespace genericity
